"""Tokens of comments, and batches of about one length."""

import torch

import data
import words

PAD, CLS, SEP = (words.SPECIAL.index(name) for name in ("[PAD]", "[CLS]", "[SEP]"))
# Tokens of a comment, and of what stands around it, special tokens included.
LONGEST, LONGEST_CONTEXT = 112, 48


class Cutter:
    """Cuts comments into the pieces of a vocabulary."""

    def __init__(self, pieces):
        self.tokenizer = words.tokenizer(pieces)

    def ids(self, texts):
        return [made.ids for made in self.tokenizer.encode_batch_fast(texts, add_special_tokens=False)]


def windows(ids):
    """Overlapping windows over the tokens of a long comment; every window is full."""
    room = LONGEST - 2
    if len(ids) <= room:
        return [ids]
    starts = list(range(0, len(ids) - room, room // 2)) + [len(ids) - room]
    return [ids[start : start + room] for start in starts]


def assemble(comment, context):
    """`[CLS] comment [SEP]`, and `context [SEP]` as second segment where there is one."""
    own = [CLS, *comment, SEP]
    other = [*context[: LONGEST_CONTEXT - 1], SEP] if context else []
    return own + other, [0] * len(own) + [1] * len(other)


def by_length(items, size, chooser=None):
    """Batches of items of about one length; in random order when a chooser is given."""
    order = sorted(range(len(items)), key=lambda at: (len(items[at][0]), chooser.random() if chooser else at))
    batches = [order[start : start + size] for start in range(0, len(order), size)]
    if chooser:
        chooser.shuffle(batches)
    return batches


def pad(items):
    longest = max(len(ids) for ids, _ in items)
    ids = torch.full((len(items), longest), PAD)
    segments = torch.zeros((len(items), longest), dtype=torch.long)
    mask = torch.zeros((len(items), longest), dtype=torch.bool)
    for row, (own, segment) in enumerate(items):
        ids[row, : len(own)] = torch.tensor(own)
        segments[row, : len(own)] = torch.tensor(segment)
        mask[row, : len(own)] = True
    return ids, segments, mask


@torch.no_grad()
def score(encoder, cutter, rows, size=64, low_precision=False):
    """The log-odds of each row: those of its highest window."""
    encoder.eval()
    device = next(encoder.parameters()).device
    contexts = cutter.ids([data.context(row) for row in rows])
    items, owner = [], []
    for at, (own, context) in enumerate(zip(cutter.ids([row.text for row in rows]), contexts)):
        for window in windows(own):
            items.append(assemble(window, context))
            owner.append(at)
    highest = [float("-inf")] * len(rows)
    for batch in by_length(items, size):
        inputs = [part.to(device) for part in pad([items[at] for at in batch])]
        with torch.autocast(device.type, torch.bfloat16, enabled=low_precision):
            logits = encoder(*inputs).float().tolist()
        for at, logit in zip(batch, logits):
            highest[owner[at]] = max(highest[owner[at]], logit)
    return highest


def area_under_roc(scores, labels):
    """The chance that a random attack scores above a random clean comment; ties count half."""
    order = sorted(zip(scores, labels))
    positives = negatives = area = at = 0.0
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and order[end][0] == order[at][0]:
            end += 1
        up = sum(label > 0.5 for _, label in order[at:end])
        down = end - at - up
        area += up * (negatives + down / 2)
        positives += up
        negatives += down
        at = end
    return area / (positives * negatives)
