"""Comments with their context, from the written cases and the labelled sets."""

import csv
import hashlib
import json
import random
from dataclasses import dataclass
from pathlib import Path

csv.field_size_limit(1 << 30)

# Names of participants shown to the model: the person answered first, then those who wrote before.
NAMES = 3
# Comments before the judged one that are searched for names.
NEAREST = 8
# A label is that of a text's highest window, and training shows the first: of longer texts that may be another.
SOFT_WORDS = 90


@dataclass
class Row:
    """A comment, what stands around it, and the chance that it is an attack."""

    text: str
    parent: str
    names: tuple
    label: float
    weight: float = 1.0
    id: str = ""


def jsonl(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def table(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def context(row):
    """The text of the second segment: names, a colon, and the comment answered."""
    return f"{', '.join(row.names)}: {row.parent}" if row.names or row.parent else ""


def case(row, weight=1.0):
    """A written case."""
    thread = row["thread"]
    at = row.get("judge")
    at = len(thread) - 1 if at is None else at
    judged = thread[at]
    parent = judged.get("reply_to")
    parent = parent if parent is not None and parent < at else None
    order = ([parent] if parent is not None else []) + list(range(at - 1, max(at - 1 - NEAREST, -1), -1))
    names = []
    for other in order:
        name = thread[other]["author"]
        if name and name != judged["author"] and name not in names:
            names.append(name)
    text = thread[parent]["text"] if parent is not None else ""
    return Row(judged["text"], text, tuple(names[:NAMES]), float(row["label"]), weight, row["id"])


def cases(path, weight=1.0):
    return [case(row, weight) for row in jsonl(path)]


def permitted(data, seed):
    """Sets whose labels mean about what ours mean, and whose weights may ship."""
    train = Path(data) / "attack/train"
    chooser = random.Random(seed)
    rows = []

    pool = [row for row in table(train / "jigsaw_pool.csv") if row["insult"] != ""]
    insults = [row for row in pool if row["insult"] == "1" or row["threat"] == "1"]
    clean = [row for row in pool if row["toxic"] == "0" and row["insult"] == "0" and row["threat"] == "0"]
    for chosen, label in ((insults, 1.0), (clean, 0.0)):
        rows += [Row(row["comment_text"], "", (), label, 0.5) for row in chooser.sample(chosen, 2000)]

    for thread in jsonl(train / "habernal_threads.jsonl"):
        *before, last = thread["thread"]
        parent = before[-1] if before else None
        rows.append(
            Row(last["text"], parent["text"] if parent else "", (parent["author"],) if parent else (), float(thread["label"]), 0.5)
        )

    neutral = [row for row in table(train / "unintended_bias_templates.csv") if row["label"] in ("0", "NOT_BAD")]
    rows += [Row(row["text"], "", (), 0.0, 0.5) for row in chooser.sample(neutral, 400)]
    return rows


def background(data):
    """Texts of every permitted set, for counting words and for labelling: (set, key, row)."""
    train = Path(data) / "attack/train"
    for thread in jsonl(train / "habernal_threads.jsonl"):
        before = None
        for comment in thread["thread"]:
            names = (before["author"],) if before else ()
            yield "habernal_threads", sha1(comment["text"]), Row(comment["text"], before["text"] if before else "", names, 0.0)
            before = comment
    for row in jsonl(Path(data) / "relevance/background/fox_comments/comments.jsonl"):
        yield "fox_comments", sha1(row["text"]), Row(row["text"], "", (), 0.0)
    for row in jsonl(train / "toxic_spans_acl2022.jsonl"):
        yield "toxic_spans_acl2022", sha1(row["text"]), Row(row["text"], row["parent"] or "", (), 0.0)
    for name, column in (("reddit_incivility", "text"), ("surge_toxicity", "text"), ("online_misogyny", "body")):
        for row in table(train / f"{name}.csv"):
            yield name, sha1(row[column]), Row(row[column], "", (), 0.0)
    for row in jsonl(train / "semeval_spans_train.jsonl"):
        yield "semeval_spans_train", sha1(row["text"]), Row(row["text"], "", (), 0.0)
    # Talk of Wikipedians is long and unlike a comment section: those texts that an earlier teacher labelled are enough.
    chosen = {row["text_sha1"] for row in table(Path(data) / "attack/soft/teacher.csv") if row["set"] == "jigsaw_pool"}
    for row in table(train / "jigsaw_pool.csv"):
        if sha1(row["comment_text"]) in chosen:
            yield "jigsaw_pool", sha1(row["comment_text"]), Row(row["comment_text"], "", (), 0.0)


def soft(data, labels):
    """The permitted texts that are labelled and fit one window or little more, with their labels."""
    chances = {row["text"]: float(row["probability"]) for row in table(labels)}
    rows = {}
    for _, key, row in background(data):
        if key[:16] in chances and len(row.text.split()) <= SOFT_WORDS:
            row.label = chances[key[:16]]
            rows[key] = row
    return list(rows.values())


def development(data, held_out):
    """The sets to measure on, by name. Never trained on."""
    dev = Path(data) / "attack/dev"
    uniform = {name: jsonl(dev / f"{name}.jsonl") for name in ("c3_a", "ucc_val", "kaggle_insults_train", "context_gc_a")}
    rows = {
        name: [Row(row["text"], row["parent"] or "", (), float(row["label"]), id=row["id"]) for row in listed]
        for name, listed in uniform.items()
    }
    texts = {row["id"]: row["text"] for name in ("c3_a", "ucc_val") for row in uniform[name]}
    gold = jsonl(dev / "news_gold.jsonl")
    everything = [(Row(texts[row["id"]], "", (), float(row["label"]), id=row["id"]), row["doubtful"]) for row in gold]
    return {
        "news_gold_sure": [row for row, doubtful in everything if not doubtful],
        "news_gold_all": [row for row, _ in everything],
        "written": cases(held_out),
        "kaggle": rows["kaggle_insults_train"],
        "ucc_val": rows["ucc_val"],
        "c3_a": rows["c3_a"],
        "context_gc_a": rows["context_gc_a"],
    }


def sha1(text):
    return hashlib.sha1(text.encode("utf-8")).hexdigest()
