"""What the clip on order shows is measured: shuffled words give shuffled rows, and one bag gives one translation."""

from __future__ import annotations

import numpy as np
import pytest

from model.formulas import FORMULAS
from model.trace import Trace
from scenes.kit.mobjects.translation import Translation, compare, without_end
from scenes.kit.theme import THEMES
from scenes.positional_ffn.parts.order_bag import Pair, stems
from scenes.positional_ffn.parts.order_shuffle import BLIND, Blind


def test_rows_ride_along_in_the_model_without_positions_and_not_in_the_other(default_trace: Trace) -> None:
    blind = Blind(default_trace)
    order = np.array(blind.order)
    expected = FORMULAS["permuted_attention"].evaluate(order=order, mixed=blind.tensor("mixed").values)
    np.testing.assert_allclose(blind.tensor("mixed", shuffled=True).values, expected, atol=1e-5)
    half = blind.half_way("weights").values
    np.testing.assert_allclose(blind.tensor("weights", shuffled=True).values, half[:, order], atol=1e-5)
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
    marked = [word for word, same in zip(pair.blind[0], pair.shared(pair.blind[0]), strict=True) if not same]
    assert marked == ["petit", "noir"]


def test_a_model_that_makes_mistakes_is_no_judge(default_trace: Trace) -> None:
    """Then the reference alone tells what is right, and nothing is said of owners."""
    facts = {**default_trace.facts, "exact": False}
    pair = Pair(Trace(default_trace.tensors, default_trace.words, facts))
    assert Pair(default_trace).seen and not pair.seen and not pair.owners_only
    assert pair.reference == Pair(default_trace).answers[0]


@pytest.mark.parametrize("other", [("la", "noire", "maison"), ("maison", "le", "noir")])
def test_stems_leave_out_agreement_and_order(other: tuple[str, ...]) -> None:
    assert stems(("le", "noir", "maison")) == stems(other) != stems(("le", "noir", "chat"))


def test_a_translation_underlines_what_is_out_of_order() -> None:
    written = ("le", "petit", "chat", "⟨end⟩")
    assert without_end(written) == written[:-1]
    right = compare(written[:-1], ("le", "chat"))
    assert right == (True, False, True)
    row = Translation(written, THEMES["dark"], right=right, size=40, width=0.2)
    assert len(row.labels) == 3 and len(row.marks) == 1
    assert row.labels[0].size == THEMES["dark"].sizes.small  # as small as it may be
    line, word = row.marks[0], row.labels[1]
    assert line.get_left()[0] == pytest.approx(word.get_left()[0]) and line.get_y() < word.get_bottom()[1] + 0.1
