"""What the clip on add and norm follows: one word and the report to it, and the sums of all words in one block."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.formulas.blocks import similarity
from model.trace import Tensor, Trace, derive
from scenes.kit.choose import encoder_layers, hero, hero_input
from scenes.kit.claims import Computed, Measured

MOST = 0.5
VARIED = 1.5  # from the smallest deviation to the largest: from here on sums are of all sizes
MELTED = 0.95  # mean cosine from which words are said to be one
SIDES = ("untrained", "untrained.no_residual")
SUFFIX = (".whole", "")  # of the record's arrays: with residuals, without


@dataclass(frozen=True)
class Step:
    """One add & norm: the block (``encoder.0.ffn``) whose report is added, to what, and the norm behind it."""

    block: str
    before: str
    norm: str

    @property
    def is_attention(self) -> bool:
        """Whether the report is attention's."""
        return self.block.endswith("self_attn")


def steps_of(trace: Trace) -> tuple[Step, ...]:
    """Every add & norm of the encoder, in order."""
    found, before = [], "encoder.input"
    for layer in range(encoder_layers(trace)):
        for block, norm in (("self_attn", "norm1"), ("ffn", "norm2")):
            found.append(Step(f"encoder.{layer}.{block}", before, f"encoder.{layer}.{norm}"))
            before = f"encoder.{layer}.{norm}.output"
    return tuple(found)


@dataclass(frozen=True)
class Followed:
    """The word that is followed, and its way through the encoder."""

    trace: Trace

    @property
    def row(self) -> int:
        """Its place."""
        return hero(self.trace).row

    @property
    def word(self) -> str:
        """It itself."""
        return self.trace.words["source"][self.row]

    @property
    def noun(self) -> str:
        """The word that it heard most of in the followed head."""
        return self.trace.words["source"][hero(self.trace).column]

    @property
    def listens(self) -> bool:
        """Whether the followed head gives most of its attention to that word."""
        found = hero(self.trace)
        weights = self.trace[f"main/encoder.{found.layer}.self_attn.weights"]
        return float(weights.values[found.head, found.row, found.column]) >= MOST

    @property
    def block(self) -> str:
        """The block that reports."""
        return f"encoder.{hero(self.trace).layer}.self_attn"

    @property
    def before(self) -> Tensor:
        """The word's row before the report (D)."""
        return hero_input(self.trace)[self.row]

    @property
    def report(self) -> Tensor:
        """The report of all heads to it (D)."""
        return self.trace[f"main/{self.block}.output"][self.row]

    @property
    def total(self) -> Tensor:
        """Their sum (D)."""
        return self.trace[f"main/encoder.{hero(self.trace).layer}.norm1.input"][self.row]

    @property
    def stays_itself(self) -> bool:
        """Whether the sum is still more like the word than unlike it."""
        return float(similarity(np.stack([self.total.values, self.before.values]))[0, 1]) > MOST

    # -- its size on the way --------------------------------------------------------------------------------------

    @cached_property
    def sizes(self) -> tuple[Tensor, Tensor]:
        """The deviation of its numbers (L): at the entrance and after each addition and each norm; and without norms.

        The second is of a model that was trained without norms, and has no place after each.
        """
        steps = steps_of(self.trace)
        with_norms = ["encoder.input", *(f"{s.norm}.{part}" for s in steps for part in ("input", "output"))]
        without = ["encoder.input", *(f"{step.norm}.input" for step in steps)]
        return self._sizes("main", with_norms), self._sizes("ablated.no_norm", without)

    def _sizes(self, scope: str, names: list[str]) -> Tensor:
        rows = [self.trace[f"{scope}/{name}"][self.row] for name in names]
        return derive(f"deviations of row {self.row} in {scope}", ("L",), deviations, *rows)

    @property
    def only_spreads(self) -> bool:
        """Whether without norms every addition makes the numbers spread further."""
        return bool((np.diff(self.sizes[1].values) > 0).all())

    @property
    def ends_wider(self) -> bool:
        """Whether without norms they end more spread than they began, and than with norms."""
        whole, without = (tensor.values for tensor in self.sizes)
        return bool(without[-1] > max(without[0], whole[-1]))

    @property
    def exact_without_norm(self) -> Measured:
        """How many unseen sentences the model without any norm gets right once trained."""
        return Measured(self.trace["experiments/no_norm/exact"])


def deviations(*rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the numbers of each row spread. rows (D) each -> (L)."""
    return np.array([row.std() for row in rows])


# -- the sums of all words --------------------------------------------------------------------------------------------


def varied_step(trace: Trace) -> Step:
    """The add & norm whose sums differ most in size from word to word."""
    return max(steps_of(trace), key=lambda step: float(trace[f"main/{step.norm}.std"].values.std()))


def is_varied(trace: Trace, step: Step) -> bool:
    """Whether they differ enough to be seen."""
    sizes = trace[f"main/{step.norm}.std"].values
    return float(sizes.max()) >= VARIED * float(sizes.min())


# -- without the addition ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Melting:
    """The words' rows before training, with the addition (0) and without (1); the record of both once trained."""

    trace: Trace

    @property
    def places(self) -> tuple[str, ...]:
        """Where rows are compared: behind each layer."""
        return tuple(f"encoder.{layer}.norm2.output" for layer in range(encoder_layers(self.trace)))

    def rows(self, which: int, place: int) -> Tensor:
        """The words' rows (S, D) behind a layer."""
        return self.trace[f"{SIDES[which]}/{self.places[place]}"]

    def mean(self, which: int, place: int) -> Computed:
        """The mean cosine of every two words there."""
        return Computed("mean cosine", mean_cosine, (self.rows(which, place),))

    @property
    def melts(self) -> bool:
        """Whether the words have become one without the addition, and have not with it."""
        one, two = (self.mean(which, len(self.places) - 1).value for which in range(2))
        return one < MELTED <= two

    @property
    def comes_closer(self) -> bool:
        """Whether they are at least more alike than with it."""
        one, two = (self.mean(which, len(self.places) - 1).value for which in range(2))
        return one < two

    def recorded(self, name: str, which: int) -> Tensor:
        """What the experiment recorded, with residuals or without."""
        return self.trace[f"experiments/no_residual/{name}{SUFFIX[which]}"]

    @property
    def never_right(self) -> bool:
        """Whether the model without the addition gets no unseen sentence right."""
        return self.recorded("exact", 1).item() == 0.0

    @property
    def pulled_apart(self) -> bool:
        """Whether its words are less alike after training than before."""
        before, after = (float(self.recorded(f"similarity.{when}", 1).values[-1]) for when in ("before", "after"))
        return after < before

    def blame(self, which: int) -> Tensor:
        """The size of the gradient at the encoder's input, before training."""
        return self.recorded("gradient.before", which)[0]

    @property
    def bypass_helps(self) -> bool:
        """Whether more of the blame arrives with the addition."""
        return self.blame(0).item() > self.blame(1).item()


def mean_cosine(rows: NDArray[np.float64]) -> float:
    """The mean cosine of every two different rows. (S, D) -> ()."""
    cosines, n = similarity(rows), len(rows)
    return float((cosines.sum() - n) / (n * (n - 1)))
