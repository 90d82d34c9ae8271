"""Writing a translation: greedy, beam search, and sampling with a temperature; with or without a key/value cache.

All take a model and source ids (1, S) and work word by word; `write_all` takes many sentences at once. `Written.rows`
counts the rows of keys that each decoder layer really computed: 1 + 2 + ... + m without a cache, m with one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from model.transformer import DecoderCache, Transformer

START_ID, END_ID = 1, 2  # of the target vocabulary; padding is 0 in both


@dataclass(frozen=True)
class Written:
    """A translation as ids with the end token, ln p of each word, and how many rows each decoder layer computed."""

    ids: tuple[int, ...]
    log_probabilities: tuple[float, ...]
    rows: int
    whole: bool  # False: the end token did not come in time

    @property
    def score(self) -> float:
        """Ln p of the whole translation."""
        return sum(self.log_probabilities)


@dataclass(frozen=True)
class Branch:
    """One hypothesis that a beam search looked at: its words so far, their total ln p, and whether it was kept."""

    step: int
    ids: tuple[int, ...]
    score: float
    kept: bool


class _RowCounter:
    """Counts the rows of keys that decoder layer 0 computes, by a hook."""

    def __init__(self, model: Transformer) -> None:
        self.rows = 0
        tap = model.get_submodule("decoder.0.self_attn.key")
        self._handle = tap.register_forward_hook(self._count)

    def _count(self, _module: object, _inputs: object, output: Tensor) -> None:
        self.rows += output.shape[0] * output.shape[2]

    def __enter__(self) -> _RowCounter:
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.remove()


class Writer:
    """Translates one sentence, source ids (1, S), as often as it is asked; what follows a beginning is computed once.

    A model trained without the causal mask cannot use a cache: its earlier rows change with each new word.
    """

    @torch.no_grad()
    def __init__(self, model: Transformer, source: Tensor, cached: bool = True) -> None:
        self.model, self.source, self.cached = model, source, cached and model.config.mask
        self.memory = model.encode(source)  # (1, S, D)
        self._known: dict[tuple[int, ...], tuple[Tensor, DecoderCache | None]] = {}

    @torch.no_grad()
    def write(self, temperature: float = 0.0, generator: torch.Generator | None = None) -> Written:
        """Draw each word from softmax(logits / temperature); temperature 0 always takes the likeliest (greedy).

        Of the rows only those are counted that were not computed before.
        """
        if temperature < 0:
            raise ValueError(f"the temperature is {temperature}, but must not be negative")
        ids: list[int] = []
        logs: list[float] = []
        with _RowCounter(self.model) as counter:
            while len(ids) < self.model.config.max_length:
                logits, _ = self._after(tuple(ids))
                log_p = torch.log_softmax(logits / (temperature or 1.0), dim=-1)
                drawn = torch.multinomial(log_p.exp(), 1, generator=generator) if temperature else log_p.argmax()
                chosen = int(drawn)
                ids.append(chosen)
                logs.append(float(log_p[chosen]))
                if chosen == END_ID:
                    break
        return Written(tuple(ids), tuple(logs), counter.rows, ids[-1] == END_ID)

    def _after(self, ids: tuple[int, ...]) -> tuple[Tensor, DecoderCache | None]:
        """The logits (V) of the word after these, and the keys and values up to there."""
        if ids not in self._known:
            read, cache = [START_ID, *ids], None
            if self.cached:
                read, cache = read[-1:], continued(self._after(ids[:-1])[1] if ids else None)
            logits = self.model.decode(torch.tensor([read]), self.memory, self.source, cache)[0, -1]  # (V)
            self._known[ids] = logits, cache
        return self._known[ids]


def continued(cache: DecoderCache | None) -> DecoderCache:
    """A cache that grows by itself from what one holds; an empty one from none."""
    if cache is None:
        return DecoderCache()
    blocks = {number: (replace(own), replace(cross)) for number, (own, cross) in cache.blocks.items()}
    return DecoderCache(blocks, cache.length)


def sample(model: Transformer, source: Tensor, temperature: float, generator: torch.Generator | None = None,
           cached: bool = True) -> Written:  # fmt: skip
    """One translation with a temperature, see ``Writer.write``."""
    return Writer(model, source, cached).write(temperature, generator)


def greedy(model: Transformer, source: Tensor, cached: bool = True) -> Written:
    """Take the likeliest word each time, until the end token or the longest length."""
    return sample(model, source, temperature=0.0, cached=cached)


@torch.no_grad()
def write_all(
    model: Transformer, sources: Tensor, temperature: float = 0.0, generator: torch.Generator | None = None
) -> list[tuple[int, ...]]:
    """Each sentence's own translation as ids, the end token last if it came: greedy, or drawn at a temperature.

    Works without a cache, so also for a model without the causal mask. sources (B, S), padded.
    """
    memory = model.encode(sources)  # (B, S, D)
    ids = torch.full((len(sources), 1), START_ID)  # (B, 1)
    done = torch.zeros(len(sources), dtype=torch.bool)
    for _ in range(model.config.max_length):
        logits = model.decode(ids, memory, sources)[:, -1]  # (B, V)
        if temperature:
            chosen = torch.multinomial((logits / temperature).softmax(-1), 1, generator=generator)[:, 0]
        else:
            chosen = logits.argmax(-1)
        ids = torch.cat((ids, chosen[:, None]), dim=1)  # (B, T + 1)
        done |= chosen == END_ID
        if done.all():
            break
    rows = ids[:, 1:].tolist()
    return [tuple(row[: row.index(END_ID) + 1] if END_ID in row else row) for row in rows]


@torch.no_grad()
def beam(model: Transformer, source: Tensor, width: int) -> tuple[Written, tuple[Branch, ...]]:
    """Keep the `width` likeliest beginnings at each step; the best whole one, and every branch that was looked at.

    A finished hypothesis keeps its place in the beam; the search ends when all in the beam are finished. The score
    is the sum of ln p, without a bonus for length. Each step looks at the `width` best continuations of each beginning.
    """
    if width < 1:
        raise ValueError(f"the beam width is {width}, but must be at least 1")
    memory = model.encode(source)  # (1, S, D)
    beams: list[tuple[float, tuple[int, ...], tuple[float, ...]]] = [(0.0, (), ())]
    branches: list[Branch] = []
    with _RowCounter(model) as counter:
        for step in range(model.config.max_length):
            open_beams = [b for b in beams if not b[1] or b[1][-1] != END_ID]
            if not open_beams:
                break
            candidates = [b for b in beams if b not in open_beams]
            target = torch.tensor([[START_ID, *ids] for _, ids, _ in open_beams])  # (B, T)
            many = (len(open_beams), -1, -1)
            logits = model.decode(target, memory.expand(many), source.expand(many[:2]))[:, -1]  # (B, V)
            logs, chosen = torch.log_softmax(logits, dim=-1).topk(min(width, logits.shape[1]), dim=-1)  # (B, width)
            for (score, ids, past), row_logs, row_ids in zip(open_beams, logs.tolist(), chosen.tolist(), strict=True):
                candidates += [(score + p, (*ids, i), (*past, p)) for p, i in zip(row_logs, row_ids, strict=True)]
            candidates.sort(key=lambda candidate: -candidate[0])
            beams = candidates[:width]
            branches += [Branch(step, c[1], c[0], i < width) for i, c in enumerate(candidates) if len(c[1]) == step + 1]
    score, ids, logs_ = max(beams, key=lambda b: (b[1][-1] == END_ID, b[0]))
    return Written(ids, logs_, counter.rows, ids[-1] == END_ID), tuple(branches)
