"""CodePanel: source code as it ran, in the monospaced face with quiet colours; an outline moves from line to line."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from manim import Animation, ManimColor, RoundedRectangle, VGroup, VMobject
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Operator, Punctuation, String

from scenes.kit.claims import Code, code_literals
from scenes.kit.layout import pixels
from scenes.kit.mobjects.glyphs import glyph
from scenes.kit.mobjects.words import spread
from scenes.kit.theme import Theme

LEADING = 1.75  # of the type size
INSET = pixels(28)
SIDE = pixels(10)  # from the panel's edge to the outline of a line

QUIET = (Comment, String, Operator, Punctuation, Keyword)  # grammar stands back; names and numbers are ink


class CodeLine(VGroup):
    """One line of source, one outline a token.

    Args:
        text: the line as it stands in the source.
        size: pixels at 1080p.
        origin: the file or object that the line comes from.
    """

    def __init__(self, text: str, size: float, origin: str) -> None:
        super().__init__()
        self.text, self.size, self.origin = text, size, origin
        self._spread = 0.0

    def set_tokens(self, tokens: Sequence[VMobject]) -> None:
        """Take the outlines of the tokens, at their full size."""
        self.add(*tokens)
        self._spread = spread(self)

    @property
    def drawn_size(self) -> float:
        """The size of the letters as they stand now, in pixels of a 1080-line frame."""
        return self.size * spread(self) / self._spread if self._spread else self.size


class CodePanel(VGroup):
    """Python source on a panel.

    The number literals in ``source`` are what the panel may show: ``literals`` holds them as they are written.

    Args:
        source: Python source, from ``inspect.getsource`` of what ran; common indentation is removed.
        roles: names in the source that take a role's colour, such as ``{"query": "query"}``.
        size: pixels at 1080p.
        origin: the file of the project that the source comes from, as ``project_path`` writes it, with ``:name`` for
            what is defined there under a name.
        outline: how thick the outline of a line is.

    Example: ``panel = CodePanel(inspect.getsource(attention), theme, origin=project_path(__file__))``; then
    ``scene.play(panel.light(2))`` outlines line 2 (from 0), and ``scene.play(panel.light(None))`` none.
    """

    def __init__(
        self,
        source: str,
        theme: Theme,
        *,
        roles: Mapping[str, str] | None = None,
        size: float | None = None,
        origin: str = "code",
        outline: float = 3,
    ) -> None:
        super().__init__()
        self.outline = outline
        self.source = textwrap.dedent(source).strip("\n")
        self.origin = origin
        self.literals = code_literals(self.source)
        self.theme = theme
        self.size = size or theme.sizes.note
        self.pitch = pixels(self.size) * LEADING
        self.lines = VGroup(*(CodeLine(text, self.size, origin) for text in self.source.split("\n")))
        self._set(theme, roles or {})
        width = self.lines.width + 2 * INSET
        height = len(self.lines) * self.pitch + 2 * INSET - (LEADING - 1) * pixels(self.size)
        self.ground = RoundedRectangle(corner_radius=pixels(10), width=width, height=height, stroke_width=1.5)
        self.ground.set_stroke(ManimColor(theme.line)).set_fill(ManimColor(theme.ground), opacity=1.0)
        self.high = height
        self.lines.shift(np.array([-width / 2 + INSET, height / 2 - INSET - pixels(self.size) * 0.86, 0.0]))
        self.mark = self._band(0, 0).set_stroke(opacity=0.0)
        self.add(self.ground, self.mark, self.lines)

    @property
    def claims(self) -> tuple[Code, ...]:
        """What the number literals on the panel claim: that they stand in this source."""
        return tuple(Code(ast.literal_eval(text), self.origin) for text in sorted(self.literals))

    def line(self, place: int) -> CodeLine:
        """The words of a line, from 0; empty for an empty line."""
        return self.lines[place]

    def light(self, first: int | None, last: int | None = None) -> Animation:
        """Move the outline to a line, or to lines ``first`` to ``last``; None takes it away."""
        if first is None:
            return self.mark.animate.set_stroke(opacity=0.0)
        count = len(self.lines)
        last = first if last is None else last
        if not 0 <= first <= last < count:
            raise IndexError(f"no lines {first} to {last} in {count} lines of {self.origin}")
        band = self._band(first, last)
        return self.mark.animate.become(band)

    def _band(self, first: int, last: int) -> RoundedRectangle:
        """The outline of some lines over where the panel stands now."""
        unit = self.ground.height / self.high
        top = self.ground.get_top()[1] - (INSET - (LEADING - 1) / 2 * pixels(self.size)) * unit
        high, width = (last - first + 1) * self.pitch * unit, self.ground.width
        middle = np.array([self.ground.get_center()[0], top - first * self.pitch * unit - high / 2, 0.0])
        margin = SIDE * unit
        band = RoundedRectangle(corner_radius=pixels(6) * unit, width=width - 2 * margin, height=high)
        band.set_stroke(width=self.outline)
        return band.set_stroke(self.theme.role("focus"), opacity=1.0).move_to(middle)

    def _set(self, theme: Theme, roles: Mapping[str, str]) -> None:
        """Set every token: one outline a token, the first baseline at y = 0."""
        tokens: list[list[VMobject]] = [[] for _ in self.lines]
        line, pen = 0, 0.0
        for kind, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens(self.source):
            quiet = any(kind in parent for parent in QUIET)
            colour = theme.role(roles.get(text, "quiet" if quiet else "ink"))
            for place, piece in enumerate(text.split("\n")):
                if place:
                    line, pen = line + 1, 0.0
                shape, pen = _outline(piece, pen, pixels(self.size), colour)
                if len(shape.points):
                    tokens[line].append(shape.shift(np.array([0.0, -line * self.pitch, 0.0])))
        for group, shapes in zip(self.lines, tokens, strict=True):
            group.set_tokens(shapes)


def _outline(text: str, pen: float, em: float, colour: ManimColor) -> tuple[VMobject, float]:
    """A run of characters as one shape, starting at ``pen`` em; and where the pen ends."""
    outlines = []
    for character in text:
        letter = glyph(character, "NORMAL", code=True)
        outlines.append((letter.points + np.array([pen, 0.0, 0.0])) * em)
        pen += letter.advance
    shape = VMobject(stroke_width=0, fill_color=colour, fill_opacity=1.0)
    shape.points = np.concatenate(outlines) if outlines else np.zeros((0, 3))
    return shape, pen
