"""The core of the kit: claims, layout, numbers, time, and motions that leave the right thing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from manim import FadeIn, Mobject, Transform, VGroup, tempconfig

from model.trace import Tensor
from scenes.kit import motion
from scenes.kit.claims import Computed, Measured, Worked, as_rounded, code_literals, row_sum
from scenes.kit.layout import FRAME_HEIGHT, FRAME_WIDTH, Region, standard_layout
from scenes.kit.mobjects.cells import Cell
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.strip import VectorStrip, product_strip
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.narration import TICKS
from scenes.kit.scene import POSTER, ExplainerScene
from scenes.kit.theme import DARK
from tests.numbers import some

VALUES = np.array([[0.125, 0.875], [0.5, -0.004]], dtype=np.float32)
TENSOR = Tensor("main/test", ("S", "S"), VALUES)


# -- claims -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (-1.25, "+.1f", "−1.2"),
        (-0.004, ".2f", "0.00"),
        (-0.004, "+.2f", "0.00"),
        (12, "d", "12"),
        (0.1875, ".0%", "19%"),
    ],
)
def test_values_are_rounded_with_a_true_minus(value: float, spec: str, text: str) -> None:
    assert as_rounded(value, spec) == text


def test_claims_know_value_and_origin() -> None:
    assert Measured(TENSOR[0, 1]).value == 0.875
    assert Measured(TENSOR[0, 1]).origin == "main/test[0, 1]"
    assert row_sum(TENSOR[0]).value == 1.0
    assert Computed("difference", np.subtract, (TENSOR[0, 0], TENSOR[1, 0])).value == -0.375
    assert f"{Measured(TENSOR[1, 1])}" == "0.00"


def test_a_count_of_a_record_is_read_as_a_whole_number() -> None:
    counted = Measured(Tensor("training/sentences", ("S",), np.array([88, 7]))[0])
    assert f"{counted}" == "88"
    assert f"{Measured(Tensor('t', (), np.float32(88)))}" == "88.00"


@pytest.mark.parametrize(
    ("operation", "value"), [("sum", 3.5), ("difference", 0.5), ("product", 2.25 * 4 / 3), ("quotient", 4 / 3)]
)
def test_worked_values_come_from_the_numbers_shown(operation: str, value: float) -> None:
    operands = (2.0, 1.5)
    assert Worked(operation, operands).value == pytest.approx(value)


def test_literals_of_code_are_those_written() -> None:
    assert code_literals("x = [1, .5]\nname = 'b7'") == {"1", ".5"}


# -- layout -----------------------------------------------------------------------------------------------------


def test_bands_lie_in_the_frame_and_apart() -> None:
    layout = standard_layout()
    assert (layout.frame.width, layout.frame.height) == pytest.approx((FRAME_WIDTH, FRAME_HEIGHT))
    assert (
        layout.title.bottom > layout.stage.top > layout.stage.bottom > layout.caption.top > layout.frame.bottom - 1e-9
    )


def test_columns_and_rows_share_a_region() -> None:
    region = Region(0, 10, 0, 4)
    left, right = region.columns(3, 1, gap=2)
    assert (left.left, left.right, right.left, right.right) == (0, 6, 8, 10)
    top, bottom = region.rows(1, 2, gap=1)
    assert (top.top, top.bottom, bottom.top, bottom.bottom) == (4, 3, 2, 0)


def test_place_aligns_and_shrinks_but_never_enlarges() -> None:
    region = Region(0, 4, 0, 2)
    small = region.place(Cell(0, 1, 0, 1, DARK.role("ink")), 1.0, 0.0)
    assert (small.get_right()[0], small.get_bottom()[1], small.width) == pytest.approx((4, 0, 1))
    large = region.place(Cell(0, 9, 0, 1, DARK.role("ink")))
    assert large.width == pytest.approx(4)
    assert (large.get_left()[0], large.get_right()[0]) == pytest.approx((0, 4))
    assert 0 < large.get_bottom()[1] < large.get_top()[1] < 2


# -- numbers and words ------------------------------------------------------------------------------------------


def test_numbers_say_what_their_claim_says() -> None:
    number = NumberText(Measured(TENSOR[0, 1]), DARK, prefix="≈ ")
    assert number.text == "≈ 0.88"
    assert len(number) == 5  # a glyph for each character that has ink
    with pytest.raises(ValueError, match="digits need a claim"):
        NumberText(Measured(TENSOR[0, 1]), DARK, suffix="2")
    with pytest.raises(ValueError, match="digits need a claim"):
        Words("8 heads", DARK)


def test_figures_have_equal_advances() -> None:
    places = {}
    for value in (11, 88):
        number = NumberText(some(value), DARK, size=100)
        places[value] = number[1].get_center()[0] - number[0].get_center()[0]
    assert places[11] == pytest.approx(places[88], abs=1e-6)


def test_words_and_numbers_share_a_baseline_even_with_strange_characters() -> None:
    line = on_one_baseline(
        [Words("page", DARK), NumberText(some(7), DARK), Words("⟨end⟩", DARK), Words("nom", DARK)], gap=0.2
    )
    nom = line[3]
    assert line[0].baseline == pytest.approx(nom.get_bottom()[1], abs=0.01)
    assert line[2][1].get_bottom()[1] == pytest.approx(nom.get_bottom()[1], abs=0.01)
    assert line[1].get_bottom()[1] == pytest.approx(nom.get_bottom()[1], abs=0.01)
    assert line[0].get_bottom()[1] < nom.get_bottom()[1] - 0.03


# -- scenes and motions -----------------------------------------------------------------------------------------


@pytest.fixture
def run() -> Iterator[Callable[[Callable[[ExplainerScene], None]], ExplainerScene]]:
    """Runs a function as a clip's construct, writing nothing."""

    def runner(construct: Callable[[ExplainerScene], None]) -> ExplainerScene:
        class Clip(ExplainerScene):
            title = "A clip"

        Clip.construct = construct  # type: ignore[method-assign]
        scene = Clip()
        scene.render()
        return scene

    settings = {"dry_run": True, "quality": "low_quality", "disable_caching": True, "progress_bar": "none"}
    with tempconfig(settings):
        yield runner


def on_stage(scene: ExplainerScene) -> list[Mobject]:
    """What is drawn on the stage; Manim's waits leave empty mobjects behind."""
    return [mobject for mobject in scene.stage if mobject.family_members_with_points()]


def weights(seed: int, rows: int = 4) -> Tensor:
    values = np.random.default_rng(seed).dirichlet(np.ones(rows), rows).astype(np.float32)
    return Tensor(f"main/weights.{seed}", ("S", "S"), values)


def test_time_runs_in_fifteenths_and_a_line_is_filled_up(run) -> None:  # type: ignore[no-untyped-def]
    def construct(scene: ExplainerScene) -> None:
        cell = Cell(0, 1, 0, 1, DARK.role("ink"))
        with scene.say("Each query divides one unit of attention."):
            scene.play(FadeIn(cell), run_time=0.72)

    timeline = run(construct).timeline
    for start, end, _ in timeline.steps:
        assert round((end - start) * TICKS, 6) == round((end - start) * TICKS)
    assert timeline.steps[0][1] == pytest.approx(11 / TICKS)
    spoken = timeline.lines[0]
    assert timeline.end >= spoken.start + spoken.line.duration
    assert timeline.end - timeline.steps[0][1] >= POSTER - 1e-9


def test_what_a_line_names_can_come_with_its_words(run) -> None:  # type: ignore[no-untyped-def]
    starts: list[float] = []

    def construct(scene: ExplainerScene) -> None:
        words = "Each query divides one unit of attention among all of the keys; then its report adds up their values."
        with scene.say(words):
            start = scene.clock
            scene.until("then its report")
            starts.append(scene.clock - start)
            scene.until("Each query")  # was said already
            assert scene.clock - start == starts[0]
            with pytest.raises(ValueError, match="no 'softmax'"):
                scene.until("softmax")

    (line,) = run(construct).timeline.lines
    cue = next(cue for cue in line.line.cues if "then its report" in cue.text)
    assert cue.start > 2
    assert starts[0] == pytest.approx(cue.start, abs=1 / TICKS)


def test_a_swept_map_holds_the_new_values(run) -> None:  # type: ignore[no-untyped-def]
    heatmap, goal = Heatmap(weights(1), theme=DARK), weights(2)

    def construct(scene: ExplainerScene) -> None:
        scene.add(heatmap)
        scene.play(motion.sweep_rows(heatmap, to=goal, run_time=1))

    scene = run(construct)
    assert on_stage(scene) == [heatmap]
    assert heatmap.tensor is goal
    for i in range(4):
        for j in range(4):
            assert heatmap.cell(i, j).get_fill_color().to_hex() == DARK.weight(float(goal.values[i, j])).to_hex()


def test_dimming_parts_leaves_their_group_whole_and_words_legible(run) -> None:  # type: ignore[no-untyped-def]
    heatmap = Heatmap(weights(1), ("le", "chat", "noir", "dort"), theme=DARK)
    seen = {}

    def construct(scene: ExplainerScene) -> None:
        scene.add(heatmap)
        scene.play(motion.dim(heatmap.row(0), heatmap.row_label(0), run_time=0.2))
        scene.play(motion.dim(heatmap.row(0), run_time=0.2, opacity=0.5))
        seen.update(cell=heatmap.cell(0, 0).get_fill_opacity(), word=heatmap.row_label(0)[0].get_fill_opacity())
        scene.play(motion.undim(heatmap.row(0), heatmap.row_label(0), run_time=0.2))

    scene = run(construct)
    assert seen == pytest.approx({"cell": 0.5, "word": 0.6})
    assert on_stage(scene) == [heatmap]
    assert heatmap.cell(0, 0).get_fill_opacity() == heatmap.row_label(0)[0].get_fill_opacity() == 1.0


def test_a_dot_product_leaves_both_strips_and_the_products(run) -> None:  # type: ignore[no-untyped-def]
    vectors = Tensor("main/v", ("S", "K"), np.random.default_rng(0).normal(size=(2, 8)).astype(np.float32))
    query, key = VectorStrip(vectors[0], DARK, "query"), VectorStrip(vectors[1], DARK, "key").shift([0, -1, 0])
    products = product_strip(query, key, limit=3.0).shift([0, -2, 0])
    before = [query.bar(i).get_center() for i in range(8)]
    goal = products.copy_scaled(TENSOR[0, 0])

    def construct(scene: ExplainerScene) -> None:
        scene.add(query, key)
        scene.play(motion.multiply_bars(query, key, products, run_time=1))
        scene.play(motion.stack_bars(products, goal, run_time=0.5))

    scene = run(construct)
    assert {id(m) for m in on_stage(scene)} == {id(query), id(key), id(products)}
    assert products.bar(0).get_fill_opacity() == products.bar(7).get_fill_opacity() == 1.0
    np.testing.assert_allclose([query.bar(i).get_center() for i in range(8)], before)
    for i in range(8):
        np.testing.assert_allclose(products.bar(i).points, goal.bar(i).points, atol=1e-6)


def test_cells_are_filled_one_by_one(run) -> None:  # type: ignore[no-untyped-def]
    heatmap = Heatmap(weights(3), theme=DARK, empty=True)

    def construct(scene: ExplainerScene) -> None:
        scene.add(heatmap)
        scene.play(motion.fill_cells(heatmap, [(1, 2)], run_time=0.2))

    run(construct)
    assert [heatmap.cell(1, j).get_fill_opacity() for j in range(4)] == [0, 0, 1, 0]
    assert heatmap.cell(1, 2).get_fill_color().to_hex() == heatmap.colour(1, 2).to_hex()


def test_numbers_take_the_claim_of_what_they_turn_into(run) -> None:  # type: ignore[no-untyped-def]
    old, new = NumberText(Measured(TENSOR[0, 0]), DARK), NumberText(Measured(TENSOR[0, 1]), DARK, spec=".1f")

    def construct(scene: ExplainerScene) -> None:
        scene.add(VGroup(old))
        scene.play(Transform(old, new, run_time=0.2))

    run(construct)
    assert old.text == "0.9"
