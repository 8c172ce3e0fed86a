"""Soft labels of the encoder over the permitted texts, for training the fast model.

Writes `text,probability`: the first sixteen hexadecimal digits of the text's SHA-1, and the chance of its highest window.
"""

import argparse
import json
import math
from pathlib import Path

import torch

import batches
import data
import network

PORTION = 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the folder of the labelled sets")
    parser.add_argument("--checkpoint", required=True, nargs="+", help="what train.py wrote; of several the mean counts")
    parser.add_argument("--vocabulary", required=True, nargs="+", help="what words.py wrote, one for each checkpoint")
    parser.add_argument("--output", required=True)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    teachers = []
    for checkpoint, vocabulary in zip(args.checkpoint, args.vocabulary, strict=True):
        pieces = json.loads(Path(vocabulary).read_text(encoding="utf-8"))
        encoder = network.Encoder(pieces)
        encoder.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True))
        teachers.append((encoder, batches.Cutter(pieces)))

    rows = {key[:16]: row for _, key, row in data.background(args.data) if row.text.strip()}
    keys = list(rows)
    labels = {}
    for start in range(0, len(keys), PORTION):
        portion = keys[start : start + PORTION]
        listed = [rows[key] for key in portion]
        scores = [batches.score(encoder, cutter, listed, low_precision=True) for encoder, cutter in teachers]
        chances = [sum(1 / (1 + math.exp(-score)) for score in said) / len(said) for said in zip(*scores)]
        labels.update(zip(portion, chances))
        print(f"{len(labels)} of {len(keys)}", flush=True)
    with open(args.output, "w", encoding="utf-8") as out:
        out.write("text,probability\n")
        out.writelines(f"{key},{labels[key]:.3f}\n" for key in sorted(labels))


if __name__ == "__main__":
    main()
