"""Word vectors whose weighted sum is near to what a sentence encoder makes of the whole text.

Reads what `threadwarden-train texts` wrote and writes the vectors of crates/relevance, whose format stands in its
src/vectors.rs. Words start where the pretrained encoder puts them alone; ridge regression moves them until their sums
fit the encoder's vectors of the texts; then they are laid beside the vectors that company gave, and what both say
most of the texts is kept.
"""

import argparse
import json
import struct
from pathlib import Path

import numpy
import torch
from torch.nn import functional

import network
import words

MAGIC, STEPS, SCALE_STEPS = b"TWVECT2\0", 96, 1 << 18
# Tokens that the encoder reads of a text, and tokens of a batch.
LONGEST, BATCH = 128, 8192
# Occurrences that give a stem a vector, words of a stem that are asked about, and their least share of the commonest.
FEWEST, MOST_WORDS, LEAST_SHARE = 2, 4, 0.1
# Texts with fewer stems teach nothing; of talk pages a part is enough, and weighs less.
FEWEST_STEMS, FEWEST_TALK_STEMS, TALKS, TALK_WEIGHT = 3, 6, 20_000, 0.3
# How far words start along the encoder's direction, the pull back to it, and rounds of conjugate gradients.
START, RIDGE, ROUNDS = 0.3, 1.0, 25
# Longest vector against the usual one, and the largest number of a vector.
LONGEST_VECTOR, LARGEST = 3.0, 0.9


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def unit(vectors):
    return vectors / numpy.maximum(numpy.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def encode(texts):
    """The encoder's vector of each text, as all-MiniLM-L6-v2 is meant to be used: the mean over all tokens."""
    pieces = words.pretrained()
    start, end = pieces.index("[CLS]"), pieces.index("[SEP]")
    encoder = network.pretrained(pieces).eval().to(torch.bfloat16)
    cut = words.tokenizer(pieces).encode_batch_fast(texts, add_special_tokens=False)
    ids = [[start, *made.ids[: LONGEST - 2], end] for made in cut]
    order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    found = numpy.zeros((len(ids), network.WIDTH), numpy.float32)
    at = 0
    while at < len(order):
        count = max(1, BATCH // len(ids[order[min(at + BATCH // len(ids[order[at]]), len(order)) - 1]]))
        chosen = order[at : at + count]
        longest = len(ids[chosen[-1]])
        batch = torch.tensor([ids[row] + [0] * (longest - len(ids[row])) for row in chosen])
        mask = torch.arange(longest)[None] < torch.tensor([len(ids[row]) for row in chosen])[:, None]
        with torch.inference_mode():
            means = encoder.means(batch, torch.zeros_like(batch), mask).float()
        found[chosen] = functional.normalize(means, dim=1).numpy()
        at += len(chosen)
    return found


def principal(rows, weights, count):
    """The mean, and the directions in which the rows differ most."""
    weights = weights / weights.sum()
    mean = weights @ rows
    centred = rows - mean
    _, directions = numpy.linalg.eigh((centred * weights[:, None]).T @ centred)
    return mean, directions[:, ::-1][:, :count]


def read_vectors(path):
    content = path.read_bytes()
    count, steps = struct.unpack("<II", content[8:16])
    stems = numpy.frombuffer(content, "<u4", count, 16)
    small = numpy.frombuffer(content, "i1", count * steps, 16 + 4 * count).reshape(count, steps)
    scales = numpy.frombuffer(content, "<u2", count, 16 + (4 + steps) * count)
    return stems, small * (scales / SCALE_STEPS)[:, None]


def write_vectors(path, stems, vectors):
    order = numpy.argsort(stems)
    stems, vectors = stems[order], vectors[order]
    step = numpy.abs(vectors).max(1) / 127
    small = numpy.round(vectors / numpy.maximum(step, 1e-12)[:, None])
    scales = numpy.round(step * SCALE_STEPS)
    parts = [MAGIC, struct.pack("<II", len(stems), vectors.shape[1]), stems.astype("<u4").tobytes()]
    path.write_bytes(b"".join(parts + [small.astype("i1").tobytes(), scales.astype("<u2").tobytes()]))


def words_alone(stems):
    """The mean over the commonest words of each stem of the encoder's vectors, and how often the stem occurs."""
    asked, rows, weights = [], [], []
    for row, line in enumerate(stems):
        common = sorted(line["words"].items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_WORDS]
        for word, count in common:
            if count >= LEAST_SHARE * common[0][1]:
                asked.append(word)
                rows.append(row)
                weights.append(count)
    sums = numpy.zeros((len(stems), network.WIDTH))
    numpy.add.at(sums, rows, encode(asked) * numpy.array(weights)[:, None])
    return sums / numpy.bincount(rows, weights)[:, None]


def text_words(texts, places, weights):
    """A row of length 1 for each text: what each of its stems weighs in it."""
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        found, counts = numpy.unique([places[stem] for stem in text["stems"] if stem in places], return_counts=True)
        if len(found) == 0:
            continue
        found = found.astype(int)
        value = weights[found] * numpy.sqrt(counts)
        rows += [row] * len(found)
        columns += found.tolist()
        values += (value / numpy.linalg.norm(value)).tolist()
    size = (len(texts), len(places))
    across = torch.sparse_coo_tensor(torch.tensor([columns, rows]), torch.tensor(values).float(), size[::-1])
    down = torch.sparse_coo_tensor(torch.tensor([rows, columns]), torch.tensor(values).float(), size)
    return down.to_sparse_csr(), across.to_sparse_csr()


def fitted(sums, back, start, wanted):
    """The vectors near `start` whose sums are nearest to those wanted, by conjugate gradients."""
    moved = torch.zeros_like(start)
    residue = back @ (wanted - sums @ start)
    along, square = residue.clone(), (residue * residue).sum(0)
    for _ in range(ROUNDS):
        image = back @ (sums @ along) + RIDGE * along
        length = square / (along * image).sum(0)
        moved += length * along
        residue -= length * image
        now = (residue * residue).sum(0)
        along, square = residue + now / square * along, now
    return start + moved


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", required=True, type=Path, help="the folder that `threadwarden-train texts` wrote")
    parser.add_argument("--output", required=True, type=Path, help="the file of the word vectors")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    stems = [line for line in lines(args.texts / "stems.jsonl") if sum(line["words"].values()) >= FEWEST]
    places = {line["stem"]: place for place, line in enumerate(stems)}
    weights = numpy.array([line["weight"] for line in stems])
    counts = numpy.array([float(sum(line["words"].values())) for line in stems])
    texts = lines(args.texts / "texts.jsonl")
    talks = [at for at, text in enumerate(texts) if text["is_talk"] and len(text["stems"]) >= FEWEST_TALK_STEMS]
    kept = set(numpy.random.default_rng(1).permutation(talks)[:TALKS].tolist())
    texts = [
        text
        for at, text in enumerate(texts)
        if at in kept or (not text["is_talk"] and len(text["stems"]) >= FEWEST_STEMS)
    ]
    print(f"{len(stems)} stems, {len(texts)} texts", flush=True)

    alone = words_alone(stems)
    wanted = encode([text["text"] for text in texts]).astype(numpy.float64)
    sums, back = text_words(texts, places, weights)
    share = numpy.array([TALK_WEIGHT if text["is_talk"] else 1.0 for text in texts])
    mean, directions = principal(wanted, share, STEPS)
    wanted = torch.tensor(unit((wanted - mean) @ directions)).float()
    mean, _ = principal(alone, numpy.sqrt(counts + 1), 1)
    start = START * torch.tensor(unit((alone - mean) @ directions)).float()
    for name, vectors in (("before", start), ("after", fitted(sums, back, start, wanted))):
        nearness = functional.cosine_similarity(sums @ vectors, wanted).mean().item()
        print(f"cosine of sum and text, {name} the fit: {nearness:.3f}", flush=True)
    vectors = vectors.numpy()
    vectors /= numpy.sqrt((numpy.linalg.norm(vectors, axis=1) ** 2 * counts).sum() / counts.sum())
    vectors /= numpy.maximum(1, numpy.linalg.norm(vectors, axis=1, keepdims=True) / LONGEST_VECTOR)

    company = numpy.zeros((len(stems), STEPS))
    for stem, vector in zip(*read_vectors(args.texts / "company.bin")):
        if stem in places:
            company[places[stem]] = vector
    # Both halves make texts of the same mean length.
    length = lambda half: (sums @ torch.tensor(half).float()).norm(dim=1).mean().item()
    both = numpy.hstack([company / length(company), vectors / length(vectors)])
    _, directions = principal((sums @ torch.tensor(both).float()).double().numpy(), numpy.ones(len(texts)), STEPS)
    both = both @ directions
    both *= LARGEST / numpy.percentile(numpy.abs(both).max(1), 99.9)
    write_vectors(args.output, numpy.array([line["stem"] for line in stems], numpy.uint32), both)
    print(f"{args.output}: {args.output.stat().st_size} bytes", flush=True)


if __name__ == "__main__":
    main()
