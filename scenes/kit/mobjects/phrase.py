"""Phrase: words and values in a row on one baseline, from a template like that of a spoken line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from manim import Mobject, VGroup

from model.tokens import Token
from scenes.kit.claims import as_claim
from scenes.kit.layout import pixels
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

VALUE = re.compile(r"([^\s{}]*)\{(\w+)(?::([^{}]*))?\}([^\s{}]*)")  # signs, name, format, signs
GAP = 0.39  # em from the ink of one word to that of the next, as Inter has it on average


class Phrase(VGroup):
    """A row such as ``"{slow:.0f} of {hands} turn less than {limit}°"``, with its left end at x = 0, baseline at y = 0.

    A space in the template is a gap in the row. Signs that touch a value are set with it: its unit, a bracket.
    ``phrase["slow"]`` is the part of a value, ``phrase[1]`` the part at a place; words between values are one part.

    Args:
        template: words without digits, and ``{names}`` with Python's formats, as ``say()`` takes it.
        theme: colours and sizes.
        size, role, weight: the look of the words; the theme's label size by default.
        value_size, value_role, value_weight: the look of the values; that of the words by default.
        gap: units between the parts; a space's width by default.
        values: for each name of the template a claim, a one-number Tensor (taken as Measured), words, or what has a
            look of its own and stands on a baseline: a NumberText, Words, a Symbol, a Phrase.

    Raises:
        ValueError: digits typed by hand, or names and values that do not match.

    Example: ``Phrase("step {step:,d}", theme, step=claim, role="quiet", value_role="ink", value_size=42)``.
    """

    def __init__(
        self,
        template: str,
        theme: Theme,
        *,
        size: float | None = None,
        role: str = "ink",
        weight: str = "NORMAL",
        value_size: float | None = None,
        value_role: str | None = None,
        value_weight: str | None = None,
        gap: float | None = None,
        **values: Any,
    ) -> None:
        found = list(VALUE.finditer(template))
        names = [match[2] for match in found]
        if sorted(names) != sorted(values):
            raise ValueError(f"{template!r} needs the values {names}, each once, and was given {list(values)}")
        size = size or theme.sizes.label
        look: dict[str, Any] = {"size": size, "role": role, "weight": weight}
        value_look: dict[str, Any] = {
            "size": value_size or size,
            "role": value_role or role,
            "weight": value_weight or weight,
        }
        self.places: dict[str, int] = {}
        parts: list[Any] = []
        end = 0
        for match in found:
            between = template[end : match.start()]
            if parts and not between:
                raise ValueError(f"no space before {{{match[2]}}} in {template!r}")
            if between.strip():
                parts.append(Words(between.strip(), theme, **look))
            self.places[match[2]] = len(parts)
            parts.append(_part(match, values[match[2]], theme, value_look))
            end = match.end()
        if template[end:].strip():
            parts.append(Words(template[end:].strip(), theme, **look))
        super().__init__(*on_one_baseline(parts, pixels(GAP * size) if gap is None else gap))

    def __getitem__(self, which: int | slice | str) -> Any:
        """A value's part by its name, or parts by their places from the left."""
        return super().__getitem__(self.places[which] if isinstance(which, str) else which)

    @property
    def baseline(self) -> float:
        """The height of the baseline."""
        return float(self.submobjects[0].baseline)

    def on_baseline(self, x: float, y: float, *, align: float = 0.0) -> Phrase:
        """Put the baseline at ``y``; ``align`` 0 sets the left edge at ``x``, 0.5 the middle, 1 the right edge."""
        self.shift(np.array([x - align * self.width - self.get_left()[0], y - self.baseline, 0.0]))
        return self


def _part(match: re.Match[str], value: Any, theme: Theme, look: Mapping[str, Any]) -> Mobject:
    """A value as it stands in the row, with the signs that touch it."""
    before, name, spec, after = match.groups()
    if isinstance(value, str):
        words = Words(before + format(value, spec or "") + after, theme, **look)
        words.token = value if isinstance(value, Token) else None
        return words
    if not isinstance(value, Mobject):
        return NumberText(as_claim(value), theme, spec=spec, prefix=before, suffix=after, **look)
    if before or spec or after:
        raise ValueError(f"{{{name}}} is set already: neither signs nor a format go with {match[0]!r}")
    return value
