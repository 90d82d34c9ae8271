"""What the clip on order shows is measured: shuffled words give shuffled rows, and one bag gives one translation."""

from __future__ import annotations

import numpy as np
import pytest

from model.formulas import FORMULAS
from model.trace import Trace
from scenes.kit.layout import at
from scenes.kit.theme import THEMES
from scenes.kit.translation import compare
from scenes.positional_ffn.parts.order_bag import MIDDLES, Half, homes, tiles_in
from scenes.positional_ffn.parts.order_blind import BLIND, Blind, Pair, stems
from scenes.positional_ffn.parts.order_shuffle import Sheet
from scenes.positional_ffn.parts.order_written import Translation, right_sentences


def test_rows_ride_along_in_the_model_without_positions_and_not_in_the_other(default_trace: Trace) -> None:
    blind = Blind(default_trace)
    order = np.array(blind.order)
    expected = FORMULAS["permuted_attention"].evaluate(order=order, mixed=blind.tensor("mixed").values)
    np.testing.assert_allclose(blind.tensor("mixed", shuffled=True).values, expected, atol=1e-5)
    weights = blind.tensor("weights").values[order][:, order]
    np.testing.assert_allclose(blind.tensor("weights", shuffled=True).values, weights, atol=1e-5)
    assert blind.digits_stay and blind.knows_no_order
    assert default_trace.words["shuffled.source"][blind.new_row] == default_trace.source[blind.row]
    last = "encoder.1.norm2.output"
    without, whole = (
        np.abs(default_trace[f"{after}/{last}"].values - default_trace[f"{before}/{last}"].values[order]).max()
        for before, after in ((BLIND, f"{BLIND}.shuffled"), ("main", "shuffled"))
    )
    assert without < 1e-5 and whole > 0.1


def test_one_bag_gives_one_translation(default_trace: Trace) -> None:
    pair = Pair(default_trace)
    assert pair.swapped and sorted(pair.sources[0]) == sorted(pair.sources[1])
    assert pair.blind[0] == pair.blind[1] and pair.seeing[0] != pair.seeing[1]
    assert pair.owners_only
    assert pair.one_owner_each
    assert [[pair.blind[0][place] for place in pair.wrong(which)] for which in (0, 1)] == [["petit"], ["noir"]]


def test_a_model_that_makes_mistakes_is_no_judge(default_trace: Trace) -> None:
    """Then the reference alone tells what is right, and nothing is said of owners."""
    facts = {**default_trace.facts, "exact": False}
    pair = Pair(Trace(default_trace.tensors, default_trace.words, facts))
    assert Pair(default_trace).seen and not pair.seen and not pair.owners_only
    assert pair.reference == Pair(default_trace).answers[0]


@pytest.mark.parametrize("other", [("la", "noire", "maison"), ("maison", "le", "noir")])
def test_stems_leave_out_agreement_and_order(other: tuple[str, ...]) -> None:
    assert stems(("le", "noir", "maison")) == stems(other) != stems(("le", "noir", "chat"))


def test_what_rides_along_lands_where_the_shuffled_words_put_it(default_trace: Trace) -> None:
    """Rows and then columns of the first map, moved by places alone, are the map of the machine run again."""
    blind, theme = Blind(default_trace), THEMES["dark"]
    before = Sheet(blind.tensor("weights"), default_trace.source, blind.row, default_trace, theme)
    words = default_trace.words["shuffled.source"]
    after = Sheet(blind.tensor("weights", shuffled=True), words, blind.new_row, default_trace, theme)
    for new, old in enumerate(blind.order):
        moved = before.column(old, blind.order).shift([(new - old) * before.map.cell, 0, 0])
        for mine, role in zip(moved[:2], (after.map.discs, after.map.followed), strict=True):
            for points in mine.points.reshape(-1, 16, 3):
                middle = points[:, :2].mean(axis=0)
                discs = role.points.reshape(-1, 16, 3)
                near = discs[np.abs(discs[:, :, :2].mean(axis=1) - middle).max(axis=1).argmin()]
                np.testing.assert_allclose(near, points, atol=2e-3)


def test_each_word_of_both_sentences_has_its_tile(default_trace: Trace) -> None:
    pair = Pair(default_trace)
    tiles = tiles_in(pair.sources[0], THEMES["dark"])
    for words in pair.sources:
        assert sorted(homes(words)) == list(range(len(tiles)))
        assert [tiles[home][1].text for home in homes(words)] == [word.strip("⟨⟩") for word in words]
    half = Half(pair.sources[1], default_trace, THEMES["dark"], MIDDLES[1])
    assert [word.text for word in half.words][:-1] == list(pair.sources[1][:-1])


def test_what_is_wrong_is_underlined_and_no_other_word(default_trace: Trace) -> None:
    pair = Pair(default_trace)
    written = Translation(pair, default_trace, THEMES["dark"])
    assert tuple(word.text for word in written.words) == pair.blind[0]
    assert compare(pair.blind[0], pair.reference).count(False) == len(written.wrong(pair.wrong(0))) == 1
    (line,), (place,) = written.wrong(pair.wrong(0)), pair.wrong(0)
    word = written.words[place]
    assert line.get_left()[0] == pytest.approx(word.get_left()[0]) and line.get_y() < word.baseline


def test_bars_are_the_recorded_shares(default_trace: Trace) -> None:
    chart = right_sentences(default_trace, THEMES["dark"])
    record = default_trace.scope("experiments/no_positions")
    assert [claim.value for claim in chart.claims] == [record["exact"].item(), record["exact.whole"].item()]


DISORDER = (
    "because hungry not is the avoid cat mouse the school does the ⟨end⟩",
    "bird tired the very was school cat the the avoids because ⟨end⟩",
    "park the the cat sees ⟨end⟩",
)


@pytest.mark.parametrize("words", DISORDER)
def test_words_that_are_no_sentence_stand_side_by_side_with_one(default_trace: Trace, words: str) -> None:
    """Wherever the word stands with which a sentence's reason begins."""
    half = Half(words.split(), default_trace, THEMES["dark"], MIDDLES[1], is_sentence=False)
    assert [word.text for word in half.words] == words.replace("⟨end⟩", "end").split()
    assert half.get_right()[0] < at(1920 - 20, 0)[0] and half.get_left()[0] > at(960, 0)[0]
    if len(half.lower):
        assert abs(len(half.upper) - len(half.lower)) <= 1
