"""The network: a six-layer MiniLM with a token head, written out so that nothing else is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

HIDDEN, HEADS, LAYERS, INNER = 384, 12, 6, 1536
LONGEST = 256


class _Product(torch.autograd.Function):
    """A product in 16 bits, twice as fast on processors that can; sums stay in 32."""

    @staticmethod
    def forward(context: Any, states: Tensor, weight: Tensor) -> Tensor:
        """States (n, in) times weight (out, in), in 32 bits."""
        half, small = states.to(torch.bfloat16), weight.to(torch.bfloat16)
        context.save_for_backward(half, small)
        return functional.linear(half, small).float()

    @staticmethod
    def backward(context: Any, *slopes: Tensor) -> tuple[Tensor, Tensor]:
        """Slopes of states and weight."""
        half, small = context.saved_tensors
        slope = slopes[0].to(torch.bfloat16)
        return (slope @ small).float(), (slope.t() @ half).float()


class Linear(nn.Linear):
    """A linear map that is learnt with products in 16 bits and used in 32."""

    def forward(self, states: Tensor) -> Tensor:
        """States of shape (..., in) to (..., out)."""
        if not self.training:
            return super().forward(states)
        made: Tensor = _Product.apply(states.reshape(-1, self.in_features), self.weight)
        return (made + self.bias).view(*states.shape[:-1], self.out_features)


class Layer(nn.Module):
    """Self-attention and a feed-forward part, each with a residual and a norm after it."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query = Linear(HIDDEN, HIDDEN)
        self.key = Linear(HIDDEN, HIDDEN)
        self.value = Linear(HIDDEN, HIDDEN)
        self.out = Linear(HIDDEN, HIDDEN)
        self.norm_attention = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = Linear(HIDDEN, INNER)
        self.down = Linear(INNER, HIDDEN)
        self.norm_out = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """States of shape (batch, tokens, 384) to states of that shape."""
        size = states.shape[:2]

        def split(part: Tensor) -> Tensor:
            return part.view(*size, HEADS, HIDDEN // HEADS).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(
            split(self.query(states)),
            split(self.key(states)),
            split(self.value(states)),
            attn_mask=mask,
        )
        mixed = mixed.transpose(1, 2).reshape(*size, HIDDEN)
        states = self.norm_attention(states + self.dropout(self.out(mixed)))
        inner = self.down(functional.gelu(self.up(states)))
        return self.norm_out(states + self.dropout(inner))


class Detector(nn.Module):
    """Token ids to logits of the labels."""

    def __init__(self, labels: int, words: int = 30522, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(words, HIDDEN)
        self.places = nn.Embedding(LONGEST, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.head = nn.Linear(HIDDEN, labels)

    def forward(self, input_ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """Ids of shape (batch, tokens) to logits of shape (batch, tokens, labels)."""
        order = torch.arange(input_ids.shape[1], device=input_ids.device)
        states = self.dropout(self.norm(self.words(input_ids) + self.places(order)))
        for layer in self.layers:
            states = layer(states, mask)
        logits: Tensor = self.head(self.dropout(states))
        return logits


_PARTS = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "norm_attention",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "norm_out",
}


def from_base(folder: Path, labels: int) -> Detector:
    """The network with the weights of the sentence encoder, its head new."""
    told = load_file(folder / "model.safetensors")
    told = {name.removeprefix("bert."): value.float() for name, value in told.items()}
    words = told["embeddings.word_embeddings.weight"]
    kinds = told["embeddings.token_type_embeddings.weight"]
    places = told["embeddings.position_embeddings.weight"][:LONGEST]
    own = {
        "words.weight": words,
        # A text is one segment: the vector of segment 0 is the same for all its tokens.
        "places.weight": places + kinds[0],
        "norm.weight": told["embeddings.LayerNorm.weight"],
        "norm.bias": told["embeddings.LayerNorm.bias"],
    }
    for number in range(LAYERS):
        for theirs, ours in _PARTS.items():
            for part in ("weight", "bias"):
                value = told[f"encoder.layer.{number}.{theirs}.{part}"]
                own[f"layers.{number}.{ours}.{part}"] = value
    network = Detector(labels, words.shape[0])
    missing, unknown = network.load_state_dict(own, strict=False)
    if set(missing) != {"head.weight", "head.bias"} or unknown:
        raise ValueError(f"the base does not fit: {missing[:3]} {unknown[:3]}")
    nn.init.normal_(network.head.weight, std=0.02)
    nn.init.zeros_(network.head.bias)
    return network
