"""The neurons that the clip on feed-forward follows, from the record: what they answer to, and where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from model.tokens import Token
from model.trace import Tensor, Trace, derive
from scenes.kit.choose import referent
from scenes.kit.counts import Counted, Extent, Nth

RECORD = "experiments/neurons"
SURE = 0.95  # the F1 of a neuron that answers to one kind of word and to little else
PRECISE = 0.9  # of what a neuron answers to
ALIKE = 0.1  # part of the larger answer by which two that are alike may differ

# Features of the record that can be told from the words alone, and the word that has each.
FEATURES: Mapping[str, str] = MappingProxyType({"it": "it", "article": "the"})
LIVING = "agent noun"


@dataclass(frozen=True)
class Neuron:
    """A hidden number of an encoder layer, from 0, and how surely it answers to a feature on sentences not searched.

    Attributes:
        feature: its place in the record, best first.
        layer, unit: which one.
        answers: its number for each word of the film's sentence (S).
        precision, recall, f1: as recorded.
    """

    feature: int
    layer: int
    unit: int
    answers: Tensor
    precision: Tensor
    recall: Tensor
    f1: Tensor

    @property
    def ordinal(self) -> Nth:
        """Its number in its layer, counted from one."""
        return Nth(self.answers, "F")

    @property
    def block(self) -> str:
        """The address of its feed-forward network."""
        return f"encoder.{self.layer}.ffn"

    @property
    def never_errs(self) -> bool:
        """Whether it answered to all words of its kind, and to nothing else."""
        return self.precision.item() >= 1.0 and self.recall.item() >= 1.0


@dataclass(frozen=True)
class WordNeuron:
    """A neuron of one word, and the places of that word in the sentence."""

    neuron: Neuron
    called: Token
    rows: tuple[int, ...]


@dataclass(frozen=True)
class LivingNeuron:
    """A neuron of living things: its answers in sentences that differ in who acts, the film's own first.

    Attributes:
        words: of each sentence; answers: a number for each word of it (S).
        place: of the noun.
    """

    neuron: Neuron
    words: tuple[tuple[str, ...], ...]
    answers: tuple[Tensor, ...]
    place: int

    @property
    def nouns(self) -> tuple[str, ...]:
        """The nouns that it is shown to answer to."""
        return tuple(words[self.place] for words in self.words)

    @property
    def answers_to_them_alone(self) -> bool:
        """Whether in each sentence it answers to that noun and to no other word."""
        return all(tuple(np.flatnonzero(row.values > 0)) == (self.place,) for row in self.answers)


@dataclass(frozen=True)
class FalseTrail:
    """The number of the neuron of "it" where that is one noun, and where it is another; the nouns, and the sentences.

    Attributes:
        words: of both sentences; it, nouns: places of "it" and of what it stands for.
        answers: one number each.
    """

    words: tuple[tuple[str, ...], tuple[str, ...]]
    it: int
    nouns: tuple[int, int]
    answers: tuple[Tensor, Tensor]

    @property
    def alike(self) -> bool:
        """Whether both answers are about the same."""
        one, two = (answer.item() for answer in self.answers)
        return abs(one - two) <= ALIKE * max(one, two)


def neuron_at(trace: Trace, feature: int) -> Neuron:
    """The neuron that the record found for a feature."""
    record = trace.scope(RECORD)
    layer, unit = (int(record[key].values[feature]) for key in ("layer", "unit"))
    precision, recall, f1 = (record[key][feature] for key in ("precision", "recall", "f1"))
    answers = trace[f"main/encoder.{layer}.ffn.hidden"][:, unit]
    return Neuron(feature, layer, unit, answers, precision, recall, f1)


def encoder_features(trace: Trace) -> dict[str, int]:
    """The features of English words that were searched for, best first, with their places in the record."""
    names, sides = (trace.words[f"{RECORD}/{key}"] for key in ("features", "sides"))
    return {name: place for place, (name, side) in enumerate(zip(names, sides, strict=True)) if side == "encoder"}


def word_neuron(trace: Trace) -> WordNeuron:
    """The surest neuron of a word of this sentence; see FEATURES. ValueError if the record has none."""
    for name, feature in encoder_features(trace).items():
        rows = tuple(row for row, word in enumerate(trace.source) if word == FEATURES.get(name))
        if rows:
            called = trace.words["source"][rows[0]]
            assert isinstance(called, Token)
            return WordNeuron(neuron_at(trace, feature), called, rows)
    raise ValueError(f"the record has no neuron for {', '.join(FEATURES)}")


def living_neuron(trace: Trace) -> LivingNeuron | None:
    """The neuron of living things, if it is precise and answers to who acts in this sentence."""
    feature = encoder_features(trace).get(LIVING)
    if feature is None:
        return None
    neuron = neuron_at(trace, feature)
    subject = _subject(trace)
    if neuron.precision.item() < PRECISE or subject is None:
        return None
    sentences, answers = [trace.source], [neuron.answers]
    for scope in ("neighbour.same", "neighbour.other"):
        if trace.has(scope) and trace.facts["neighbours"]["noun"] == subject:
            sentences.append(trace.words[f"{scope}.source"])
            answers.append(_answers(trace, scope, neuron))
    found = LivingNeuron(neuron, tuple(sentences), tuple(answers), subject)
    if found.answers_to_them_alone:
        return found
    alone = LivingNeuron(neuron, tuple(sentences[:1]), tuple(answers[:1]), subject)
    return alone if alone.answers_to_them_alone else None


def false_trail(trace: Trace) -> FalseTrail | None:
    """The answers to "it" in this sentence and in the one in which it is the other noun; None where there is none."""
    found = word_neuron(trace)
    scope = next((name for name in ("twin", "counterpart") if trace.has(name)), None)
    if scope is None or str(found.called) != "it":
        return None
    it, neuron = found.rows[0], found.neuron
    nouns = tuple(referent(trace, name) for name in ("main", scope))
    answers = tuple(trace[f"{name}/{neuron.block}.hidden"][it, neuron.unit] for name in ("main", scope))
    assert None not in nouns
    return FalseTrail((trace.source, trace.words[f"{scope}.source"]), it, nouns, answers)  # type: ignore[arg-type]


def _subject(trace: Trace) -> int | None:
    """Place of the first noun: who acts."""
    return next((source for kind, source in sorted(trace.facts["alignment"], key=_place) if kind == "noun"), None)


def _place(token: tuple[str, int]) -> int:
    return token[1]


def _answers(trace: Trace, scope: str, neuron: Neuron) -> Tensor:
    """A neuron's number for each word of a sentence of which only what enters the network is known, (S)."""
    rows = trace[f"{scope}/encoder.{neuron.layer}.norm1.output"]
    column = trace[f"weights/{neuron.block}.w_1"][:, neuron.unit]
    bias = trace[f"weights/{neuron.block}.b_1"][neuron.unit]
    return derive(f"neuron {neuron.unit} of {rows.name}", ("S",), _hidden, rows, column, bias)


def _hidden(rows: NDArray[np.float64], weights: NDArray[np.float64], bias: NDArray[np.float64]) -> NDArray[np.float64]:
    """One hidden number of every row. rows (S, D), weights (D) or (D, F), bias () or (F) -> (S) or (S, F)."""
    return np.maximum(0.0, rows @ weights + bias)


# -- counts -----------------------------------------------------------------------------------------------------------


def fired(hidden: Tensor) -> Counted:
    """How many of a word's hidden numbers are above zero."""
    return Counted("numbers above zero", lambda row: (row > 0).sum(), (hidden,))


def meanings(trace: Trace) -> Extent:
    """How many meanings were searched for."""
    return Extent(trace[f"{RECORD}/f1"], 1)


def meanings_found(trace: Trace) -> Counted:
    """How many of them have a sure neuron."""
    return Counted("features with a sure neuron", partial(_at_least, least=SURE), (trace[f"{RECORD}/f1"],))


def _at_least(scores: NDArray[np.float64], least: float) -> float:
    return float((scores >= least).sum())


def share_of_all(trace: Trace) -> float:
    """The part of all learned numbers that stands in feed-forward networks."""
    names = [name for name in trace.tensors if name.startswith("weights/")]
    sizes = {name: trace.tensors[name].values.size for name in names}
    return sum(size for name, size in sizes.items() if ".ffn." in name) / sum(sizes.values())


def serves_every_word(trace: Trace, neuron: Neuron) -> bool:
    """Whether the same matrices give the hidden numbers of every word of the sentence."""
    rows = trace[f"main/encoder.{neuron.layer}.norm1.output"].values.astype(np.float64)
    w_1, b_1 = (trace[f"weights/{neuron.block}.{name}"].values for name in ("w_1", "b_1"))
    return np.allclose(_hidden(rows, w_1, b_1), trace[f"main/{neuron.block}.hidden"].values, atol=1e-3)


def melts_without_the_cut(trace: Trace, neuron: Neuron) -> bool:
    """Whether both matrices, one after the other, do the same as their product, a single one."""
    rows = trace[f"main/encoder.{neuron.layer}.norm1.output"].values.astype(np.float64)
    w_1, w_2 = (trace[f"weights/{neuron.block}.{name}"].values.astype(np.float64) for name in ("w_1", "w_2"))
    return np.allclose((rows @ w_1) @ w_2, rows @ (w_1 @ w_2))
