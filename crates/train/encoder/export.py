"""Writes a checkpoint as one weights file of small integers, and measures what the rounding costs.

The format stands in crates/encoder/src/file.rs.
"""

import argparse
import json
import struct
from pathlib import Path

import numpy
import torch

import batches
import data
import network

MAGIC, VERSION = b"TWE1", 1
MOST_BYTES = 16_000_000


def integers(weight):
    """A scale for each row, and the row in units of it."""
    scale = weight.abs().amax(1).clamp_min(1e-12) / 127
    return scale, torch.round(weight / scale[:, None]).clamp(-127, 127)


def content(state, pieces):
    floats = lambda tensor: tensor.float().numpy().astype("<f4").tobytes()
    small = lambda tensor: tensor.numpy().astype("i1").tobytes()
    norm = lambda name: [floats(state[f"{name}.weight"]), floats(state[f"{name}.bias"])]

    def rows(weight):
        scale, rounded = integers(weight)
        return [floats(scale), small(rounded)]

    def linear(name):
        scale, rounded = integers(state[f"{name}.weight"])
        return [floats(scale), floats(state[f"{name}.bias"]), small(rounded)]

    vocabulary = "".join(piece + "\n" for piece in pieces).encode("utf-8")
    shape = (
        len(pieces), network.WIDTH, network.HEADS, network.LAYERS, network.INNER, network.POSITIONS,
        batches.LONGEST, batches.LONGEST_CONTEXT,
    )  # fmt: skip
    parts = [struct.pack("<8I", *shape), struct.pack("<I", len(vocabulary)), vocabulary]
    parts += rows(state["pieces.weight"]) + rows(state["positions.weight"])
    parts += [floats(state["segments.weight"]), *norm("norm")]
    for layer in range(network.LAYERS):
        at = f"layers.{layer}"
        for name in ("query", "key", "value", "mixed"):
            parts += linear(f"{at}.{name}")
        parts += norm(f"{at}.norm_attention") + linear(f"{at}.up") + linear(f"{at}.down") + norm(f"{at}.norm_output")
    parts += [floats(state["head.weight"]), floats(state["head.bias"])]
    return b"".join(parts)


def content_hash(content):
    """FNV-1a over words of eight bytes, the last filled up with zeros."""
    value = 0xCBF29CE484222325
    padded = content + bytes(8 - len(content) % 8)
    for word in numpy.frombuffer(padded, "<u8").tolist():
        value = ((value ^ word) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def rounded(state):
    """The state as the reader of the file sees it."""
    result = {}
    for name, tensor in state.items():
        small = tensor.dim() == 2 and not name.startswith(("segments", "head"))
        scale, rows = integers(tensor) if small else (None, None)
        result[name] = rows * scale[:, None] if small else tensor
    return result


# Made up for the parity test of the reader; the ones that are hard to cut into pieces are meant to be.
SAMPLES = [
    ("You have no idea what you are talking about.", (), ""),
    ("Thank you, that was a fine summary of the vote.", (), ""),
    ("Go back to school before you lecture the rest of us.", ("Marta K",), "The dam was built in 1911, not in 1930."),
    ("I was at the meeting; it was 1911.", ("Marta K", "old_pike"), "The dam was built in 1930."),
    ("Nobody asked you.", ("Rowan",), ""),
    ("It’s naïve — “café” talk, £5 says nothing’s fixed… #bins", (), ""),
    ("Supercalifragilistic hydroelectricity!!! xqzzkw", (), "?"),
    (" ".join(["The council met again on Tuesday and talked about the road, and nobody could say what it will cost."] * 14), (), ""),
    ("?", (), ""),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--vocabulary", required=True)
    parser.add_argument("--output", required=True, help="the weights file")
    parser.add_argument("--samples", help="scores of made-up comments, for the reader's test")
    parser.add_argument("--data", help="measure on the development sets in this folder")
    parser.add_argument("--held-out", help="and on these written cases")
    parser.add_argument("--only", nargs="*", help="development sets to measure on")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    pieces = json.loads(Path(args.vocabulary).read_text(encoding="utf-8"))
    state = torch.load(args.checkpoint, map_location="cpu", weights_only=True)
    body = content(state, pieces)
    value = content_hash(body)
    file = MAGIC + struct.pack("<IQ", VERSION, value) + body
    if len(file) > MOST_BYTES:
        raise SystemExit(f"{len(file)} bytes, more than {MOST_BYTES}")
    Path(args.output).write_bytes(file)
    print(f"{args.output}: {len(file)} bytes, hash {value:016x}", flush=True)

    full, small = network.Encoder(pieces), network.Encoder(pieces)
    full.load_state_dict(state)
    small.load_state_dict(rounded(state))
    cutter = batches.Cutter(pieces)
    if args.samples:
        rows = [data.Row(text, parent, names, 0.0) for text, names, parent in SAMPLES]
        scores = batches.score(small, cutter, rows)
        listed = [
            {"text": row.text, "names": row.names, "parent": row.parent, "log_odds": round(score, 5)}
            for row, score in zip(rows, scores)
        ]
        Path(args.samples).write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if args.data:
        for name, rows in data.development(args.data, args.held_out).items():
            if args.only and name not in args.only:
                continue
            labels = [row.label for row in rows]
            areas = [batches.area_under_roc(batches.score(which, cutter, rows), labels) for which in (full, small)]
            print(f"{name}: AUC {areas[0]:.4f} fp32, {areas[1]:.4f} int8, of {len(rows)}", flush=True)


if __name__ == "__main__":
    main()
