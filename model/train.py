"""Training: batches from the grammar, the paper's schedule, and a diary of the run.

Vaswani et al. 2017, section 5: Adam with betas (0.9, 0.98) and epsilon 1e-9, a learning rate that rises for `warmup`
steps and then falls with the square root of the step, dropout 0.1, label smoothing 0.1. Everything is drawn from one
seed; with the same versions on the same kind of processor the same seed gives the same model, bit for bit. Elsewhere
sums are added up in another order, and the small difference grows with every step: a bundle's run cannot be walked
again from its seed, only from the checkpoints that it keeps.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from model.config import ModelConfig
from model.decode import START_ID, greedy
from model.grammar import END, START, Grammar, Words
from model.hooks import heard
from model.transformer import Transformer

SMOOTHING = 0.1
Progress = Callable[[int, int, str], None]  # steps done, steps in all, one line


@dataclass(frozen=True)
class Plan:
    """How to train one model."""

    seed: int = 0
    encoder_layers: int = 2
    decoder_layers: int = 2
    steps: int = 1600
    batch: int = 48
    warmup: int = 300
    without: tuple[str, ...] = ()  # switches of ModelConfig that are off: ("mask",)
    record_every: int = 10  # 0: no diary and no checkpoints
    checkpoints: int = 20


@dataclass(frozen=True)
class Batch:
    """Ids of some sentences: what the encoder reads (B, S), what the decoder reads and should write (B, T)."""

    source: Tensor
    read: Tensor
    write: Tensor
    pronoun: Tensor  # (B): the row of il or elle in `write`, or -1

    def __len__(self) -> int:
        return len(self.source)


@dataclass
class Run:
    """A trained model and the diary of its training."""

    model: Transformer
    plan: Plan
    seconds: float  # by the clock, on a machine that may have been busy
    processor_seconds: float
    diary: dict[str, NDArray[np.generic]] = field(default_factory=dict)
    checkpoints: dict[int, dict[str, NDArray[np.float16]]] = field(default_factory=dict)


class Encoder:
    """Words to ids and back, for one grammar."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.source_words, self.target_words = grammar.source_vocabulary, grammar.target_vocabulary
        self.source_ids = {word: i for i, word in enumerate(self.source_words)}
        self.target_ids = {word: i for i, word in enumerate(self.target_words)}

    def source(self, words: Words) -> Tensor:
        """Ids (1, S) of one sentence with its end token."""
        return torch.tensor([[self.source_ids[word] for word in (*words, END)]])

    def words(self, ids: Sequence[int]) -> Words:
        """French words of ids, the end token included where it is."""
        return tuple(self.target_words[i] for i in ids)

    def batch(self, sentences: Sequence[Words]) -> Batch:
        """Sentences and their reference translations as padded ids."""
        sources, reads, writes, pronouns = [], [], [], []
        for words in sentences:
            french = self.grammar.translate(words)
            sources.append([self.source_ids[word] for word in (*words, END)])
            reads.append([self.target_ids[word] for word in (START, *french)])
            writes.append([self.target_ids[word] for word in (*french, END)])
            place = french.index("parce") + 2 if "it" in words else -1  # parce qu' il
            pronouns.append(place)
        return Batch(pad(sources), pad(reads), pad(writes), torch.tensor(pronouns))


def pad(rows: Sequence[Sequence[int]]) -> Tensor:
    """Rows of ids as one tensor (B, longest), filled up with the id of padding, 0."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])


def learning_rate(step: int, d_model: int, warmup: int) -> float:
    """d_model^-0.5 min(step^-0.5, step warmup^-1.5), for step 1, 2, ... (section 5.3)."""
    return float(d_model**-0.5 * min(step**-0.5, step * warmup**-1.5))


def smoothed_loss(logits: Tensor, write: Tensor) -> Tensor:
    """Cross-entropy against (1 - 0.1) for the right word plus 0.1 shared by all, averaged over words."""
    return functional.cross_entropy(logits.flatten(0, 1), write.flatten(), ignore_index=0, label_smoothing=SMOOTHING)


def adam(model: Transformer) -> torch.optim.Adam:
    """The optimiser of section 5.3; whoever takes a step sets its learning rate."""
    return torch.optim.Adam(model.parameters(), lr=0.0, betas=(0.9, 0.98), eps=1e-9, fused=True)


def new_model(grammar: Grammar, plan: Plan) -> Transformer:
    """The untrained model of a plan; its numbers come from the seed."""
    torch.manual_seed(plan.seed)
    config = ModelConfig(
        source_vocabulary=len(grammar.source_vocabulary),
        target_vocabulary=len(grammar.target_vocabulary),
        encoder_layers=plan.encoder_layers,
        decoder_layers=plan.decoder_layers,
    )
    return Transformer(config.without(*plan.without))


@dataclass(frozen=True)
class Accuracy:
    """Shares of sentences that are right word for word, in their pronoun (of those that have one), in all but it."""

    exact: float
    pronoun: float
    others: float


@torch.no_grad()
def accuracy(model: Transformer, batch: Batch) -> Accuracy:
    """Whether the model's own greedy output equals the reference.

    Measured in one pass: with a causal mask, greedy output equals the reference if and only if the likeliest word
    after each beginning of the reference is the reference's next (by induction over the words). A pronoun counts as
    right if it is the likeliest word after the right beginning. For a model without mask this is not its own output.
    """
    was_training = model.training
    model.eval()
    right = (model(batch.source, batch.read).argmax(-1) == batch.write) | (batch.write == 0)  # (B, T)
    model.train(was_training)
    exact = right.all(1)
    has = batch.pronoun >= 0
    place = batch.pronoun[has, None]
    pronoun = right[has].gather(1, place)
    right[has] = right[has].scatter(1, place, True)
    return Accuracy(*(float(share.float().mean()) for share in (exact, pronoun, right.all(1))))


def train(grammar: Grammar, plan: Plan, progress: Progress | None = None) -> Run:
    """Train one model as planned; with `plan.record_every`, keep a diary and checkpoints."""
    model = new_model(grammar, plan)
    encoder = Encoder(grammar)
    diary = Diary(grammar, encoder, plan) if plan.record_every else None
    sentences = grammar.sentences(random.Random(plan.seed), unseen=False)
    optimizer = adam(model)
    started = time.perf_counter(), time.process_time()
    model.train()
    loss = torch.tensor(float("nan"))
    for step in range(1, plan.steps + 1):
        batch = encoder.batch([next(sentences) for _ in range(plan.batch)])
        optimizer.param_groups[0]["lr"] = learning_rate(step, model.config.d_model, plan.warmup)
        loss = smoothed_loss(model(batch.source, batch.read), batch.write)
        if diary and (step - 1) % plan.record_every == 0:  # the model before this step's update: step 0, 10, 20 ...
            diary.write(step - 1, model, float(loss.detach()))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if progress and (step % 50 == 0 or step == plan.steps):
            progress(step, plan.steps, f"loss {float(loss.detach()):.3f}")
    if diary:
        diary.write(plan.steps, model, float(loss.detach()))
    model.eval()
    run = Run(model, plan, time.perf_counter() - started[0], time.process_time() - started[1])
    if diary:
        run.diary, run.checkpoints = diary.arrays(), diary.checkpoints
    return run


class Diary:
    """What is written down while a model learns, every few steps; it draws no random number."""

    def __init__(self, grammar: Grammar, encoder: Encoder, plan: Plan) -> None:
        self.encoder, self.plan = encoder, plan
        self.words = grammar.check(grammar.default)
        self.check = encoder.batch(diary_sentences(grammar))
        self.rows: dict[str, list[float]] = {k: [] for k in ("step", "loss", "learning_rate", "exact", "pronoun")}
        self.translations: list[tuple[int, ...]] = []
        self.attention: dict[str, list[NDArray[np.float16]]] = {}
        self.checkpoints: dict[int, dict[str, NDArray[np.float16]]] = {}
        self.checkpoint_steps = spaced(plan.steps, plan.record_every, plan.checkpoints)

    def write(self, step: int, model: Transformer, loss: float) -> None:
        """Record the model as it is after `step` updates."""
        model.eval()
        found = accuracy(model, self.check)
        rate = learning_rate(step, model.config.d_model, self.plan.warmup) if step else 0.0
        for name, value in (("step", step), ("loss", loss), ("learning_rate", rate), ("exact", found.exact),
                            ("pronoun", found.pronoun)):  # fmt: skip
            self.rows[name].append(value)
        source = self.encoder.source(self.words)
        written = greedy(model, source).ids
        self.translations.append(written)
        self._look(model, source, written)
        if step in self.checkpoint_steps:
            self.checkpoints[step] = {n: p.detach().numpy().astype(np.float16) for n, p in model.named_parameters()}
        model.train()

    @torch.no_grad()
    def _look(self, model: Transformer, source: Tensor, written: tuple[int, ...]) -> None:
        """Keep the attention of the encoder (H, S, S) and of the bridge (H, T, S; T filled up to max_length)."""
        wanted = [f"encoder.{i}.self_attn.weights" for i in model.encoder.layers]
        wanted += [f"decoder.{i}.cross_attn.weights" for i in model.decoder.layers]

        with heard(model, wanted) as taps:
            model(source, torch.tensor([[START_ID, *written[:-1]]]))
        for name, weights in taps.items():
            rows = model.config.max_length if name.startswith("decoder") else weights.shape[2]
            kept = np.zeros((weights.shape[1], rows, weights.shape[3]), np.float16)
            kept[:, : weights.shape[2]] = weights[0].numpy()
            self.attention.setdefault(name, []).append(kept)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The diary as arrays: one row R for each entry. `translation` holds target ids, filled up with 0."""
        found: dict[str, NDArray[np.generic]] = {name: np.array(values) for name, values in self.rows.items()}
        found["step"] = found["step"].astype(np.int64)
        found["translation"] = pad([[*ids] for ids in self.translations]).numpy()
        found |= {name: np.stack(rows) for name, rows in self.attention.items()}
        return found


def diary_sentences(grammar: Grammar) -> list[Words]:
    """The unseen sentences that a diary's shares of right sentences and pronouns are of."""
    return grammar.unseen(256, seed=1)


def spaced(steps: int, every: int, count: int) -> frozenset[int]:
    """About `count` recorded steps from 0 to `steps`, denser at the start, where most happens."""
    ideal = steps * np.linspace(0, 1, count) ** 1.7
    return frozenset(min(steps, round(float(s) / every) * every) for s in ideal)
