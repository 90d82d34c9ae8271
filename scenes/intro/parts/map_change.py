"""Two sentences and their translations: large at the start, then one above its twin, what differs lit."""

from __future__ import annotations

from manim import CubicBezier, VGroup

from model.trace import Trace
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.tokens import TokenRow
from scenes.kit.theme import Theme

LARGE, MEDIUM = 76, 54  # pixels
PITCH = 0.95  # units from the English row to the French one
ARC = 0.6  # units above the words


def words_of(trace: Trace, scope: str, which: str) -> tuple[str, ...]:
    """The words of a scope's ``source`` or ``target`` without the end mark."""
    return trace.words[f"{scope}.{which}"][:-1]


def changed_places(trace: Trace, which: str) -> tuple[int, ...]:
    """Where the ``source`` or ``target`` of the twin differs from the sentence's own, word by word."""
    pairs = zip(words_of(trace, "main", which), words_of(trace, "twin", which), strict=False)
    return tuple(place for place, (one, other) in enumerate(pairs) if one != other)


def sentence_pair(trace: Trace, theme: Theme, region: Region) -> tuple[TokenRow, TokenRow]:
    """The sentence and its translation, large, one above the other in the middle of a region."""
    english = TokenRow(words_of(trace, "main", "source"), theme, size=LARGE, width=region.width)
    french = TokenRow(words_of(trace, "main", "target"), theme, size=LARGE, width=region.width)
    upper, lower = region.rows(1, 1)
    english.move_to(upper.at(0.5, 0.25))
    french.move_to(lower.at(0.5, 0.75))
    return english, french


class ChangedWord(VGroup):
    """A sentence above its translation; the words in which it differs from its twin stand out.

    Attributes:
        english, french: the rows; arc: from *it* to the noun that it stands for.
    """

    def __init__(self, trace: Trace, scope: str, theme: Theme, region: Region) -> None:
        super().__init__()
        rows = []
        for which in ("source", "target"):
            row = TokenRow(words_of(trace, scope, which), theme, role="quiet", size=MEDIUM, width=region.width)
            for place in changed_places(trace, which):
                row.word(place).set_color(theme.role("ink"))
            rows.append(row)
        self.english, self.french = rows
        self.english.move_to(region.at(0.5, 0.5)).shift([0, PITCH / 2 - ARC / 2, 0])
        self.french.move_to(self.english).shift([0, -PITCH, 0])
        roles = trace.facts["roles"][scope]
        ends = [self._above(int(roles[name])) for name in ("it", "referent")]
        for name in ("it", "referent"):
            self.english.word(int(roles[name])).set_color(theme.role("ink"))
        bends = [[x, y + ARC / 0.75, 0.0] for x, y, _ in ends]  # a cubic rises to three quarters of its handles
        self.arc = CubicBezier(ends[0], bends[0], bends[1], ends[1], stroke_width=4, color=theme.role("focus"))
        self.rows = VGroup(self.english, self.french)
        self.add(self.rows, self.arc)

    def _above(self, place: int) -> list[float]:
        word = self.english.word(place)
        return [float(word.get_center()[0]), float(self.english.box.get_top()[1]) - pixels(2), 0.0]


__all__ = ["ChangedWord", "changed_places", "sentence_pair", "words_of"]
