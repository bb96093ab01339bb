"""The small transformer that is trained here, laid out as CTranslate2 runs it.

Two layers each side, norms before each block, 96 wide, four heads, one table shared by source, target and output.
Query, key and value already sit in one matrix, so the export only copies.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 96
HEADS = 4
FEED_FORWARD = 384
LAYERS = 2
DROPOUT = 0.1
LONGEST = 512


def positions() -> Tensor:
    """CTranslate2's built-in sinusoids (sine half, cosine half; counted from 1), so a package need not store them."""
    half = WIDTH // 2
    scales = torch.exp(torch.arange(half) * (-math.log(10_000) / (half - 1)))
    angles = torch.arange(1, LONGEST + 1)[:, None] * scales
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def _heads(states: Tensor) -> Tensor:
    batch, length, _ = states.shape
    return states.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)


def _attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    attended = functional.scaled_dot_product_attention(_heads(query), _heads(key), _heads(value), attn_mask=mask)
    return attended.transpose(1, 2).flatten(2)


class SelfAttention(nn.Module):
    """Attention of a sequence to itself."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.query_key_value = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        query, key, value = self.query_key_value(self.norm(states)).chunk(3, dim=-1)
        return self.out(_attend(query, key, value, mask))


class CrossAttention(nn.Module):
    """Attention of the target to the encoded source."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key_value = nn.Linear(WIDTH, 2 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)

    def forward(self, states: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        key, value = self.key_value(memory).chunk(2, dim=-1)
        return self.out(_attend(self.query(self.norm(states)), key, value, mask))


class FeedForward(nn.Module):
    """Two linear maps with a ReLU between."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.inner = nn.Linear(WIDTH, FEED_FORWARD)
        self.outer = nn.Linear(FEED_FORWARD, WIDTH)

    def forward(self, states: Tensor) -> Tensor:
        return self.outer(functional.relu(self.inner(self.norm(states))))


class Layer(nn.Module):
    """One layer of the encoder, or of the decoder when it looks across at the source."""

    def __init__(self, *, across: bool) -> None:
        super().__init__()
        self.attention = SelfAttention()
        self.across = CrossAttention() if across else None
        self.feed_forward = FeedForward()
        self.dropout = nn.Dropout(DROPOUT)

    def forward(
        self, states: Tensor, mask: Tensor, memory: Tensor | None = None, memory_mask: Tensor | None = None
    ) -> Tensor:
        states = states + self.dropout(self.attention(states, mask))
        if self.across is not None:
            states = states + self.dropout(self.across(states, memory, memory_mask))
        return states + self.dropout(self.feed_forward(states))


class Transformer(nn.Module):
    """Encoder and decoder over one shared vocabulary."""

    def __init__(self, vocabulary_size: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, WIDTH)
        self.output_bias = nn.Parameter(torch.zeros(vocabulary_size))
        self.encoder = nn.ModuleList(Layer(across=False) for _ in range(LAYERS))
        self.encoder_norm = nn.LayerNorm(WIDTH)
        self.decoder = nn.ModuleList(Layer(across=True) for _ in range(LAYERS))
        self.decoder_norm = nn.LayerNorm(WIDTH)
        self.register_buffer("positions", positions(), persistent=False)
        for name, weights in self.named_parameters():
            if name == "embedding.weight":
                nn.init.normal_(weights, std=WIDTH**-0.5)
            elif weights.dim() == 2:
                nn.init.xavier_uniform_(weights)

    def _embedded(self, tokens: Tensor) -> Tensor:
        return self.embedding(tokens) * math.sqrt(WIDTH) + self.positions[: tokens.shape[1]]

    def forward(self, source: Tensor, source_is_real: Tensor, target: Tensor) -> Tensor:
        """Scores of the next target piece at every position. Padding sits at the end, so the target needs no mask."""
        seen = source_is_real[:, None, None, :]
        memory = self._embedded(source)
        for layer in self.encoder:
            memory = layer(memory, seen)
        memory = self.encoder_norm(memory)

        length = target.shape[1]
        past = torch.ones(length, length, dtype=torch.bool).tril()
        states = self._embedded(target)
        for layer in self.decoder:
            states = layer(states, past, memory, seen)
        return functional.linear(self.decoder_norm(states), self.embedding.weight, self.output_bias)
