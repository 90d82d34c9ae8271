"""A step from where the model was still guessing: what was said and asked there, the slopes, and what the step did.

All of it is the experiment ``step_from_guess``, about the bundle's own pair of sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.trace import Tensor, Trace, derive
from scenes.kit.heads import Roster
from scenes.kit.mobjects.model_map import blocks_of

RECORD = "experiments/step_from_guess"
FAR = 0.5  # of a unit: a word that was said so much too loudly
CLOSE = 1e-6  # of single precision
PARTS = {"self_attn": ("self_attn", "norm1"), "cross_attn": ("cross_attn", "norm2")}
"""The parameters that belong to a block: its own, and those of the norm behind it."""
EMBEDDINGS = {"encoder.input": "source_embedding", "decoder.logits": "target_embedding"}


@dataclass(frozen=True)
class Guess:
    """The record, and where the story looks at it."""

    trace: Trace

    def __deepcopy__(self, memo: dict[int, Any]) -> Guess:
        return self

    @cached_property
    def record(self) -> Trace:
        """The experiment's arrays."""
        return self.trace.scope(RECORD)

    def words(self, name: str) -> tuple[str, ...]:
        """The experiment's words of this name."""
        return self.trace.words[f"{RECORD}/{name}"]

    # -- the two sentences ------------------------------------------------------------------------------------

    @property
    def source(self) -> tuple[str, ...]:
        """The sentence with its end."""
        return self.words("source")

    @property
    def step(self) -> Tensor:
        """The training step at which everything is stopped."""
        return self.record["step"]

    @property
    def asks(self) -> int:
        """The place of the sentence's last adjective."""
        return int(self.record["predicate"].item())

    @property
    def row(self) -> int:
        """The row of the decoder that names the pronoun."""
        return int(self.record["place"].item())

    @property
    def right(self) -> str:
        """The pronoun of the sentence."""
        return self.words("pronouns")[0]

    @property
    def other(self) -> str:
        """The pronoun of the twin."""
        return self.words("pronouns")[1]

    def clause(self, twin: bool) -> tuple[str, ...]:
        """The end of one of the two sentences, from "it" on."""
        words = self.words("twin" if twin else "sentence")
        return words[max(place for place, word in enumerate(words) if word == "it") :]

    def referent(self, twin: bool) -> str:
        """The noun that "it" is in one of the two."""
        roles = self.trace.facts["thread"]["roles"]["twin" if twin else "main"]
        return self.words("twin" if twin else "sentence")[int(roles["referent"])]

    # -- at the output ----------------------------------------------------------------------------------------

    def said(self, word: str, when: str = "before", *, twin: bool = False) -> Tensor:
        """The probability of a pronoun at its place, ``before`` or ``after`` the step."""
        name = f"{when}.{'twin' if twin else 'probabilities'}"
        return self.record[name][self.row, self._id(word)]

    def asked(self, word: str) -> Tensor:
        """What was asked of a pronoun."""
        return self.record["asked"][self.row, self._id(word)]

    def slope(self, word: str) -> Tensor:
        """The slope of a pronoun's score at the output: what was said, less what was asked."""
        return self.record["d_logits"][self.row, self._id(word)]

    @property
    def is_difference(self) -> bool:
        """Whether the slopes are what was said, less what was asked."""
        return all(
            abs(self.slope(word).item() - self.said(word).item() + self.asked(word).item()) < CLOSE
            for word in (self.right, self.other)
        )

    @property
    def is_wrong(self) -> bool:
        """Whether the other pronoun is the louder one."""
        return self.said(self.other).item() > self.said(self.right).item()

    @property
    def is_far_off(self) -> bool:
        """Whether one was far too loud and the other far too soft."""
        return self.slope(self.other).item() > FAR and self.slope(self.right).item() < -FAR

    @property
    def helps(self) -> bool:
        """Whether the step makes the right pronoun louder and the other softer."""
        right, other = (self.said(word, "after").item() - self.said(word).item() for word in (self.right, self.other))
        return right > 0 > other

    @property
    def misleads(self) -> bool:
        """Whether after the step the same pronoun is louder for the twin, too, and its loudest, where it is wrong."""
        before, after = (self.said(self.right, when, twin=True).item() for when in ("before", "after"))
        return after > before and after > self.said(self.other, "after", twin=True).item()

    @property
    def misleads_at(self) -> str:
        """The words with which the twin's bars move, in the line about it."""
        return "is louder there" if self.misleads else "and this is"

    def _id(self, word: str) -> int:
        return self.words("vocabulary").index(word)

    # -- on the way back --------------------------------------------------------------------------------------

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """The blocks that a slope passes; the table of French words is used at both ends, and stands at the output."""
        return tuple(name for name in blocks_of(self.trace) if name != "decoder.input")

    @cached_property
    def sizes(self) -> Tensor:
        """How large the slopes are in all numbers of each block (block)."""
        names = self.words("parameters")
        places = [[i for i, name in enumerate(names) if belongs(name, block)] for block in self.blocks]
        return derive("size of the slopes", ("block",), partial(sizes_of, places), self.record["sizes"])

    @property
    def arrives(self) -> bool:
        """Whether there is a slope in every parameter, down to the first."""
        return bool((self.record["sizes"].values > 0).all())

    # -- in the head ------------------------------------------------------------------------------------------

    @cached_property
    def head(self) -> tuple[int, int]:
        """Layer and head in whose row of the last adjective the slopes of the scores are largest."""
        rows = self.record["d_scaled"].values[:, :, self.asks].astype(float)  # (L, H, S)
        layer, head = np.unravel_index((rows**2).sum(-1).argmax(), rows.shape[:2])
        return int(layer), int(head)

    def of_head(self, name: str) -> Tensor:
        """What the record has of this head: (S, S) or (S, K)."""
        layer, head = self.head
        return self.record[name][layer, head]

    @property
    def will_know(self) -> bool:
        """Whether it is the head that will tell the nouns apart when training is over."""
        roster = Roster(self.trace)
        return bool(roster.tells and (roster.decisive.layer, roster.decisive.number) == self.head)

    def weights(self, when: str) -> Tensor:
        """The row of weights, ``before`` or ``after`` the step (S)."""
        return self.of_head(f"{when}.weights")[self.asks]

    @property
    def slopes(self) -> Tensor:
        """The slopes of the row's scores, of the whole sentence's loss (S)."""
        return self.of_head("d_scaled")[self.asks]

    @cached_property
    def pushes(self) -> Tensor:
        """Which way each score is pushed, and how hard: minus its slope (S)."""
        return derive("minus the slope of the score", self.slopes.axes, np.negative, self.slopes)

    @property
    def largest(self) -> int:
        """The word that has most of the row's weight."""
        return int(self.weights("before").values[:-1].argmax())

    @property
    def steepest(self) -> int:
        """The word whose score has the largest slope."""
        return int(self.slopes.values[:-1].argmax())

    @property
    def is_past_warm_up(self) -> bool:
        """Whether the learning rate of the step has begun to fall with the root of the steps (Vaswani et al. 2017)."""
        steps, width = self.step.item() + 1, self.input.shape[-1]
        return bool(abs(self.record["learning_rate"].item() * (steps * width) ** 0.5 - 1.0) < CLOSE * 100)

    @property
    def looks_less(self) -> bool:
        """Whether the steepest place has less weight after the step."""
        before, after = (self.weights(when).values[self.steepest] for when in ("before", "after"))
        return bool(after < before)

    @property
    def w_q(self) -> Tensor:
        """The slopes of the head's query matrix (D, K)."""
        layer, head = self.head
        return self.record["d_w_q"][layer, :, head]

    @property
    def input(self) -> Tensor:
        """What the head's layer reads (S, D)."""
        return self.record["before.input"][self.head[0]]


def belongs(parameter: str, block: str) -> bool:
    """Whether a parameter is one of a block's, or of the norm behind it."""
    if block in EMBEDDINGS:
        return parameter == EMBEDDINGS[block]
    half, layer, part = block.split(".")
    last = "norm2" if half == "encoder" else "norm3"
    names = PARTS.get(part, (part, last))
    return any(parameter.startswith(f"{half}.{layer}.{name}.") for name in names)


def sizes_of(places: list[list[int]], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The root of the sum of squares of the sizes at each list of places."""
    return np.array([np.sqrt((sizes[found] ** 2).sum()) for found in places])


__all__ = ["RECORD", "Guess", "belongs", "sizes_of"]
