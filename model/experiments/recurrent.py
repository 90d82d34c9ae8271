"""A recurrent translator without attention, to compare with: Sutskever, Vinyals and Le 2014, made small.

One recurrent cell reads the sentence; its last state is all that a second one has to write the translation from. The
plain cell is h_t = tanh(x_t W + h_{t-1} U), as in `model/formulas/recurrence.py`; the other is torch's LSTM cell. Both
begin as torch begins them: every weight uniform between -1/sqrt(d) and 1/sqrt(d).
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from model.decode import END_ID, START_ID
from model.experiments.lab import SEED, Lab
from model.grammar import Words
from model.train import Batch, Encoder, smoothed_loss

State = tuple[Tensor, ...]  # (h,) or (h, c), each (B, D)


class PlainCell(nn.Module):
    """h_t = tanh(x_t W + h_{t-1} U)."""

    states = 1

    def __init__(self, width: int) -> None:
        super().__init__()
        bound = 1 / math.sqrt(width)
        self.w = nn.Parameter(torch.empty(width, width).uniform_(-bound, bound))
        self.u = nn.Parameter(torch.empty(width, width).uniform_(-bound, bound))

    def forward(self, x: Tensor, state: State) -> State:
        """One step. x (B, D) -> the new state."""
        return (torch.tanh(x @ self.w + state[0] @ self.u),)


class LongShortCell(nn.Module):
    """torch.nn.LSTMCell, as it comes."""

    states = 2

    def __init__(self, width: int) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(width, width)

    def forward(self, x: Tensor, state: State) -> State:
        """One step. x (B, D) -> the new state."""
        h, c = self.cell(x, (state[0], state[1]))
        return (h, c)


CELLS: dict[str, type[PlainCell] | type[LongShortCell]] = {"rnn": PlainCell, "lstm": LongShortCell}


class RecurrentTranslator(nn.Module):
    """Reads word by word into one state, and writes from that state word by word."""

    def __init__(self, kind: str, source_words: int, target_words: int, width: int) -> None:
        super().__init__()
        self.width = width
        self.source_embedding = nn.Parameter(torch.randn(source_words, width))
        self.target_embedding = nn.Parameter(torch.randn(target_words, width))
        self.reader = CELLS[kind](width)
        self.writer = CELLS[kind](width)
        self.output = nn.Linear(width, target_words)

    def start(self, batch: int) -> State:
        """The state before the first word: zeros."""
        return tuple(torch.zeros(batch, self.width) for _ in range(self.reader.states))

    def read(self, source: Tensor, x: Tensor | None = None) -> list[State]:
        """The state after each word. source (B, S) padded with 0: padding leaves the state as it is."""
        if x is None:
            x = self.source_embedding[source]  # (B, S, D)
        state = self.start(len(source))
        states = []
        for t in range(source.shape[1]):
            here = (source[:, t] != 0)[:, None]  # (B, 1)
            new = self.reader(x[:, t], state)
            state = tuple(torch.where(here, n, old) for n, old in zip(new, state, strict=True))
            states.append(state)
        return states

    def write(self, state: State, target: Tensor) -> Tensor:
        """Logits (B, T, V) of the word after each word of target (B, T)."""
        y = self.target_embedding[target]  # (B, T, D)
        outputs = []
        for t in range(target.shape[1]):
            state = self.writer(y[:, t], state)
            outputs.append(state[0])
        return self.output(torch.stack(outputs, dim=1))  # (B, T, V)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Logits (B, T, V), from the right words before each."""
        return self.write(self.read(source)[-1], target)

    @torch.no_grad()
    def greedy(self, source: Tensor, longest: int) -> list[tuple[int, ...]]:
        """Each sentence's own translation, the end token last if it came."""
        state = self.read(source)[-1]
        word = torch.full((len(source),), START_ID)
        rows = []
        for _ in range(longest):
            state = self.writer(self.target_embedding[word], state)
            word = self.output(state[0]).argmax(-1)
            rows.append(word)
        return [tuple(ids[: ids.index(END_ID) + 1] if END_ID in ids else ids) for ids in torch.stack(rows, 1).tolist()]


def make(kind: str, lab: Lab) -> RecurrentTranslator:
    """An untrained translator of one kind, as wide as the Transformer."""
    torch.manual_seed(SEED)
    config = lab.model.config
    return RecurrentTranslator(kind, config.source_vocabulary, config.target_vocabulary, config.d_model)


def fit(model: RecurrentTranslator, lab: Lab, steps: int, batch: int = 64, rate: float = 3e-3) -> None:
    """Train on the same sentences and with the same loss as the Transformer; gradients clipped to size 1."""
    sentences = lab.grammar.sentences(random.Random(SEED), unseen=False)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate, betas=(0.9, 0.98), eps=1e-9)
    for _ in range(steps):
        rows = lab.encoder.batch([next(sentences) for _ in range(batch)])
        optimizer.zero_grad()
        smoothed_loss(model(rows.source, rows.read), rows.write).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def exact_share(model: RecurrentTranslator, encoder: Encoder, sentences: Sequence[Words], longest: int) -> float:
    """The share of sentences whose own translation equals the reference."""
    batch = encoder.batch(sentences)
    references = [tuple(i for i in row if i) for row in batch.write.tolist()]
    written = model.greedy(batch.source, longest)
    return sum(a == b for a, b in zip(written, references, strict=True)) / len(sentences)


def blame(model: RecurrentTranslator, batch: Batch) -> tuple[Tensor, Tensor]:
    """Size of each sentence's loss gradient in every state and in every input vector: two (B, S).

    The state of an LSTM is h and c together.
    """
    x = model.source_embedding[batch.source].detach().requires_grad_()  # (B, S, D)
    states = model.read(batch.source, x)
    kept = [s for state in states for s in state]
    loss = sum_of_losses(model.write(states[-1], batch.read), batch.write)
    gradients = torch.autograd.grad(loss, [x, *kept])
    width = len(states[0])
    per_state = [torch.cat(gradients[1 + t * width : 1 + (t + 1) * width], dim=-1) for t in range(len(states))]
    return torch.stack([g.norm(dim=-1) for g in per_state], dim=1), gradients[0].norm(dim=-1)


def sum_of_losses(logits: Tensor, write: Tensor) -> Tensor:
    """Each sentence's mean loss, added up, so that a sentence's gradient does not depend on the others."""
    return torch.stack([smoothed_loss(logits[i : i + 1], write[i : i + 1]) for i in range(len(logits))]).sum()
