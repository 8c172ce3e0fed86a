"""The mean of checkpoints that were trained from the same start: one model, often better than each on text it was not trained on."""

import argparse

import torch


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", nargs="+", help="what train.py wrote")
    parser.add_argument("--weights", nargs="+", type=float, help="of each checkpoint; without them all count the same")
    parser.add_argument("--output", required=True)
    args = parser.parse_args()

    weights = args.weights or [1.0] * len(args.checkpoints)
    total = sum(weights)
    mean = {}
    for checkpoint, weight in zip(args.checkpoints, weights, strict=True):
        for name, value in torch.load(checkpoint, map_location="cpu", weights_only=True).items():
            mean[name] = mean.get(name, 0) + value.float() * (weight / total)
    torch.save(mean, args.output)


if __name__ == "__main__":
    main()
