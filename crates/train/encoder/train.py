"""Fine-tunes the encoder on written cases and permitted sets, and writes a checkpoint after each epoch."""

import argparse
import json
import random
import time
from pathlib import Path

import torch
from torch.nn import functional

import batches
import data
import network

# Share of the comments with context that are shown without it: many comments are judged alone.
CONTEXT_DROPPED = 0.5
WARM_UP = 0.06
# Every step the averaged weights move this much toward those of the step.
AVERAGE = 0.002


def items_of(cutter, rows, chooser):
    """The rows as one epoch shows them: a window of each, with its context or without."""
    contexts = cutter.ids([data.context(row) for row in rows])
    items = []
    for own, context in zip(cutter.ids([row.text for row in rows]), contexts):
        window = batches.windows(own)[0]
        shown = context if context and chooser.random() >= CONTEXT_DROPPED else []
        items.append(batches.assemble(window, shown))
    return items


def optimizer_of(encoder, rate):
    """AdamW; no decay on biases and norms. Embeddings stay as they were pretrained."""
    for table in (encoder.pieces, encoder.positions, encoder.segments):
        table.requires_grad_(False)
    parameters = [(name, value) for name, value in encoder.named_parameters() if value.requires_grad]
    plain = [value for name, value in parameters if name.endswith("bias") or "norm" in name]
    decayed = [value for name, value in parameters if not (name.endswith("bias") or "norm" in name)]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, fused=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the folder of the labelled sets")
    parser.add_argument("--learned", help="written cases to learn from, as `threadwarden-train split` writes them, beside permitted sets")
    parser.add_argument("--soft", help="learn from texts of the permitted sets with these labels, as label.py writes them")
    parser.add_argument("--soft-rows", type=int, help="no more than so many of those")
    parser.add_argument("--held-out", required=True, help="written cases that are never trained on")
    parser.add_argument("--vocabulary", required=True, help="what words.py wrote")
    parser.add_argument("--start", help="a checkpoint to go on from; without it the pretrained weights")
    parser.add_argument("--output", required=True, help="folder of the checkpoints")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--share", type=float, default=1.0, help="of the rows, for a trial run")
    parser.add_argument("--measure", type=int, default=2000, help="rows of each development set to measure on after an epoch")
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    chooser = random.Random(args.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    pieces = json.loads(Path(args.vocabulary).read_text(encoding="utf-8"))
    cutter = batches.Cutter(pieces)
    rows = data.cases(args.learned) + data.permitted(args.data, args.seed) if args.learned else []
    if args.soft:
        soft = data.soft(args.data, args.soft)
        rows += chooser.sample(soft, min(len(soft), args.soft_rows or len(soft)))
    chooser.shuffle(rows)
    rows = rows[: int(len(rows) * args.share)]
    development = {name: listed[: args.measure] for name, listed in data.development(args.data, args.held_out).items()}

    encoder = network.pretrained(pieces)
    if args.start:
        encoder.load_state_dict(torch.load(args.start, map_location="cpu", weights_only=True))
    encoder = encoder.to(device)
    optimizer = optimizer_of(encoder, args.rate)
    steps = args.epochs * -(-len(rows) // args.batch)
    warm_up = max(1, int(steps * WARM_UP))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm_up, max(0.0, (steps - step) / (steps - warm_up)))
    )
    labels = torch.tensor([row.label for row in rows])
    weights = torch.tensor([row.weight for row in rows])
    output = Path(args.output)
    output.mkdir(parents=True, exist_ok=True)
    print(f"{len(rows)} rows, {steps} steps, {device}", flush=True)

    averaged = {name: value.detach().clone() for name, value in encoder.state_dict().items()}
    started, step = time.time(), 0
    for epoch in range(args.epochs):
        encoder.train()
        items = items_of(cutter, rows, chooser)
        total = 0.0
        for batch in batches.by_length(items, args.batch, chooser):
            inputs = [part.to(device) for part in batches.pad([items[at] for at in batch])]
            with torch.autocast(device.type, torch.bfloat16):
                logits = encoder(*inputs).float()
            loss = functional.binary_cross_entropy_with_logits(logits, labels[batch].to(device), weights[batch].to(device))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
            step += 1
            for name, value in encoder.state_dict().items():
                averaged[name].lerp_(value, max(AVERAGE, 1 / step))
            if step % 50 == 0:
                print(f"step {step} of {steps}, mean loss {total / 50:.4f}, {time.time() - started:.0f} s", flush=True)
                total = 0.0
        torch.save(encoder.state_dict(), output / f"epoch-{epoch + 1}.pt")
        measure(f"epoch {epoch + 1}", encoder, cutter, development)
    torch.save(averaged, output / "averaged.pt")
    encoder.load_state_dict(averaged)
    measure("averaged", encoder, cutter, development)


def measure(moment, encoder, cutter, development):
    for name, listed in development.items():
        scores = batches.score(encoder, cutter, listed, low_precision=True)
        area = batches.area_under_roc(scores, [row.label for row in listed])
        print(f"{moment}, {name}: AUC {area:.4f} of {len(listed)}", flush=True)


if __name__ == "__main__":
    main()
