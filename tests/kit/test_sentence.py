"""A sentence as a hero: one row for any sentence, chips that hug words, pictures above nouns, arcs within the stage."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from manim import VGroup

from model.tokens import Token
from model.trace import Tensor, Trace
from scenes.kit.layout import at, pixels, standard_layout
from scenes.kit.mobjects.chips import LOOKS, Chip
from scenes.kit.mobjects.row_arcs import RowArcs
from scenes.kit.mobjects.sentence import LEFT, RIGHT, SMALLEST, Sentence
from scenes.kit.mobjects.unit import Unit
from scenes.kit.theme import THEMES, Theme

BOTH = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
LONGEST = (
    *("the", "beautiful", "animal", "crosses", "the", "small", "black", "village"),
    *("because", "the", "turtle", "was", "curious"),
)


def tokens(words: tuple[str, ...]) -> list[Token]:
    return [Token(word, "main.source", place) for place, word in enumerate([*words, "⟨end⟩"])]


def shares(count: int, asks: int) -> Tensor:
    values = np.random.default_rng(asks).dirichlet(np.ones(count)).astype(np.float32)
    return Tensor("main/weights", ("S", "S"), np.tile(values, (count, 1)))[asks]


@pytest.mark.parametrize("words", [LONGEST, ("the", "cat", "sees", "the", "park")], ids=["longest", "shortest"])
def test_any_sentence_stands_in_one_row_of_legible_words(default_trace: Trace, words: tuple[str, ...]) -> None:
    row = Sentence(tokens(words), default_trace, THEMES["dark"])
    assert row.size >= SMALLEST
    assert at(LEFT, 0)[0] - pixels(12) <= row.labels.get_left()[0]
    assert row.labels.get_right()[0] <= at(RIGHT, 0)[0] + pixels(12)
    edges = [(label.get_left()[0], label.get_right()[0]) for label in row.labels]
    assert all(one[1] < two[0] for one, two in pairwise(edges))
    assert len({round(float(label.baseline), 3) for label in row.labels}) == 1


def test_pictures_stand_above_their_nouns(default_trace: Trace) -> None:
    row = Sentence(default_trace.source, default_trace, THEMES["dark"])
    assert [default_trace.source[place] for place in row.pictures] == ["cat", "house"]
    for place, picture in row.pictures.items():
        assert picture.get_center()[0] == pytest.approx(row.word(place).get_center()[0], abs=1e-6)
        assert picture.get_bottom()[1] > row.word(place).get_top()[1]


@BOTH
def test_arcs_rise_from_above_the_words_and_stay_on_the_stage(default_trace: Trace, theme: Theme) -> None:
    row = Sentence(default_trace.source, default_trace, theme)
    count, stage = len(default_trace.source), standard_layout().stage
    for asks in range(count):
        arcs = RowArcs(shares(count, asks), asks, row, theme)
        assert arcs.get_top()[1] <= stage.top + 0.05
        for j, arc in arcs.arcs.items():
            assert np.allclose(arc[-1].points[-1], row.top(j))


def test_a_chip_hugs_its_word_and_every_look_is_different() -> None:
    theme = THEMES["dark"]
    chips = {look: Chip("tired", theme, look=look) for look in LOOKS}
    for chip in chips.values():
        assert chip.box.get_left()[0] < chip.word.get_left()[0]
        assert chip.box.get_right()[0] > chip.word.get_right()[0]

    def seen(chip: Chip) -> tuple[object, ...]:
        box = chip.box
        fill = box.get_fill_color().to_hex() if box.get_fill_opacity() else None
        ring = box.get_stroke_color().to_hex() if box.get_stroke_width() else None
        return fill, ring, chip.word[0].get_fill_color().to_hex()

    same = [{look for look in LOOKS if seen(chips[look]) == seen(chips[other])} for other in LOOKS]
    assert [looks for looks in same if len(looks) > 1 and looks not in ({"said", "il"},)] == []


def test_a_unit_of_attention_is_as_long_for_any_shares(default_trace: Trace) -> None:
    theme = THEMES["dark"]
    units = [Unit(default_trace.source, shares(12, asks), theme, y=500) for asks in (1, 5)]
    widths = [VGroup(*unit.pieces).width for unit in units]
    assert widths[0] == pytest.approx(widths[1], abs=pixels(4))
    assert all(unit.whole.text == "1" for unit in units)
