"""Tokens, heat maps, strips and matrices show the values they are given, legibly, for every length of sentence."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from manim import VMobject

from model.trace import Size, Tensor
from scenes.kit.claims import Measured
from scenes.kit.layout import pixels, standard_layout
from scenes.kit.mobjects.cells import Box, Cell
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.labels import shape_label, shared_limit
from scenes.kit.mobjects.matrix import MatrixStrips, parameter_map
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip, product_strip
from scenes.kit.theme import THEMES, contrast

SENTENCE = (
    *("the", "extraordinary", "cat", "does", "not", "leave", "the", "small"),
    *("house", "because", "it", "is", "bruyante", "fatigué", "parce", "⟨end⟩"),
)
THEME = THEMES["dark"]


def tensor(*shape: int, name: str = "main/test", seed: int = 0, scale: float = 1.0) -> Tensor:
    values = np.random.default_rng(seed).normal(0, scale, shape).astype(np.float32)
    return Tensor(name, ("S", "K")[: len(shape)], values)


def shares(rows: int, columns: int, seed: int = 0) -> Tensor:
    exponents = np.exp(np.random.default_rng(seed).normal(0, 2, (rows, columns)))
    return Tensor("main/weights", ("T", "S"), (exponents / exponents.sum(axis=1, keepdims=True)).astype(np.float32))


def height(strip: VectorStrip, i: int) -> float:
    """The signed height of a bar above its strip's baseline, measured on the drawing."""
    y = strip.bar(i).points[:, 1] - strip.box.get_center()[1]
    return float(y.max() if abs(y.max()) > abs(y.min()) else y.min())


# -- strips -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [1.0, 0.4])
def test_bars_are_as_high_as_their_values_on_a_shared_scale(factor: float) -> None:
    query, key = tensor(8, seed=1), tensor(8, seed=2, scale=3)
    limit = shared_limit(query, key)
    for vector in (query, key):
        strip = VectorStrip(vector, THEME, "query", height=0.8, limit=limit).scale(factor).shift([2, 1, 0])
        drawn = [height(strip, i) for i in range(8)]
        np.testing.assert_allclose(drawn, vector.values / limit.value * 0.4 * factor, atol=1e-6)


def test_vertical_bars_point_right_for_plus() -> None:
    vector = Tensor("v", ("K",), np.array([1.0, -0.5], dtype=np.float32))
    strip = VectorStrip(vector, THEME, "key", height=2.0, vertical=True)
    middle = strip.box.get_center()[0]
    assert strip.bar(0).get_right()[0] == pytest.approx(middle + 1.0)
    assert strip.bar(1).get_left()[0] == pytest.approx(middle - 0.5)
    assert strip.bar(0).get_center()[1] > strip.bar(1).get_center()[1]


def test_a_share_lowers_bars_and_their_claims_alike() -> None:
    vector, share = tensor(8), shares(1, 4)[0, 2]
    strip = VectorStrip(vector, THEME, "value").shift([1, -1, 0])
    part = strip.copy_scaled(share)
    for i in range(8):
        assert height(part, i) == pytest.approx(height(strip, i) * share.item(), abs=1e-6)
        assert part.claim(i).value == pytest.approx(float(vector.values[i]) * share.item(), abs=1e-6)
    np.testing.assert_allclose(part.box.get_center(), strip.box.get_center())


def test_strips_stacked_tip_to_tail_end_at_the_sum() -> None:
    terms = [tensor(8, seed=seed) for seed in range(3)]
    under = VectorStrip(terms[0], THEME, "value", limit=5.0)
    for term in terms[1:]:
        upper = VectorStrip(term, THEME, "value", limit=5.0).shift([3, 2, 0])
        stacked = upper.copy_stacked_on(under)
        for i in range(8):
            start, tip = under.tips[i], under.tips[i] + term.values[i]
            low, high = stacked.bar(i).get_bottom()[1], stacked.bar(i).get_top()[1]
            assert (low, high) == pytest.approx((min(start, tip) * 0.072, max(start, tip) * 0.072), abs=1e-5)
        under = stacked
    np.testing.assert_allclose(under.tips, sum(term.values for term in terms), atol=1e-5)


def test_products_claim_the_products() -> None:
    query, key = VectorStrip(tensor(8, seed=3), THEME, "query"), VectorStrip(tensor(8, seed=4), THEME, "key")
    products = product_strip(query, key, limit=4.0)
    for i in range(8):
        assert products.claim(i).value == pytest.approx(query.values[i] * key.values[i], rel=1e-5)


def test_a_box_stays_unseen_whatever_is_done_to_its_group() -> None:
    strip = VectorStrip(tensor(8), THEME).set_opacity(0.5).set_color("#FFFFFF")
    assert strip.box.get_fill_opacity() == strip.box.get_stroke_opacity() == 0.0


# -- heat maps --------------------------------------------------------------------------------------------------


def test_colours_follow_the_shares() -> None:
    weights = shares(5, 7)
    heatmap = Heatmap(weights, theme=THEME)
    luminance = np.array([[heatmap.cell(i, j).get_fill_color().to_rgb().sum() for j in range(7)] for i in range(5)])
    order = np.argsort(weights.values, axis=None)
    assert (np.diff(luminance.ravel()[order]) >= -1e-9).all()


def test_signed_colours_lie_on_the_side_of_their_sign() -> None:
    scores = tensor(4, 4)
    heatmap = Heatmap(scores, theme=THEME, kind="signed")
    for i in range(4):
        for j in range(4):
            color = heatmap.cell(i, j).get_fill_color()
            expected = THEME.signed(float(scores.values[i, j]) / heatmap.limit.value)
            assert color.to_hex() == expected.to_hex()
    assert [number.text for number in (heatmap.legend.low, heatmap.legend.high)] == [
        f"{sign}{heatmap.limit.value:.1f}" for sign in "−+"
    ]


def test_masked_entries_are_left_empty() -> None:
    values = np.array([[0.5, -np.inf], [1.0, 2.0]], dtype=np.float32)
    heatmap = Heatmap(Tensor("masked", ("T", "T"), values), theme=THEME, kind="signed")
    assert heatmap.cell(0, 1).get_fill_opacity() == 0.0
    assert heatmap.limit.value == 2.0
    assert len(heatmap.digits(0)) == 1


def test_other_values_keep_the_place_and_the_scale() -> None:
    heatmap = Heatmap(tensor(6, 6), SENTENCE[:6], SENTENCE[:6], theme=THEME, kind="signed").shift([1, 2, 0])
    others = tensor(6, 6, seed=1)
    other = heatmap.with_values(others)
    np.testing.assert_allclose(other.cells.get_center(), heatmap.cells.get_center())
    assert other.limit.value == heatmap.limit.value
    shade = THEME.signed(others.values[2, 3] / heatmap.limit.value)
    assert other.cell(2, 3).get_fill_color().to_hex() == shade.to_hex()
    with pytest.raises(ValueError, match="does not fit"):
        heatmap.with_values(shares(5, 6))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(("rows", "columns"), [(4, 4), (12, 12), (14, 14), (16, 14), (4, 14)])
def test_every_sentence_fits_the_stage_and_stays_legible(rows: int, columns: int, theme) -> None:  # type: ignore[no-untyped-def]
    sizes = (Size("T", "m", rows), Size("S", "n", columns))
    words = (SENTENCE[:rows], SENTENCE[:columns])
    heatmap = Heatmap(shares(rows, columns), *words, theme=theme, name="weights", shape=sizes)
    stage = standard_layout().stage
    assert heatmap.height <= stage.height
    assert heatmap.width <= stage.width / 2
    for label in (*heatmap.row_labels, *heatmap.column_labels):
        assert label.size >= theme.sizes.small
    for upper, lower in pairwise(heatmap.row_labels):
        assert upper.baseline > lower.get_top()[1] - pixels(0.25 * upper.size)
    assert all(label.get_right()[0] < heatmap.box.get_left()[0] for label in heatmap.row_labels)
    assert all(label.get_bottom()[1] > heatmap.box.get_top()[1] - pixels(2) for label in heatmap.column_labels)
    assert heatmap.legend.get_top()[1] < heatmap.box.get_bottom()[1]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_digits_on_cells_are_readable_claims(theme) -> None:  # type: ignore[no-untyped-def]
    weights = shares(4, 4)
    heatmap = Heatmap(weights, theme=theme, cell=0.6)
    for j, number in enumerate(heatmap.digits(1)):
        cell = heatmap.cell(1, j)
        assert isinstance(number.claim, Measured)
        assert number.text == f"{weights.values[1, j]:.2f}"
        assert contrast(number.shade, cell.get_fill_color()) >= 4.5
        assert number.width < cell.width


def test_an_outlined_row_lies_round_its_cells() -> None:
    heatmap = Heatmap(shares(5, 5), theme=THEME).shift([1, 1, 0])
    outline, row = heatmap.outline_row(-2), heatmap.row(3)
    np.testing.assert_allclose(outline.get_center(), row.get_center(), atol=1e-6)
    assert outline.width > row.width
    assert outline.height < 2 * row.height


def test_copies_share_the_tensor() -> None:
    heatmap = Heatmap(shares(4, 4), theme=THEME)
    assert heatmap.copy().tensor is heatmap.tensor
    assert heatmap.copy().theme is THEME


# -- matrices and tokens ----------------------------------------------------------------------------------------


def test_rows_of_a_matrix_share_one_scale() -> None:
    values = tensor(6, 8)
    matrix = MatrixStrips(values, THEME, "value")
    highest = float(np.abs(values.values).max())
    scale = matrix.row(0).box.height / 2 / highest
    for i in range(6):
        assert height(matrix.row(i), 4) == pytest.approx(values.values[i, 4] * scale, abs=1e-6)


def test_matrices_beside_each_other_stay_level() -> None:
    sizes = (Size("S", "n", 6), Size("K", "d_k", 8))
    one = MatrixStrips(tensor(6, 8), THEME, "query", name="gQ", shape=sizes)
    two = MatrixStrips(tensor(6, 8), THEME, "key", name="K", shape=sizes, rows=SENTENCE[:6])
    assert one.row(0).box.get_center()[1] == pytest.approx(two.row(0).box.get_center()[1])


def test_parameters_carry_a_legend() -> None:
    weights = parameter_map(tensor(32, 8), THEME)
    assert len(weights.cells) == 256
    assert weights.legend.high.claim.value == pytest.approx(np.abs(weights.tensor.values).max())


def test_shapes_are_claims() -> None:
    label = shape_label(THEME, Size("S", "n", 12), Size("K", "d_k", 8))
    assert [part.text for part in label if isinstance(part, NumberText)] == ["12", "8"]


def test_cells_are_rectangles_of_four_straight_sides() -> None:
    cell = Cell(-1, 2, 0, 1, THEME.role("key"))
    assert cell.points.shape == (16, 3)
    assert (cell.width, cell.height) == (3, 1)
    assert isinstance(Box(1, 1), VMobject)
