"""Colours and type by role, for a dark and a light ground: the only place where either is chosen.

One symbol, one colour, one meaning for the whole film. Role colours, learned weights included, keep at least 13 apart
(CIEDE2000) for normal sight and under simulated deuteranopia and protanopia (Machado et al. 2009, severity 1); text
keeps 4.5:1 against every ground, panels and the halves of the model included; ``tests/kit/test_theme.py`` holds both. A
gradient has no hue of its own: it is told by its form, dashed chevrons that point left. Focus is the strongest outline
there is. The encoder's ground is cool, the decoder's warm. The ends of the diverging scale are equally light and belong
to no role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from manim import ManimColor
from numpy.typing import NDArray

TEXT_FACE = "Inter"
CODE_FACE = "JetBrains Mono"


@dataclass(frozen=True)
class TypeSizes:
    """Sizes of type in pixels of a 1080-line frame; nothing that must be read is smaller than ``small``.

    ``sentence`` is the sentence as a hero, ``point`` a number that is the point, ``big`` one that fills the stage.
    """

    title: int = 34
    label: int = 34
    number: int = 34
    note: int = 30
    small: int = 30
    formula: int = 56
    sentence: int = 50
    point: int = 54
    hero: int = 64
    big: int = 110


@dataclass(frozen=True)
class Theme:
    """Colours of one ground by role, and the sizes of type.

    ``roles`` are the colours of words, edges and marks; ``fills`` those of filled shapes where they differ, such as the
    light theme's yellow, which no word can wear; ``solids`` the fill and the edge of the halves of the machine;
    ``things`` the natural colours of what an analogy is made of, such as wood and paper.
    ``scale`` is the two ends of the attention scale (0 to 1); ``negative`` and ``positive`` are the ends of the
    diverging scale, whose middle is the low end of ``scale``.
    """

    name: str
    ground: str
    ink: str
    quiet: str
    line: str
    panel: str
    roles: Mapping[str, str]
    fills: Mapping[str, str]
    solids: Mapping[str, tuple[str, str]]
    scale: tuple[str, str]
    cell_line: str
    negative: str
    positive: str
    things: Mapping[str, str]
    sizes: TypeSizes = TypeSizes()

    def __deepcopy__(self, memo: dict[int, Any]) -> Theme:
        return self

    def role(self, name: str) -> ManimColor:
        """The colour of a role's words, edges and marks: query, key, value, output (a report, what the machine says,
        *il*), elle, learned, place, weight, gradient, encoder, decoder, ink, quiet, thread (what rests).
        """
        try:
            return ManimColor(self.roles[name])
        except KeyError:
            raise KeyError(f"no colour for the role {name!r}; known: {', '.join(sorted(self.roles))}") from None

    def fill(self, name: str) -> ManimColor:
        """The colour of a role's filled shapes: the words' own, or a brighter one that needs an edge."""
        return ManimColor(self.fills[name]) if name in self.fills else self.role(name)

    def solid(self, half: str) -> tuple[ManimColor, ManimColor]:
        """Fill and edge of a half of the machine, "encoder" or "decoder"."""
        fill, edge = self.solids[half]
        return ManimColor(fill), ManimColor(edge)

    def thing(self, name: str) -> ManimColor:
        """The natural colour of what an analogy is made of: table, box, shade (a box's rim), paper, pen and others."""
        return ManimColor(self.things[name])

    def ink_of_chip(self, name: str) -> ManimColor:
        """The colour of a word on a chip filled in a role's colour: ground, ink or white, whichever reads best."""
        fill = self.fill(name)
        choices = (ManimColor(self.ground), ManimColor(self.ink), ManimColor("#FFFFFF"))
        return max(choices, key=lambda colour: contrast(colour, fill))

    def weight(self, share: float) -> ManimColor:
        """The colour of an attention weight between 0 and 1, along an even scale of lightness."""
        return _between(self.scale[0], self.scale[1], min(max(share, 0.0), 1.0))

    def signed(self, part: float) -> ManimColor:
        """The colour of a signed value as part of its scale's limit, between -1 and 1."""
        part = min(max(part, -1.0), 1.0)
        end = self.positive if part >= 0 else self.negative
        return _between(self.scale[0], end, abs(part))

    def ink_on(self, fill: ManimColor) -> ManimColor:
        """Black or white, whichever is stronger on ``fill``: for digits that stand on a cell."""
        black, white = ManimColor("#000000"), ManimColor("#FFFFFF")
        return max((black, white), key=lambda colour: contrast(colour, fill))


def contrast(first: ManimColor, second: ManimColor) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""
    return float(contrast_of(first.to_rgb(), second.to_rgb()))


def contrast_of(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same of red, green and blue between 0 and 1: (..., 3) each to (...)."""
    first, second = (_linear(rgb) @ _TO_LUMINANCE + 0.05 for rgb in (one, two))
    return np.asarray(np.maximum(first, second) / np.minimum(first, second))


def _linear(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


_TO_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
"""Relative luminance (WCAG 2) of linear red, green and blue."""


# Oklab (Ottosson 2020): a space in which equal steps look equal, so that scales are even.
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def oklab(colour: ManimColor) -> NDArray[np.float64]:
    """Lightness, green-red and blue-yellow of a colour in Oklab."""
    return oklab_of(colour.to_rgb())


def oklab_of(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same of red, green and blue between 0 and 1: (..., 3) to (..., 3)."""
    return np.asarray(np.cbrt(_linear(np.asarray(rgb, dtype=float)) @ _TO_LMS.T) @ _TO_LAB.T)


def _from_oklab(lab: NDArray[np.float64]) -> ManimColor:
    linear = np.linalg.inv(_TO_LMS) @ (np.linalg.inv(_TO_LAB) @ lab) ** 3
    linear = np.clip(linear, 0.0, 1.0)
    rgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return ManimColor(rgb)


def _between(low: str, high: str, part: float) -> ManimColor:
    start, end = oklab(ManimColor(low)), oklab(ManimColor(high))
    return _from_oklab(start + (end - start) * part)


DARK = Theme(
    name="dark",
    ground="#0B0E14",
    ink="#EFECE6",
    quiet="#858D9E",
    line="#3B4356",
    panel="#161B26",
    roles=MappingProxyType(
        {
            "query": "#FBDC5C",
            "key": "#6DC4FF",
            "value": "#EA591C",
            "output": "#B457FC",
            "elle": "#F4D4FC",
            "weight": "#EFECE6",
            "learned": "#3AB67C",
            "place": "#F873BE",
            "gradient": "#EFECE6",
            "encoder": "#0E1D34",
            "decoder": "#2A1A17",
            "focus": "#FFFFFF",
            "ink": "#EFECE6",
            "quiet": "#858D9E",
            "thread": "#5F6B8A",
        }
    ),
    fills=MappingProxyType({}),
    solids=MappingProxyType({"encoder": ("#173766", "#4A7BC8"), "decoder": ("#5A2E1F", "#B56B47")}),
    scale=("#161B26", "#F4F6FB"),
    cell_line="#2A3142",
    negative="#DE9D20",
    positive="#9699FD",
    things=MappingProxyType(
        {
            "table": "#2A1F1A",
            "edge": "#4A3226",
            "box": "#C4874B",
            "shade": "#9A6233",
            "inside": "#5E3A1C",
            "far box": "#6A4C36",
            "far shade": "#503725",
            "paper": "#F3EEDF",
            "binding": "#D8CDB8",
            "wood": "#D9A866",
            "metal": "#A9B4C8",
            "grain": "#2A1A08",
            "pen": "#161A22",
        }
    ),
)

LIGHT = Theme(
    name="light",
    ground="#FBFAF7",
    ink="#1A1D22",
    quiet="#545A65",
    line="#C9C6BD",
    panel="#F1EEE6",
    roles=MappingProxyType(
        {
            "query": "#563200",
            "key": "#0470AC",
            "value": "#BF4002",
            "output": "#58078C",
            "elle": "#8236F8",
            "weight": "#1A1D22",
            "learned": "#046B4C",
            "place": "#BE2087",
            "gradient": "#1A1D22",
            "encoder": "#ECF5FF",
            "decoder": "#FFF2E7",
            "focus": "#000000",
            "ink": "#1A1D22",
            "quiet": "#545A65",
            "thread": "#7F869A",
        }
    ),
    fills=MappingProxyType({"query": "#FFC72B", "value": "#D24108", "elle": "#E4C2FB", "learned": "#149A68"}),
    solids=MappingProxyType({"encoder": ("#D3E4F9", "#3D6DB8"), "decoder": ("#F8DCC9", "#A9613F")}),
    scale=("#F1EEE6", "#1F3A5F"),
    cell_line="#D9D6CD",
    negative="#C67B36",
    positive="#777DF4",
    things=MappingProxyType(
        {
            "table": "#EADCC5",
            "edge": "#D0B48F",
            "box": "#D9985C",
            "shade": "#B0733A",
            "inside": "#774D28",
            "far box": "#CBB091",
            "far shade": "#B0977B",
            "paper": "#FFFFFF",
            "binding": "#D8CFBA",
            "wood": "#D9A866",
            "metal": "#A9B4C8",
            "grain": "#2A1A08",
            "pen": "#161A22",
        }
    ),
)

THEMES: Mapping[str, Theme] = MappingProxyType({theme.name: theme for theme in (DARK, LIGHT)})
