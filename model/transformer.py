"""The Transformer of the film: an encoder-decoder, post-norm as published, small enough to be shown whole.

References
----------
[1] Vaswani et al. 2017, "Attention is all you need": the architecture, equations 1 and 2, positions (section 3.5).
[2] Ba, Kiros, Hinton 2016, "Layer normalization".
[3] Press, Wolf 2017, "Using the output embedding to improve language models": the tied output layer.

Axis letters are those of model/config.py. Vectors are rows: a word's x stands left of the matrix, q = x W_Q. Every
intermediate result passes a Tap, an identity module, so that a forward hook can read it (model/hooks.py) or
replace it. The dotted name of a Tap is the name of the tensor in a Trace, and the name of a
parameter is its name in the weights file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.config import ModelConfig

PAD_ID = 0


class Tap(nn.Identity):
    """A named place where a tensor can be read or replaced by a forward hook; `axes` without the batch."""

    def __init__(self, axes: str, meaning: str) -> None:
        super().__init__()
        self.axes = tuple(axes.split())
        self.meaning = meaning


@dataclass
class Cache:
    """Keys and values of one attention block that need not be computed again, (B, H, rows, K)."""

    key: Tensor | None = None
    value: Tensor | None = None


@dataclass
class DecoderCache:
    """One cache for each attention block of a decoder, and how many target words they hold."""

    blocks: dict[int, tuple[Cache, Cache]] = field(default_factory=dict)
    length: int = 0


def sinusoids(length: int, d_model: int) -> Tensor:
    """PE(p, 2i) = sin(p / 10000^(2i/d_model)), PE(p, 2i+1) = cos of the same; (length, D). [1, section 3.5]"""
    position = torch.arange(length).unsqueeze(1)
    omega = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
    table = torch.zeros(length, d_model)
    table[:, 0::2] = torch.sin(position * omega)
    table[:, 1::2] = torch.cos(position * omega)
    return table


class Attention(nn.Module):
    """Multi-head scaled dot-product attention [1, section 3.2]: softmax(Q K^T / sqrt(d_k)) V for each head.

    `queries` and `keys` are the axis letters of its rows and columns: S S, T T, or T S between the two languages.
    """

    def __init__(self, config: ModelConfig, queries: str, keys: str) -> None:
        super().__init__()
        d, h, k = config.d_model, config.heads, config.d_k
        self.scale = math.sqrt(k) if config.scaling else 1.0
        self.w_q = nn.Parameter(torch.empty(d, h, k))
        self.w_k = nn.Parameter(torch.empty(d, h, k))
        self.w_v = nn.Parameter(torch.empty(d, h, k))
        self.w_o = nn.Parameter(torch.empty(h, k, d))
        for weight in (self.w_q, self.w_k, self.w_v):
            nn.init.xavier_uniform_(weight.view(d, h * k))
        nn.init.xavier_uniform_(self.w_o.view(h * k, d))
        self.query = Tap(f"H {queries} K", "what each word asks: x W_Q")
        self.key = Tap(f"H {keys} K", "what each word offers to be found by: x W_K")
        self.value = Tap(f"H {keys} K", "what each word hands over: x W_V")
        self.scores = Tap(f"H {queries} {keys}", "dot products q . k")
        self.scaled = Tap(f"H {queries} {keys}", "scores / sqrt(d_k)")
        self.masked = Tap(f"H {queries} {keys}", "scaled scores, minus infinity where a word must not look")
        self.weights = Tap(f"H {queries} {keys}", "softmax along each row: shares of one")
        self.mixed = Tap(f"H {queries} K", "weights times values: each head's report")
        self.concat = Tap(f"{queries} D", "the heads' reports side by side")
        self.output = Tap(f"{queries} D", "concat W_O: the block's report")

    def forward(self, x: Tensor, memory: Tensor, allowed: Tensor | None, cache: Cache | None = None,
                fixed: bool = False) -> Tensor:  # fmt: skip
        """Let the rows of `x` look at the rows of `memory`.

        `allowed` is true where a query may look, broadcast to (B, H, queries, keys). With a `cache`, new keys and
        values are appended to it, or, if `fixed`, those of the first call are used again.
        """
        q = self.query(torch.einsum("bsd,dhk->bhsk", x, self.w_q))  # (B, H, S, K)
        if cache is not None and fixed and cache.key is not None and cache.value is not None:
            k, v = cache.key, cache.value  # (B, H, S, K)
        else:
            k = self.key(torch.einsum("bsd,dhk->bhsk", memory, self.w_k))  # (B, H, S, K)
            v = self.value(torch.einsum("bsd,dhk->bhsk", memory, self.w_v))  # (B, H, S, K)
            if cache is not None:
                if not fixed and cache.key is not None and cache.value is not None:
                    k, v = torch.cat((cache.key, k), dim=2), torch.cat((cache.value, v), dim=2)
                cache.key, cache.value = k, v
        scores = self.scores(q @ k.transpose(-2, -1))  # (B, H, S, S)
        scaled = self.scaled(scores / self.scale)
        masked = self.masked(scaled if allowed is None else scaled.masked_fill(~allowed, -math.inf))
        weights = self.weights(masked.softmax(dim=-1))
        mixed = self.mixed(weights @ v)  # (B, H, S, K)
        concat = self.concat(mixed.transpose(1, 2).flatten(2))  # (B, S, H * K)
        return self.output(concat @ self.w_o.flatten(0, 1))  # (B, S, D)


class FeedForward(nn.Module):
    """max(0, x W_1 + b_1) W_2 + b_2, the same for each word. [1, equation 2]"""

    def __init__(self, config: ModelConfig, rows: str) -> None:
        super().__init__()
        self.w_1 = nn.Parameter(torch.empty(config.d_model, config.d_ff))
        self.b_1 = nn.Parameter(torch.zeros(config.d_ff))
        self.w_2 = nn.Parameter(torch.empty(config.d_ff, config.d_model))
        self.b_2 = nn.Parameter(torch.zeros(config.d_model))
        nn.init.xavier_uniform_(self.w_1)
        nn.init.xavier_uniform_(self.w_2)
        self.before_relu = Tap(f"{rows} F", "x W_1 + b_1")
        self.hidden = Tap(f"{rows} F", "the same with negative numbers set to zero")
        self.output = Tap(f"{rows} D", "hidden W_2 + b_2")

    def forward(self, x: Tensor) -> Tensor:
        """Each row of x (B, S, D) through the two matrices: (B, S, D)."""
        hidden = self.hidden(torch.relu(self.before_relu(x @ self.w_1 + self.b_1)))  # (B, S, F)
        return self.output(hidden @ self.w_2 + self.b_2)  # (B, S, D)


class Norm(nn.Module):
    """Each word's numbers shifted to mean 0 and scaled to deviation 1, then gain and bias. [2]"""

    epsilon = 1e-5

    def __init__(self, config: ModelConfig, rows: str) -> None:
        super().__init__()
        self.on = config.norm
        self.gain = nn.Parameter(torch.ones(config.d_model))
        self.bias = nn.Parameter(torch.zeros(config.d_model))
        self.input = Tap(f"{rows} D", "the word plus the report")
        self.mean = Tap(rows, "mean of the word's numbers")
        self.std = Tap(rows, "their standard deviation")
        self.output = Tap(f"{rows} D", "(input - mean) / std, times gain, plus bias")

    def forward(self, x: Tensor) -> Tensor:
        """Each row of x (B, S, D) for itself: (B, S, D)."""
        x = self.input(x)  # (B, S, D)
        if not self.on:
            return self.output(x)
        variance, mean = torch.var_mean(x, dim=-1, correction=0)  # (B, S)
        mean, std = self.mean(mean), self.std(torch.sqrt(variance + self.epsilon))
        normal = (x - mean.unsqueeze(-1)) / std.unsqueeze(-1)  # (B, S, D)
        return self.output(normal * self.gain + self.bias)


class EncoderLayer(nn.Module):
    """Self-attention, add and norm, feed-forward, add and norm (post-norm: the norm stands after the sum)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.residual = config.residual
        self.self_attn = Attention(config, "S", "S")
        self.norm1 = Norm(config, "S")
        self.ffn = FeedForward(config, "S")
        self.norm2 = Norm(config, "S")
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, allowed: Tensor | None) -> Tensor:
        """X (B, S, D) to (B, S, D); `allowed` hides padding."""
        report = self.dropout(self.self_attn(x, x, allowed))  # (B, S, D)
        x = self.norm1(x + report if self.residual else report)
        report = self.dropout(self.ffn(x))
        return self.norm2(x + report if self.residual else report)


class DecoderLayer(nn.Module):
    """As an encoder layer, with a second attention in the middle that looks at the encoder's output."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.residual = config.residual
        self.self_attn = Attention(config, "T", "T")
        self.norm1 = Norm(config, "T")
        self.cross_attn = Attention(config, "T", "S")
        self.norm2 = Norm(config, "T")
        self.ffn = FeedForward(config, "T")
        self.norm3 = Norm(config, "T")
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, y: Tensor, memory: Tensor, causal: Tensor | None, allowed: Tensor | None,
                cache: tuple[Cache, Cache] | None = None) -> Tensor:  # fmt: skip
        """Y (B, T, D) and the encoder's output (B, S, D) to (B, T, D); `causal` hides later words."""
        own, cross = cache if cache is not None else (None, None)
        report = self.dropout(self.self_attn(y, y, causal, own))  # (B, T, D)
        y = self.norm1(y + report if self.residual else report)
        report = self.dropout(self.cross_attn(y, memory, allowed, cross, fixed=True))
        y = self.norm2(y + report if self.residual else report)
        report = self.dropout(self.ffn(y))
        return self.norm3(y + report if self.residual else report)


class Stack(nn.Module):
    """What encoder and decoder share: embedding plus position, then numbered layers (`encoder.0`, `encoder.1`)."""

    sinusoids: Tensor

    def __init__(self, config: ModelConfig, layers: Sequence[nn.Module], rows: str) -> None:
        super().__init__()
        self.config = config
        self.embedding = Tap(f"{rows} D", "row of the embedding table times sqrt(d_model)")
        self.position = Tap(f"{rows} D", "sinusoids of the word's place")
        self.input = Tap(f"{rows} D", "embedding + position")
        self.dropout = nn.Dropout(config.dropout)
        self.register_buffer("sinusoids", sinusoids(config.max_length, config.d_model), persistent=False)
        self.layers = [str(i) for i in range(len(layers))]
        for name, layer in zip(self.layers, layers, strict=True):
            self.add_module(name, layer)

    def embed(self, ids: Tensor, table: Tensor, start: int = 0) -> Tensor:
        """Ids (B, S) as rows of `table` (U, D), with the positions from `start` on added: (B, S, D)."""
        x = self.embedding(functional.embedding(ids, table) * math.sqrt(self.config.d_model))  # (B, S, D)
        if self.config.positions:
            x = x + self.position(self.sinusoids[start : start + ids.shape[1]]).unsqueeze(0)
        return self.dropout(self.input(x))

    def __iter__(self) -> Iterator[nn.Module]:
        return (self.get_submodule(name) for name in self.layers)


class Decoder(Stack):
    """A stack with the taps of the output layer; its logits become probabilities only when words are chosen."""

    def __init__(self, config: ModelConfig, layers: Sequence[nn.Module], rows: str) -> None:
        super().__init__(config, layers, rows)
        self.logits = Tap(f"{rows} V", "dot products with the target embeddings")
        self.probabilities = Tap(f"{rows} V", "softmax of the logits")


class Transformer(nn.Module):
    """Encoder, decoder and two embedding tables; the output layer is the target table itself [3]."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        size = config.d_model**-0.5  # times sqrt(d_model) in `embed`, a row has the size of a position
        self.source_embedding = nn.Parameter(torch.randn(config.source_vocabulary, config.d_model) * size)
        self.target_embedding = nn.Parameter(torch.randn(config.target_vocabulary, config.d_model) * size)
        self.encoder = Stack(config, [EncoderLayer(config) for _ in range(config.encoder_layers)], "S")
        self.decoder = Decoder(config, [DecoderLayer(config) for _ in range(config.decoder_layers)], "T")

    def encode(self, source: Tensor) -> Tensor:
        """Source ids (B, S), padded with 0, to the encoder's output (B, S, D)."""
        allowed = looks_at(source)  # (B, 1, 1, S)
        x = self.encoder.embed(source, self.source_embedding)  # (B, S, D)
        for layer in self.encoder:
            x = layer(x, allowed)
        return x

    def decode(self, target: Tensor, memory: Tensor, source: Tensor, cache: DecoderCache | None = None) -> Tensor:
        """Logits (B, T, V) of the word after each word of `target` (B, T).

        With a `cache`, `target` holds only the words that are new since the last call, usually one.
        """
        start = cache.length if cache is not None else 0
        rows = target.shape[1]
        causal = None
        if self.config.mask:
            causal = torch.ones(rows, start + rows, dtype=torch.bool).tril(
                start
            )  # (T, T): true on and below the diagonal
        allowed = looks_at(source)
        y = self.decoder.embed(target, self.target_embedding, start)  # (B, T, D)
        for number, layer in enumerate(self.decoder):
            block = cache.blocks.setdefault(number, (Cache(), Cache())) if cache is not None else None
            y = layer(y, memory, causal, allowed, block)
        if cache is not None:
            cache.length += rows
        return self.decoder.logits(y @ self.target_embedding.T)  # (B, T, V)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Logits (B, T, V) for all places at once, from the words before each (teacher forcing)."""
        return self.decode(target, self.encode(source), source)

    @property
    def parameter_count(self) -> int:
        """How many numbers the model has learned."""
        return sum(parameter.numel() for parameter in self.parameters())


def looks_at(source: Tensor) -> Tensor:
    """True at the words that may be looked at, false at padding: (B, S) to (B, 1, 1, S)."""
    return (source != PAD_ID)[:, None, None, :]
