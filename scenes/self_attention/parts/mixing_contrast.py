"""Two rows of the followed head to be compared: before and after one word was changed, or two words' rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import numpy as np

from model.trace import END, Tensor, Trace
from scenes.kit.choose import hero_row, hero_tensor
from scenes.kit.claims import Claim
from scenes.kit.layout import Region
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.theme import Theme
from scenes.self_attention.parts.mixing_ribbon import Ribbon


@dataclass(frozen=True)
class Side:
    """One row: its words, weights (1, S), report (K), and the model's translation with the places that changed."""

    place: int
    query: str
    keys: tuple[str, ...]
    row: Tensor
    report: Tensor
    written: tuple[str, ...] = ()
    changed: tuple[int, ...] = ()

    @property
    def favourite(self) -> int:
        """The place that gets the largest share."""
        return int(self.row.values[0].argmax())

    @property
    def values(self) -> dict[str, Any]:
        """What a line says of the row: its word, its largest share and the word that gets it."""
        return {"query": self.query, "share": self.row[0, self.favourite], "word": self.keys[self.favourite]}

    def ribbon(self, theme: Theme, region: Region, limit: Claim) -> Ribbon:
        """The row as it is shown."""
        return Ribbon(
            self.row,
            self.report,
            self.query,
            self.keys,
            theme=theme,
            region=region,
            limit=limit,
            below=self.written,
            lit=self.changed,
        )


@dataclass(frozen=True)
class Contrast:
    """Two sides, and the source places whose words differ; none when they are two words of one sentence."""

    upper: Side
    lower: Side
    swapped: tuple[int, ...]

    def ribbons(self, theme: Theme, region: Region) -> tuple[Ribbon, Ribbon]:
        """Both rows with their reports on one scale, one above the other."""
        limit = shared_limit(self.upper.report, self.lower.report)
        above, below = region.rows(1, 1, gap=0.15)
        return self.upper.ribbon(theme, above, limit), self.lower.ribbon(theme, below, limit)


def contrast_of(trace: Trace, mixed_row: int) -> Contrast:
    """The followed row against the same row with one word changed; without a twin, against another word's row."""
    followed = hero_row(trace)
    if not trace.has("twin"):
        return _two_words(trace, followed, mixed_row)
    words, twin = trace.source, trace.words["twin.source"]
    swapped = tuple(j for j, (old, new) in enumerate(zip(words, twin, strict=True)) if old != new)
    before, after = trace.target, trace.words["twin.target"]
    upper = _side(trace, "main", words, followed, before, _differing(before, after))
    lower = _side(trace, "twin", twin, followed, after, _differing(after, before))
    return Contrast(upper, lower, swapped)


def _two_words(trace: Trace, followed: int, mixed_row: int) -> Contrast:
    """The followed row, and the one that overlaps least with it unless the mixed row is another already."""
    weights = hero_tensor(trace, "weights").values
    other = mixed_row
    if other == followed:
        overlap = np.minimum(weights, weights[followed]).sum(axis=1)
        other = int(overlap.argmin())
    upper, lower = (_side(trace, "main", trace.source, row, (), ()) for row in (followed, other))
    return Contrast(upper, lower, ())


def _side(
    trace: Trace, scope: str, words: Sequence[str], row: int, written: Sequence[str], changed: tuple[int, ...]
) -> Side:
    weights = hero_tensor(trace, "weights", scope)[row : row + 1]
    report = hero_tensor(trace, "mixed", scope)[row]
    spoken = tuple(word for word in written if word != END)
    return Side(row, words[row], tuple(words), weights, report, spoken, changed)


def _differing(words: Sequence[str], others: Sequence[str]) -> tuple[int, ...]:
    """Places of words that the other sequence does not have there."""
    blocks = SequenceMatcher(a=list(words), b=list(others), autojunk=False).get_matching_blocks()
    same = {block.a + step for block in blocks for step in range(block.size)}
    return tuple(place for place, word in enumerate(words) if place not in same and word != END)
