"""What a word costs: the share of the right pronoun early in training, its price, halved shares, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.formulas import FORMULAS
from model.trace import Tensor, Trace, derive
from scenes.kit.claims import Computed

RECORD, GUESS = "experiments/loss", "experiments/step_from_guess"
NEAR = 0.05  # of a unit: so near to what is asked, that is why it is no higher
CERTAIN = 0.995  # of a unit: a hundred per cent, as it is said
HALVINGS = 3

Array = NDArray[np.float64]


def price_of(share: Array) -> Array:
    """What a word costs that got this share."""
    return FORMULAS["cross_entropy"].evaluate(probability=share)


def halved(times: int, share: Array) -> Array:
    """A share halved so many times."""
    return np.asarray(share / 2.0**times)


def step_up(times: int, share: Array) -> Array:
    """How much more a share costs once it has been halved for the last of so many times."""
    return price_of(halved(times, share)) - price_of(halved(times - 1, share))


@dataclass(frozen=True)
class Story:
    """The records, and where the story looks at them."""

    trace: Trace

    def __deepcopy__(self, memo: dict[int, Any]) -> Story:
        return self

    @cached_property
    def record(self) -> Trace:
        """The experiment on the loss."""
        return self.trace.scope(RECORD)

    @cached_property
    def guess(self) -> Trace:
        """The experiment that has the two pronouns at every kept step."""
        return self.trace.scope(GUESS)

    # -- one word ---------------------------------------------------------------------------------------------

    @cached_property
    def early(self) -> int:
        """The kept step at which the wrong pronoun leads and the two have most; else the one at which it is nearest."""
        right, wrong = (self.guess[f"kept.{name}"].values.astype(float) for name in ("right", "wrong"))
        both = np.where(wrong > right, right + wrong, -1.0)
        return int(both.argmax()) if both.max() > 0 else int(np.abs(right - wrong).argmin())

    @property
    def step(self) -> Tensor:
        """That training step."""
        return self.guess["kept.step"][self.early]

    @property
    def is_early(self) -> bool:
        """Whether it lies in the first half of training."""
        return self.step.item() < self.guess["kept.step"].values[-1] / 2

    @property
    def source(self) -> tuple[str, ...]:
        """The bundle's own sentence with its end."""
        return self.trace.words[f"{GUESS}/source"]

    @property
    def word(self) -> str:
        """The right pronoun."""
        return self.trace.words[f"{GUESS}/pronouns"][0]

    @property
    def other(self) -> str:
        """The wrong one."""
        return self.trace.words[f"{GUESS}/pronouns"][1]

    @property
    def share(self) -> Tensor:
        """What the right one got."""
        return self.guess["kept.right"][self.early]

    @property
    def other_share(self) -> Tensor:
        """What the wrong one got."""
        return self.guess["kept.wrong"][self.early]

    def share_after(self, times: int) -> Computed:
        """The share halved so many times."""
        return Computed("half, so many times", partial(halved, times), (self.share,))

    def price_after(self, times: int) -> Computed:
        """What it then costs."""
        return Computed("-ln p", lambda share: price_of(halved(times, share)), (self.share,))

    def rise(self, times: int) -> Computed:
        """By how much the last halving raised the price."""
        return Computed("one price less the other", partial(step_up, times), (self.share,))

    @property
    def steps_are_equal(self) -> bool:
        """Whether every halving costs the same."""
        rises = [self.rise(times).value for times in range(1, HALVINGS + 1)]
        return bool(np.ptp(rises) < 1e-6)

    # -- a sentence, after training ---------------------------------------------------------------------------

    @cached_property
    def words(self) -> tuple[Tensor, ...]:
        """What the trained model gives each right word of the sentence, the right ones before it read."""
        vocabulary, table = self.trace.words["target_vocabulary"], self.trace["reference/decoder.probabilities"]
        reference = self.trace.words["reference"]
        return tuple(table[row, vocabulary.index(word)] for row, word in enumerate(reference))

    @property
    def mean(self) -> Computed:
        """The mean of those shares."""
        return Computed("mean", lambda *values: np.mean(values), self.words)

    @property
    def is_as_asked(self) -> bool:
        """Whether the words are right, and stand where they are asked to: not at a hundred, but near the target."""
        near = abs(self.mean.value - self.record["asked"].item()) < NEAR
        return bool(self.trace.facts["exact"] and near and self.mean.value < CERTAIN)

    # -- what is asked ----------------------------------------------------------------------------------------

    @property
    def crumbs(self) -> Tensor:
        """What is asked of each of the other words: (V - 1) equal shares."""
        return derive("crumbs", ("V",), crumbs_of, self.record["crumb"], self.record["vocabulary"])

    @property
    def is_wrong_before(self) -> bool:
        """Whether the untrained model pays more than blind guessing does."""
        return self.record["start"].item() > self.record["blind"].item()


def price(share: Tensor) -> Tensor:
    """What a word costs that got this share."""
    return derive("-ln p", (), price_of, share)


def price_claim(share: Tensor) -> Computed:
    """The same, to be shown."""
    return Computed("-ln p", price_of, (share,))


def crumbs_of(crumb: Array, vocabulary: Array) -> Array:
    """So many equal shares: one for each word but the right one."""
    return np.full(int(vocabulary) - 1, float(crumb))


def grid_of(low: float, count: int) -> Array:
    """Shares from low to one, closer together where prices change quickly."""
    return np.geomspace(low, 1.0, count)


def curve_of(low: float, count: int, _: Array) -> Array:
    """The prices of such shares."""
    return np.maximum(price_of(grid_of(low, count)), 0.0)


__all__ = ["GUESS", "HALVINGS", "RECORD", "Story", "curve_of", "grid_of", "price", "price_claim"]
