"""Whether what is on screen is true: each digit belongs to a claim, and the outlines drawn are those of its value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

import cairo
import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from scenes.kit.claims import Claim
from scenes.kit.mobjects.code import CodeLine
from scenes.kit.mobjects.number import NumberText, glyph_mobjects
from scenes.kit.scene import Spoken
from studio.inspector.findings import Finding
from studio.inspector.stage import Item, Stage

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
RASTER = 24  # lines that a number is painted in to be compared
LARGEST_DIFFERENCE = 0.06  # of the pixels' cover


def numbers(stage: Stage) -> Iterator[Finding]:
    """Digits without a claim, and numbers whose outlines are not those of their claim's value."""
    for item in stage.texts:
        if isinstance(item.mobject, NumberText):
            if not shows_its_claim(item):
                message = f"{item} does not look like its claim, {item.mobject.claim.origin}"
                yield Finding("stale number", message, (item,))
        elif _digits_without_source(item):
            yield Finding("digits without claim", f"{item} has digits; use NumberText and a claim", (item,))


def spoken_findings(spoken: Spoken) -> Iterator[Finding]:
    """Numbers in a line of narration that no claim stands behind."""
    literal = "".join(text for text, _, _, _ in Formatter().parse(spoken.line.template))
    typed = NUMBER.findall(literal)
    if typed:
        yield Finding("digits without claim", f"the line types {', '.join(typed)} by hand: {spoken.line.text!r}")
        return
    specs = {spec or "" for _, name, spec, _ in Formatter().parse(spoken.line.template) if name is not None}
    claimed = " ".join(format(claim, spec) for claim in spoken.claims for spec in specs if _fits(claim, spec))
    unknown = set(NUMBER.findall(spoken.line.text)) - set(NUMBER.findall(claimed))
    if unknown:
        yield Finding("digits without claim", f"no claim says {', '.join(sorted(unknown))}: {spoken.line.text!r}")


def _fits(claim: Claim, spec: str) -> bool:
    """Whether a format can show a claim: ``d`` takes no fractions."""
    try:
        format(claim, spec)
    except (ValueError, TypeError):
        return False
    return True


def _digits_without_source(item: Item) -> bool:
    mobject = item.mobject
    if isinstance(mobject, CodeLine) or getattr(mobject, "is_code", False):
        return False  # source code: the code on screen is the code that ran
    if getattr(mobject, "formula", None) is not None:
        return False  # a formula of model/formulas, whose numbers are part of it
    return any(character.isdigit() for character in item.text)


def shows_its_claim(item: Item) -> bool:
    """Whether a number's outlines are those of its claim's text, set anew into the same box."""
    number: NumberText = item.mobject  # type: ignore[assignment]
    anew = list(glyph_mobjects(number.text, number.size, number.shade, number.weight_name))
    drawn = [leaf.shape for leaf in item.leaves]
    if len(anew) == len(drawn) and all(a.points.shape == d.points.shape for a, d in zip(anew, drawn, strict=True)):
        one, two = (_normal(np.concatenate([leaf.points for leaf in leaves])) for leaves in (anew, drawn))
        if np.abs(one - two).max() < 1e-3:
            return True
    aspect = _aspect(anew)
    if abs(_aspect(drawn) / aspect - 1) > 0.05:
        return False
    difference = np.abs(_raster(anew, aspect) - _raster(drawn, aspect))
    return bool(difference.mean() < LARGEST_DIFFERENCE * max(_raster(anew, aspect).mean(), 0.05))


def _normal(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points moved and scaled so that their box begins at 0 and is one high."""
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    return (points[:, :2] - low) / max(float(high[1] - low[1]), 1e-9)


def _aspect(leaves: list[VMobject]) -> float:
    points = np.concatenate([leaf.points for leaf in leaves])[:, :2]
    width, height = points.max(axis=0) - points.min(axis=0)
    return float(width / max(height, 1e-9))


def _raster(leaves: list[VMobject], aspect: float) -> NDArray[np.float64]:
    """The outlines filled in a small picture: cover from 0 to 1, (lines, columns)."""
    every = np.concatenate([leaf.points for leaf in leaves])[:, :2]
    low, high = every.min(axis=0), every.max(axis=0)
    lines, columns = RASTER, max(4, round(RASTER * aspect))
    surface = cairo.ImageSurface(cairo.FORMAT_A8, columns, lines)
    context = cairo.Context(surface)
    for leaf in leaves:
        points = (leaf.points[:, :2] - low) / np.maximum(high - low, 1e-9) * np.array([columns, lines])
        for start, end in leaf.get_subpath_split_indices_from_points(leaf.points, n_dims=2):
            context.new_sub_path()
            context.move_to(*points[int(start)])
            for place in range(int(start), int(end) - 3, 4):
                context.curve_to(*points[place + 1 : place + 4].ravel())
            context.close_path()
        context.fill()
    surface.flush()
    data = np.frombuffer(surface.get_data(), dtype=np.uint8).reshape(lines, surface.get_stride())
    return data[:, :columns].astype(np.float64) / 255
