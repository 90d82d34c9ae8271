"""A weighted sum set out as a sum on paper: word, share, shrunken value, a line, the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import VGroup, VMobject

from model.trace import Tensor, Trace, derive
from scenes.kit.choose import hero_tensor, mixing_row, strongest
from scenes.kit.claims import Claim, Measured, Worked, as_read
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.number import CAP_HEIGHT, NumberText
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

SHOWN = 4  # words whose share is written out; the others are added up
WORDS, SHARES = 1.9, 1.15  # units for the columns of words and of shares
STRIP = 3.6  # units of a strip
ROW = 0.62  # units from one contribution to the next


@dataclass(frozen=True)
class Recipe:
    """One row's mixture: which row, the words that give most with what they give, and what is left for the others."""

    row: int
    largest: tuple[int, ...]
    shares: tuple[Claim, ...]
    others: tuple[int, ...]
    rest: Claim


@dataclass(frozen=True)
class Ingredient:
    """A line of the sum: a word, its share and its shrunken value; ``places`` are the words it stands for."""

    places: tuple[int, ...]
    word: Words
    share: NumberText
    strip: VectorStrip


def recipe_of(trace: Trace) -> Recipe:
    """The mixture of ``mixing_row``. Fewer shares are written out where their rounded values exceed one."""
    row = mixing_row(trace)
    weights = hero_tensor(trace, "weights")[row]
    order = strongest(weights, weights.shape[0])
    for count in range(SHOWN, 0, -1):
        shares = tuple(Measured(weights[j]) for j in order[:count])
        rest = Worked("rest", tuple(as_read(share, ".2f") for share in shares))
        if rest.value > -1e-9:
            break
    return Recipe(row, tuple(order[:count]), shares, tuple(order[count:]), rest)


class SumBoard:
    """Where the lines of the sum stand in a region, and the marks that fill them."""

    def __init__(self, trace: Trace, recipe: Recipe, theme: Theme, region: Region) -> None:
        self.theme, self.recipe = theme, recipe
        spare = region.width - WORDS - SHARES - STRIP
        self.words_right = region.left + spare / 2 + WORDS
        self.share_middle = self.words_right + SHARES / 2
        self.strip_middle = self.words_right + SHARES + STRIP / 2
        self.left, self.right = region.left - pixels(30), self.strip_middle + STRIP / 2
        self.top, self.bottom = region.top, region.bottom
        self.weights = hero_tensor(trace, "weights")[recipe.row]
        self.values = hero_tensor(trace, "value")
        self.report = hero_tensor(trace, "mixed")[recipe.row]
        self.parts = [*((j,) for j in recipe.largest), recipe.others]
        self.terms = [self._term(places) for places in self.parts]
        self.sums = np.cumsum([term.values for term in self.terms], axis=0)
        self.limit = float(max(np.abs(self.sums).max(), max(np.abs(term.values).max() for term in self.terms)))

    def line_middle(self, place: int) -> float:
        """The height of a line of the sum; the one after the last is the report's."""
        gap = pixels(30) if place == len(self.parts) else 0.0
        return self.top - ROW * (place + 0.5) - gap

    def ingredients(self, words: Sequence[str]) -> list[Ingredient]:
        """The lines of the sum, largest first, the others together as the last."""
        found = []
        claims = [*self.recipe.shares, self.recipe.rest]
        for place, (places, claim, term) in enumerate(zip(self.parts, claims, self.terms, strict=True)):
            alone, y = place < len(self.recipe.largest), self.line_middle(place)
            base = y - pixels(self.theme.sizes.number) * CAP_HEIGHT / 2
            label = words[places[0]] if alone else "the other words"
            size = self.theme.sizes.label if alone else self.theme.sizes.note
            word = Words(label, self.theme, role="value" if alone else "quiet", size=size)
            share = NumberText(claim, self.theme, spec=".2f", weight="MEDIUM", role="ink" if alone else "quiet")
            strip = VectorStrip(term, self.theme, "value", length=STRIP, height=0.96 * ROW, limit=self.limit)
            strip.shift([self.strip_middle, y, 0])
            found.append(
                Ingredient(
                    places,
                    word.on_baseline(self.words_right, base, align=1.0),
                    share.on_baseline(self.share_middle, base, align=0.5),
                    strip,
                )
            )
        return found

    def rule(self) -> VMobject:
        """The line between the summands and the sum."""
        y = (self.line_middle(len(self.parts) - 1) + self.line_middle(len(self.parts))) / 2
        return segments([((self.words_right - WORDS, y), (self.right, y))], self.theme.role("quiet"), 2.0)

    def lens(self, edges: tuple[float, float, float, float]) -> VGroup:
        """Hairlines from a row of the map (left, right, bottom, top) to the sum that it opens into."""
        _, right, bottom, top = edges
        low = self.line_middle(len(self.parts)) - 0.5 * ROW
        pairs = [
            ((right, top), (self.left, self.top)),
            ((right, bottom), (self.left, low)),
            ((self.left, self.top), (self.left, low)),
        ]
        return segments(pairs, self.theme.role("query"), 1.5).set_stroke(opacity=0.6)

    def sum_of(self, count: int) -> Tensor:
        """The sum of the first so many lines, (K)."""
        return derive("sum so far", ("K",), lambda *terms: np.sum(terms, axis=0), *self.terms[:count])

    def _term(self, places: tuple[int, ...]) -> Tensor:
        """The sum of some words' shares times their values, (K)."""
        name, chosen = f"{self.values.name} times shares of {places}", list(places)
        return derive(name, ("K",), lambda a, v: a[chosen] @ v[chosen], self.weights, self.values)
