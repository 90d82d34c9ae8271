"""Lies in the field of learned numbers: dots of another number, and such as are not there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import ImageMobject, Mobject

from scenes.kit.layout import pixels
from scenes.kit.mobjects.field import Field
from scenes.kit.scene import ExplainerScene
from tests.studio.inspector.rules.lying import Lie, showing

RULE = "picture without source"
OURS = ("encoder.1.self_attn", 2)
Change = Callable[[Field], None]


def field(scene: ExplainerScene) -> Field:
    return Field(scene.trace, scene.theme, width=pixels(1464))


def changed(change: Change) -> Callable[[ExplainerScene], Mobject]:
    def make(scene: ExplainerScene) -> Mobject:
        made = field(scene)
        change(made)
        made.orig_alpha_pixel_array = made.pixel_array[:, :, 3].copy()
        return made

    return make


def cell(made: Field, number: int) -> tuple[slice, slice]:
    size = made.look.cell
    row, column = int(made.layout.row[number]) * size, int(made.layout.column[number]) * size
    return slice(row, row + size), slice(column, column + size)


def far_apart(made: Field) -> tuple[int, int]:
    """The smallest and the largest number of a table."""
    own = made.layout.of("encoder.0.ffn.w_1")
    return own.start + int(made.numbers[own].argmin()), own.start + int(made.numbers[own].argmax())


def two_exchanged(made: Field) -> None:
    one, two = (cell(made, number) for number in far_apart(made))
    before = made.pixel_array[one].copy()
    made.pixel_array[one] = made.pixel_array[two]
    made.pixel_array[two] = before


def one_sign(made: Field) -> None:
    one = cell(made, far_apart(made)[0])
    made.pixel_array[one][..., :3] = made.theme.signed(1.0).to_int_rgb()


def a_strip_missing(made: Field) -> None:
    made.pixel_array[32 * made.look.cell : 64 * made.look.cell, :, 3] = 0


def turned(made: Field) -> None:
    made.pixel_array = np.ascontiguousarray(made.pixel_array[::-1])


def of_gradients(scene: ExplainerScene) -> Mobject:
    """The field of other numbers of the same shapes."""
    made = field(scene)
    made.numbers = made.numbers + 0.2
    made.pixel_array = made.only(*made.layout.starts).pixel_array
    made.orig_alpha_pixel_array = made.pixel_array[:, :, 3].copy()
    return made


def dots_of_nobody(scene: ExplainerScene) -> Mobject:
    return ImageMobject(field(scene).pixel_array)


def text_on_dots(scene: ExplainerScene) -> tuple[Mobject, ...]:
    return field(scene), scene.words("Where?", size=60)


FIELDS: dict[str, Lie] = {
    "two learned numbers exchanged": (RULE, "encoder.0.ffn.w_1", showing(changed(two_exchanged))),
    "a learned number of the wrong sign": (RULE, "encoder.0.ffn.w_1", showing(changed(one_sign))),
    "a strip of learned numbers missing": (RULE, "more are wrong", showing(changed(a_strip_missing))),
    "learned numbers upside down": (RULE, "more are wrong", showing(changed(turned))),
    "dots of other numbers": (RULE, "more are wrong", showing(of_gradients)),
    "a field drawn out": (RULE, "no discs", showing(lambda s: field(s).stretch(1.2, 1))),
    "an image that claims nothing": (RULE, "ImageMobject", showing(dots_of_nobody)),
    "a text on the dots of a field": ("line through text", "without a hole", showing(text_on_dots)),
}


def with_a_hole(scene: ExplainerScene) -> tuple[Mobject, ...]:
    words = scene.words("Where?", size=60)
    return field(scene).with_holes(words), words


RIGHT_FIELDS = {
    "all learned numbers": showing(field),
    "a field in another place and size": showing(lambda s: field(s).scale(0.5).shift([1, 1, 0])),
    "the numbers of one head": showing(lambda s: field(s).only(OURS)),
    "the square of one head, alone": showing(lambda s: field(s).lifted(*OURS).scale(3).center()),
    "a text in a hole of a field": showing(with_a_hole),
}
