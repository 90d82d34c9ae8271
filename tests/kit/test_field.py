"""The field: each learned number has its dot, at its place, of its size and sign; both painters show the same."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from manim import Camera, FadeIn, Group, ImageMobject, Mobject, Square, Transform

from model.trace import Trace
from scenes.kit.layout import pixels
from scenes.kit.mobjects.field import FULL, LARGE, REST, Field, paint
from scenes.kit.mobjects.field_layout import layout_of
from scenes.kit.theme import DARK, LIGHT, Theme
from studio.painting.painter import Painter

OURS = ("encoder.1.self_attn", 2)
SMALL = {"pixel_width": 854, "pixel_height": 480}


@pytest.fixture(scope="module")
def parameters(default_trace: Trace) -> dict[str, np.ndarray]:
    scope = default_trace.scope("weights")
    return {name: scope[name].values for name in sorted(scope)}


@pytest.fixture(scope="module")
def field(default_trace: Trace) -> Field:
    return Field(default_trace, DARK, width=pixels(1464))


def grid(field: Field) -> np.ndarray:
    """The numbers where they stand: rows and columns of cells, nothing where there is none."""
    cells = np.full((field.layout.rows, field.layout.columns), np.nan)
    cells[field.layout.row, field.layout.column] = field.numbers
    return cells


def test_every_learned_number_has_a_cell_of_its_own_in_strips_of_32(
    field: Field, parameters: dict[str, np.ndarray]
) -> None:
    cells = grid(field)
    assert cells.shape[0] == 4 * 32
    assert np.isfinite(cells).sum() == sum(values.size for values in parameters.values()) == 46_784
    wanted = np.sort(np.concatenate([values.ravel() for values in parameters.values()]))
    np.testing.assert_array_equal(np.sort(cells[np.isfinite(cells)]), wanted)
    assert not np.isfinite(cells[-32:, -2:]).any(), "what is left over stands at the very end"


def test_each_head_is_one_square_of_its_four_tables(field: Field, parameters: dict[str, np.ndarray]) -> None:
    cells = grid(field)
    assert len(field.layout.squares) == 16
    for (block, head), (top, left) in field.layout.squares.items():
        tables = [parameters[f"{block}.{name}"][:, head] for name in ("w_q", "w_k", "w_v")]
        wanted = np.concatenate([*tables, parameters[f"{block}.w_o"][head].T], axis=1)
        np.testing.assert_array_equal(cells[top : top + 32, left : left + 32], wanted)
        assert len(field.layout.of_head((block, head))) == 1024


def test_gains_and_biases_are_strewn(field: Field, parameters: dict[str, np.ndarray]) -> None:
    """No two dozen of them in a block: of their 928 fewer than one in ten has one of its kind for a neighbour."""
    single = [name for name, values in parameters.items() if values.ndim == 1]
    places = np.concatenate([np.arange(len(field.numbers))[field.layout.of(name)] for name in single])
    small = np.zeros((field.layout.rows, field.layout.columns), dtype=bool)
    small[field.layout.row[places], field.layout.column[places]] = True
    assert small.sum() == 928
    beside = small[:, 1:] & small[:, :-1]
    assert beside.sum() + (small[1:] & small[:-1]).sum() < 93


def test_a_model_of_another_size_has_a_field_too() -> None:
    shapes = {"source_embedding": (31, 16), "target_embedding": (40, 16)}
    for block in ("encoder.0.self_attn", "decoder.0.self_attn", "decoder.0.cross_attn"):
        shapes |= {f"{block}.{name}": (16, 2, 8) for name in ("w_q", "w_k", "w_v")} | {f"{block}.w_o": (2, 8, 16)}
    shapes |= {"encoder.0.ffn.w_1": (16, 20), "encoder.0.ffn.w_2": (20, 16), "encoder.0.norm1.gain": (16,)}
    layout = layout_of(tuple(sorted(shapes.items())))
    cells = set(zip(layout.row.tolist(), layout.column.tolist(), strict=True))
    assert len(cells) == len(layout.row) == sum(np.prod(shape) for shape in shapes.values())
    assert max(layout.row) < layout.rows and max(layout.column) < layout.columns
    assert layout.name_of(layout.number("encoder.0.ffn.w_2", (3, 5))) == "encoder.0.ffn.w_2[3, 5]"


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_a_dot_has_the_area_of_its_number_and_the_colour_of_its_sign(default_trace: Trace, theme: Theme) -> None:
    field = Field(default_trace, theme, width=pixels(3660))
    cell = field.look.cell
    dots = field.pixel_array.reshape(field.layout.rows, cell, field.layout.columns, cell, 4)
    ink = dots[..., 3].astype(float).sum(axis=(1, 3))[field.layout.row, field.layout.column] / 255
    size = np.minimum(np.abs(field.numbers) / np.quantile(np.abs(field.numbers), LARGE), 1.0)
    whole = np.pi * (FULL * cell) ** 2
    assert np.abs(ink / whole - size).max() < 0.06
    middle = dots[:, cell // 2, :, cell // 2, :3][field.layout.row, field.layout.column].astype(float)
    ends = [np.array(theme.signed(way).to_int_rgb()) for way in (-1, 1)]
    nearer = np.linalg.norm(middle - ends[0], axis=1) > np.linalg.norm(middle - ends[1], axis=1)
    np.testing.assert_array_equal(nearer, field.numbers >= 0)


def test_places_are_where_the_dots_are(default_trace: Trace) -> None:
    """A field with one number in it, painted by plain Manim: the dot is seen at its place."""
    field = Field(default_trace, DARK, width=pixels(1500)).shift([0.7, 0.4, 0])
    entries = (("encoder.0.ffn.w_1", (3, 7)), ("decoder.0.cross_attn.w_o", (2, 5, 30)), (f"{OURS[0]}.w_k", (1, 2, 0)))
    for name, index in entries:
        alone = np.zeros_like(field.numbers)
        alone[field.layout.number(name, index)] = 1.0
        shown = field.copy()
        shown.pixel_array = paint(alone, field.layout, field.look, DARK)
        camera = Camera(pixel_width=1920, pixel_height=1080)
        camera.capture_mobjects([shown])
        y, x = np.argwhere(camera.pixel_array[..., :3].max(axis=2) > 60).mean(axis=0)
        seen = np.array([(x + 0.5 - 960) / 135, (540 - y - 0.5) / 135])
        assert np.abs(seen - field.place_of(name, *index)[:2]).max() < pixels(1.5)


def test_a_square_is_where_its_numbers_are(field: Field) -> None:
    left, right, bottom, top = field.square(*OURS)
    assert right - left == pytest.approx(32 * field.pitch) and top - bottom == pytest.approx(32 * field.pitch)
    first, last = field.place_of(f"{OURS[0]}.w_q", 0, 2, 0), field.place_of(f"{OURS[0]}.w_o", 2, 7, 31)
    np.testing.assert_allclose(first[:2], [left + field.pitch / 2, top - field.pitch / 2])
    np.testing.assert_allclose(last[:2], [right - field.pitch / 2, bottom + field.pitch / 2])
    with pytest.raises(KeyError, match="no head"):
        field.square("encoder.7.self_attn", 0)
    lifted = field.lifted(*OURS)
    np.testing.assert_allclose(lifted.points[[0, 3], :2], [[left, top], [right, bottom]])


def test_what_is_not_lit_rests_and_a_hole_is_empty(field: Field) -> None:
    dimmed = field.only(OURS)
    left, right, bottom, top = field.square(*OURS)
    cell = field.look.cell
    row, column = field.layout.squares[OURS]
    inside = np.zeros(field.pixel_array.shape[:2], dtype=bool)
    inside[row * cell : (row + 32) * cell, column * cell : (column + 32) * cell] = True
    before, after = field.pixel_array[..., 3].astype(float), dimmed.pixel_array[..., 3].astype(float)
    np.testing.assert_array_equal(after[inside], before[inside])
    assert np.abs(after[~inside] - REST * before[~inside]).max() <= 1
    text = Square(side_length=0.5).move_to([(left + right) / 2, (bottom + top) / 2, 0])
    hole = field.with_holes(text, around=0.0, soft=pixels(20)).pixel_array[..., 3]
    half = round(0.25 / field.pitch * cell)
    y, x = (row + 16) * cell, (column + 16) * cell
    assert hole[y - half + 1 : y + half - 1, x - half + 1 : x + half - 1].max() == 0
    np.testing.assert_array_equal(hole[-32 * cell :], before[-32 * cell :])


def test_a_field_changes_into_another_and_fades_as_images_do(field: Field) -> None:
    shown, goal = field.copy(), field.only(OURS)
    change = Transform(shown, goal)
    change.begin()
    change.finish()
    np.testing.assert_array_equal(shown.pixel_array, goal.pixel_array)
    shown.hand_over(goal)
    fade = FadeIn(shown)
    fade.begin()
    fade.interpolate(0.5)
    half = shown.pixel_array[..., 3].astype(float)
    assert np.abs(half - goal.pixel_array[..., 3] / 2).max() <= 1.5


@cache
def noise() -> ImageMobject:
    rng = np.random.default_rng(0)
    return ImageMobject(rng.integers(0, 255, (90, 160, 4), dtype=np.uint8)).scale_to_fit_width(3.3)


def images(field: Field) -> dict[str, list[Mobject]]:
    square = Square(fill_opacity=1, color="#ff0000")
    return {
        "a field": [field],
        "between shapes": [square, field.copy().shift([0.123, 0.456, 0]), Square()],
        "over the edge": [field.copy().shift([5, 3, 0])],
        "half seen": [square, noise().copy().set_opacity(0.5)],
        "a group": [Group(noise().copy().rotate(0.3), square.copy().shift([1, 1, 0]))],
    }


@pytest.mark.parametrize("name", ["a field", "between shapes", "over the edge", "half seen", "a group"])
def test_an_image_is_painted_as_manim_paints_it(name: str, field: Field) -> None:
    mobjects = images(field)[name]
    ours, manims = Painter(**SMALL), Camera(**SMALL)
    ours.paint(mobjects, ours.background)
    manims.capture_mobjects(mobjects)
    assert np.abs(ours.pixel_array.astype(int) - manims.pixel_array).max() <= 1
    assert (manims.pixel_array[..., :3] > 0).any()


def test_only_what_changes_of_an_image_is_painted_again(field: Field) -> None:
    shown, square, camera = field.copy(), Square(fill_opacity=1).shift([3, 2, 0]), Painter(**SMALL)
    ground = camera.background
    camera.paint([shown, square], ground)
    camera.changed()
    camera.paint([shown, square], ground)
    assert not camera.changed()
    for change in (lambda: square.shift([0.2, 0, 0]), lambda: shown.set_opacity(0.4), lambda: shown.shift([0, 0.3, 0])):
        change()
        camera.paint([shown, square], ground)
        assert camera.changed()
        whole = Camera(**SMALL)
        whole.capture_mobjects([shown, square])
        assert np.abs(camera.pixel_array.astype(int) - whole.pixel_array).max() <= 1
