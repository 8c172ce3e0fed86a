#!/usr/bin/env python3
"""Scores rows with alt-profanity-check (pip install alt-profanity-check), for the table of peers.

Reads JSON objects with "id" and "text", one a line, and writes "id,score" lines:

    cargo run --release -p threadwarden-evaluate --example peers -- --data DATA --rows rows.jsonl
    python3 benches/alt_profanity_check.py < rows.jsonl > scores.csv
    cargo run --release -p threadwarden-evaluate --example peers -- --data DATA --scores scores.csv
"""

import json
import sys

from profanity_check import predict_prob

rows = [json.loads(line) for line in sys.stdin]
for row, score in zip(rows, predict_prob([row["text"] for row in rows])):
    print(f"{row['id']},{score:.6f}")
