"""The encoder's heads, what was measured without each of them, and which of them the film suspects.

What goes wrong without a head is from the experiment ``head_roles``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from model.trace import Tensor, Trace
from scenes.kit.choose import hero_row, predicate
from scenes.kit.claims import Measured
from scenes.kit.counts import Extent, Nth

EXPERIMENT = "experiments/head_roles"
NOTHING = "nothing"  # the condition in which no head is silent
MOST, NEARLY_ALL = 0.5, 0.95


@dataclass(frozen=True)
class Head:
    """One head of the encoder: its layer and its number, both from 0, and its weights for the film's sentence."""

    layer: int
    number: int
    weights: Tensor = field(compare=False, repr=False)

    @property
    def condition(self) -> str:
        """How the record calls the model without this head."""
        return f"encoder.{self.layer}.self_attn[{self.number}]"

    @property
    def layer_claim(self) -> Nth:
        """The number of the layer, from 1."""
        return Nth(self.weights)

    @property
    def head_claim(self) -> Nth:
        """The number of the head, from 1."""
        return Nth(self.weights, "H")


@dataclass(frozen=True)
class Roster:
    """The encoder's heads and what was measured of each."""

    trace: Trace

    @property
    def record(self) -> Trace:
        """The experiment's arrays."""
        return self.trace.scope(EXPERIMENT)

    def words(self, name: str) -> tuple[str, ...]:
        """The experiment's words of this name."""
        return self.trace.words[f"{EXPERIMENT}/{name}"]

    def written(self, condition: str, twin: bool = False) -> tuple[str, ...]:
        """What the model wrote about the recorded sentence, or its twin, in a condition."""
        return self.words(f"written.{'twin.' if twin else ''}{condition}")

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """All of them, layer by layer."""
        layers, heads = self.record["encoder.best"].shape
        return tuple(self._head(layer, number) for layer in range(layers) for number in range(heads))

    def _head(self, layer: int, number: int) -> Head:
        return Head(layer, number, self.trace[f"main/encoder.{layer}.self_attn.weights"][number])

    @property
    def size(self) -> Extent:
        """How many heads there are."""
        return Extent(self.record["encoder.best"], None)

    @property
    def layers(self) -> Extent:
        """How many layers there are."""
        return Extent(self.record["encoder.best"], 0)

    @property
    def in_a_layer(self) -> Extent:
        """How many heads a layer has."""
        return Extent(self.record["encoder.best"], 1)

    @cached_property
    def decisive(self) -> Head:
        """The head without which most pronouns go wrong."""
        layer, number = (int(self.record[f"decisive.{name}"].item()) for name in ("layer", "head"))
        return self._head(layer, number)

    def errors(self, condition: str) -> Tensor:
        """How many sentences have a mistake of each kind (kind)."""
        return self.record["errors"][self.words("conditions").index(condition)]

    def count(self, condition: str) -> float:
        """How many mistakes of any kind there are in a condition."""
        return float(self.errors(condition).values.sum())

    def right(self, condition: str) -> Measured:
        """The share of pronouns that are right."""
        return Measured(self.record["pronoun"][self.words("conditions").index(condition)])

    # -- the row that is looked at ------------------------------------------------------------------------------

    @cached_property
    def row(self) -> int:
        """The word whose row is followed through all heads: the predicate, else the one that the film follows."""
        place = predicate(self.trace)
        return hero_row(self.trace) if place is None else place

    def largest(self, head: Head) -> int:
        """The place to which the followed word gives most in a head."""
        return int(head.weights.values[self.row].argmax())

    def share(self, head: Head) -> float:
        """How much that is."""
        return float(head.weights.values[self.row].max())

    @cached_property
    def rival(self) -> Head | None:
        """Of the other heads, the one that gives most to the same word; None where none gives most of its unit."""
        place = self.largest(self.decisive)
        others = [head for head in self.heads if head != self.decisive]
        best = max(others, key=lambda head: float(head.weights.values[self.row, place]))
        return best if float(best.weights.values[self.row, place]) >= MOST else None

    @cached_property
    def idle(self) -> Head | None:
        """The head that is switched off first: the rival where nothing goes wrong without it, else another such."""
        quiet = [head for head in self.heads if head != self.decisive and not self.count(head.condition)]
        if self.rival in quiet:
            return self.rival
        return max(quiet, key=self.share, default=None)

    @property
    def tells(self) -> bool:
        """Whether the decisive head is one: the pronouns are right with it, and worse than blind choice without."""
        now, blind = self.right(self.decisive.condition).value, self.record["blind_pronoun"].item()
        return now < blind < self.right(NOTHING).value
