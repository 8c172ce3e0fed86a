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
    parser.add_argument("--checkpoint", required=True, help="what train.py wrote after its last epoch")
    parser.add_argument("--vocabulary", required=True, help="what words.py wrote")
    parser.add_argument("--output", required=True)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    pieces = json.loads(Path(args.vocabulary).read_text(encoding="utf-8"))
    encoder = network.Encoder(pieces)
    encoder.load_state_dict(torch.load(args.checkpoint, map_location="cpu", weights_only=True))
    cutter = batches.Cutter(pieces)

    rows = {key[:16]: row for _, key, row in data.background(args.data) if row.text.strip()}
    keys = list(rows)
    labels = {}
    for start in range(0, len(keys), PORTION):
        portion = keys[start : start + PORTION]
        scores = batches.score(encoder, cutter, [rows[key] for key in portion], low_precision=True)
        labels.update((key, 1 / (1 + math.exp(-score))) for key, score in zip(portion, scores))
        print(f"{len(labels)} of {len(keys)}", flush=True)
    with open(args.output, "w", encoding="utf-8") as out:
        out.write("text,probability\n")
        out.writelines(f"{key},{labels[key]:.3f}\n" for key in sorted(labels))


if __name__ == "__main__":
    main()
