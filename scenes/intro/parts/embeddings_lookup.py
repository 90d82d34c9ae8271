"""From tokens to rows: the list of all tokens, the table with a row for each, and the rows of one sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, CubicBezier, Line, RoundedRectangle, VGroup, VMobject

from model.trace import Trace
from scenes.kit.counts import Place
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import outline_of
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.labels import foot, shared_limit, signed_legend
from scenes.kit.mobjects.matrix import MatrixStrips
from scenes.kit.mobjects.mosaic import Mosaic
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.tokens import TokenRow
from scenes.kit.mobjects.words import Words
from scenes.kit.motion import change
from scenes.kit.theme import Theme

ROOM = 0.62  # units at the table's left for the number of a row
TABLE = 3.4  # units of the table's width
LEGEND = 0.95
FOOT = 0.5
COLUMNS = 7  # of the list
FAN = 1.25  # units from the table to the sentence's rows
SIZE = 26  # pixels: numbers of tokens
TWIN = 0.62  # units from a sentence up to its twin
PLAIN, LIT = 2.0, 4.0  # widths of wires


class Ids:
    """The place of each token in the list of all, from zero."""

    def __init__(self, trace: Trace, theme: Theme) -> None:
        self.theme, self.words = theme, trace.words["source_vocabulary"]

    def of(self, word: str) -> Place:
        """A token's number, as a claim."""
        return Place.of(self.words, self.words.index(word))

    def number(self, word: str, *, size: float = SIZE, role: str = "ink") -> NumberText:
        """A token's number."""
        return NumberText(self.of(word), self.theme, size=size, role=role)

    def below(self, row: TokenRow) -> VGroup:
        """The number of every token of a row, below it."""
        group = VGroup()
        for word, pill in zip(row.texts, row.pills, strict=True):
            x, bottom = pill.get_center()[0], pill.get_bottom()[1]
            group.add(self.number(word, role="quiet").on_baseline(x, bottom - pixels(34), align=0.5))
        return group


class TokenList(VGroup):
    """All tokens in columns; those of the sentence stand out, each with its number before it."""

    def __init__(self, ids: Ids, sentence: Sequence[str], region: Region) -> None:
        super().__init__()
        theme, down = ids.theme, -(-len(ids.words) // COLUMNS)
        across, pitch = region.width / COLUMNS, min(region.height / down, 0.46)
        size = min(SIZE, max(theme.sizes.small, int(pitch * 135 * 0.6)))
        self.numbers: dict[str, NumberText] = {}
        self.labels, self.shown = VGroup(), VGroup()
        for place, word in enumerate(ids.words):
            x = region.left + (place // down) * across + 0.5
            y = region.top - (place % down + 0.7) * pitch
            label = Words(word, theme, size=size, role="ink" if word in sentence else "quiet").on_baseline(x, y)
            self.labels.add(label)
            if word in sentence:
                number = ids.number(word, size=size).on_baseline(x - pixels(14), y, align=1.0)
                self.numbers[word] = number
                self.shown.add(number)
        self.add(self.labels, self.shown)


class Table(VGroup):
    """The embedding table: a row of colours for each token of the list."""

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        super().__init__()
        self.theme, self.tensor = theme, trace["weights/source_embedding"]
        self.mosaic = Mosaic(self.tensor, theme, width=TABLE, height=region.height - FOOT)
        self.mosaic.shift([region.left + ROOM + TABLE / 2, region.top - (region.height - FOOT) / 2, 0])
        left, right, bottom, _ = self.mosaic.box.edges
        name = Symbol("E", theme, "learned")
        self.foot = foot(theme, name, (trace.size("U"), trace.size("D")), role="learned")
        self.legend = signed_legend(theme, shared_limit(self.tensor), width=LEGEND)
        y = bottom - FOOT + 0.12
        self.foot.shift([left - self.foot.get_left()[0], y - self.foot.get_center()[1], 0])
        self.legend.move_to([right - self.legend.width / 2, y, 0])
        self.add(self.mosaic, self.foot, self.legend)

    def ring(self, row: int) -> RoundedRectangle:
        """A new outline round a row, which is low."""
        edges = self.mosaic.edges(rows=slice(row, row + 1))
        return outline_of(edges, self.theme.role("focus"), margin=pixels(4), width=3.0)

    def left_of(self, row: int) -> np.ndarray:
        """The point just left of a row."""
        return np.array([self.mosaic.box.edges[0] - pixels(14), self.mosaic.row_middle(row), 0.0])

    def right_of(self, row: int) -> np.ndarray:
        """The middle of a row's right end."""
        return np.array([self.mosaic.box.edges[1], self.mosaic.row_middle(row), 0.0])


class SentenceRows(VGroup):
    """The rows of the sentence's tokens below each other, each joined to the row of the table that it is.

    Attributes:
        matrix: the strips with their words; wires: one a token, from the table.
    """

    def __init__(self, trace: Trace, ids: Ids, table: Table, region: Region) -> None:
        super().__init__()
        theme, words = table.theme, trace.source
        self.theme = theme
        longest = max(Words(word, theme, size=theme.sizes.small).width for word in words)
        start = table.mosaic.box.edges[1]
        left = start + FAN + longest + pixels(18)
        pitch = min(region.height / len(words), 0.5)
        self.matrix = MatrixStrips(
            trace["main/encoder.embedding"],
            theme,
            rows=words,
            length=region.right - left,
            pitch=pitch,
            label_role="ink",
        )
        shift = np.array([(left + region.right) / 2, region.center[1], 0]) - self.matrix.box.get_center()
        self.matrix.shift(shift)
        bend = self.matrix.row_labels.get_left()[0] - pixels(44)  # where every wire is level, short of every word
        self.wires = VGroup(*(self._wire(table, ids.of(word).value, place, bend) for place, word in enumerate(words)))
        self.add(self.wires, self.matrix)

    def lit(self, place: int, focus: bool = True) -> Animation:
        """Give a token's wire the colour of focus, or take it back."""
        role, width = ("focus", LIT) if focus else ("quiet", PLAIN)
        return change(self.wires[place], to=lambda wire: wire.set_stroke(self.theme.role(role), width=width))

    def _wire(self, table: Table, row: int, place: int, bend: float) -> VMobject:
        label = self.matrix.row_label(place)
        start = table.right_of(row) + np.array([pixels(6), 0, 0])
        level = self.matrix.row(place).slot_center(0)[1]
        middle = (start[0] + bend) / 2
        ends = [start, [middle, start[1], 0], [middle, level, 0], [bend, level, 0]]
        path = CubicBezier(*(np.array(end, dtype=float) for end in ends))
        path.add_line_to(np.array([label.get_left()[0] - pixels(10), level, 0.0]))
        return path.set_stroke(table.theme.role("quiet"), width=PLAIN)


def twin_above(trace: Trace, tokens: TokenRow, place: int) -> tuple[TokenRow, Line]:
    """The twin sentence above ours, word above word, what differs in ink, and a tie between the two at ``place``."""
    theme, words = tokens.theme, trace.words["twin.source"]
    twin = TokenRow(words, theme, size=tokens.text_size, width=13.2, pills=True, role="quiet")
    for at, (one, two) in enumerate(zip(words, trace.source, strict=True)):
        if one != two:
            twin.word(at).set_color(theme.role("ink"))
    twin.highlight(place, "focus")
    twin.shift(tokens.pills[0].get_left() - twin.pills[0].get_left() + [0.0, TWIN, 0.0])
    ends = twin.pill(place).get_bottom(), tokens.pill(place).get_top()
    return twin, Line(*ends, stroke_width=3, color=theme.role("focus"))
