"""What the clip on today's models shows and says: three kinds, a hidden word, a new word, a bar a layer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.trace import Trace
from scenes.kit.theme import DARK
from scenes.training.parts.beyond_answers import answered
from scenes.training.parts.beyond_lines import LAYERS, RECORD, lines_about, own_layers, rows_are_trained, written
from scenes.training.parts.beyond_stack import Stacks
from scenes.training.parts.beyond_text import Gap


def test_each_bar_is_a_layer_and_all_bars_are_alike(default_trace: Trace) -> None:
    stacks, config = Stacks(default_trace, DARK), default_trace.facts["config"]
    ours = [len(bars) for _, bars in stacks.ours]
    assert ours == [config["encoder_layers"], config["decoder_layers"]]
    assert sum(ours) == own_layers(default_trace).value
    assert len(stacks.layers) == LAYERS.value
    heights = [bar.height for bar in stacks.layers] + [bar.height for _, bars in stacks.ours for bar in bars]
    assert np.ptp(heights) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("half", ["encoder", "decoder"])
def test_what_is_hidden_is_a_word_of_the_sentence_and_on_the_side_that_writes_the_last(
    default_trace: Trace, half: str
) -> None:
    gap = Gap(half, default_trace, DARK)
    assert len(gap.others) == len(gap.words.texts) - 1
    assert gap.words.texts[gap.hidden] == ("tired" if half == "decoder" else "cat")


def test_only_the_rows_of_the_new_word_are_trained(default_trace: Trace) -> None:
    assert rows_are_trained(default_trace)
    assert default_trace[f"{RECORD}/trained"].item() == 2 * default_trace.facts["config"]["d_model"]


def test_a_word_that_is_not_written_is_said_to_be_left_out(default_trace: Trace) -> None:
    french = default_trace.words[f"{RECORD}/new"][1]
    assert french not in written(default_trace, "before") and french in written(default_trace, "after")
    assert "leaves it out" in lines_about(default_trace)["never"].template


def test_a_model_that_guesses_has_no_ticks_to_show(default_trace: Trace, guessing_trace: Path) -> None:
    assert answered(default_trace) == (0, 1)
    assert 1 not in answered(Trace.load(guessing_trace))
