"""What the clips after training work out themselves: gaps in a translation, a closed decoder, a long look."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from model.trace import Trace
from scenes.kit.layout import standard_layout
from scenes.kit.mobjects.diagram import BlockDiagram
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import DARK
from scenes.training.parts.beyond_giant import Giant
from scenes.training.parts.beyond_silhouettes import Silhouette, crossing_blocks, tokens_read
from scenes.training.parts.new_word import with_gaps
from scenes.training.parts.quiz_answers import FAR, long_look, recorded_look


def said(words: str, reference: str) -> tuple[list[str], int]:
    """The words that are drawn, and how many lines stand below or between them."""
    row = with_gaps(words.split(), reference.split(), DARK)
    drawn = [part.text for part in row if isinstance(part, Words)]
    return drawn, len(row) - len(drawn)


@pytest.mark.parametrize(
    ("words", "reference", "lines"),
    [
        ("la vache dort", "la vache dort", 0),
        ("la dort", "la vache noire dort", 2),  # two are missing
        ("le petit chat dort", "le chat dort", 1),  # one too many
        ("le chat dort", "la vache dort", 2),  # two are others
    ],
)
def test_a_line_stands_for_each_word_that_is_missing_or_wrong(words: str, reference: str, lines: int) -> None:
    assert said(words, reference) == (words.split(), lines)


def test_what_was_left_out_leaves_its_room() -> None:
    whole = with_gaps(["la", "vache", "noire", "dort"], ["la", "vache", "noire", "dort"], DARK)
    part = with_gaps(["la", "dort"], ["la", "vache", "noire", "dort"], DARK)
    assert part.width == pytest.approx(whole.width)


def test_decoder_alone_has_no_cross_attention_and_no_gap(default_trace: Trace) -> None:
    diagram = BlockDiagram(default_trace, DARK, again=False)
    giant = Giant(diagram, default_trace, DARK, standard_layout().stage)
    boxes = [block[0] for block in giant.decoder()[-1]]
    assert len(boxes) == len(diagram.decoder.blocks) - len(crossing_blocks(diagram))
    gaps = [right.get_left()[0] - left.get_right()[0] for left, right in pairwise(boxes)]
    assert max(gaps) < 0.5 and min(gaps) > 0.1


def test_numbers_of_the_decoder_alone_leave_out_encoder_and_bridge(default_trace: Trace) -> None:
    giant = Giant(BlockDiagram(default_trace, DARK, again=False), default_trace, DARK, standard_layout().stage)
    d, ff, vocabulary, layers = (
        default_trace.facts["config"][name] for name in ("d_model", "d_ff", "target_vocabulary", "decoder_layers")
    )
    layer = 4 * d * d + 2 * d * ff + ff + d + 2 * 2 * d  # attention, feed-forward, two norms
    assert giant.numbers().value == vocabulary * d + layers * layer


def test_a_cut_silhouette_keeps_one_half(default_trace: Trace) -> None:
    whole = Silhouette(BlockDiagram(default_trace, DARK, again=False), DARK)
    encoder, decoder = whole.encoder, whole.decoder
    whole.cut(["decoder"])
    assert decoder in whole.submobjects and encoder not in whole.submobjects
    assert whole.bridge not in whole.submobjects


def test_a_long_look_is_one_of_the_models_own_weights(default_trace: Trace) -> None:
    look = long_look(default_trace)
    assert look.distance.value >= FAR
    assert look.weight.name.endswith("self_attn.weights") and look.weight.shape == ()
    assert look.weight.index[-2:] == (look.row, look.column)


def test_a_sentence_without_a_long_look_takes_the_recorded_one(traces: dict[str, Path]) -> None:
    shortest = Trace.load(traces["shortest"])
    look = long_look(shortest)
    assert look.recorded and look.distance.value >= FAR
    assert look.words != shortest.source and look.words == shortest.words["experiments/training_run/source"]


def test_the_recorded_look_is_what_the_trained_model_does_with_that_sentence(default_trace: Trace) -> None:
    look, own = recorded_look(default_trace), long_look(default_trace)
    assert not own.recorded and (look.row, look.column, look.words) == (own.row, own.column, own.words)
    assert look.weight.item() == pytest.approx(own.weight.item(), abs=1e-3)  # the diary has half precision


def test_tokens_that_were_read_are_steps_times_sentences_times_their_tokens(default_trace: Trace) -> None:
    plan = default_trace.facts["experiments"]["training_run"]["settings"]
    read = tokens_read(default_trace).value
    assert read / (plan["steps"] * plan["batch"]) == pytest.approx(
        default_trace["experiments/cache/mean.with"].item(), rel=0.05
    )
    assert tokens_read(default_trace, 1e6).value == read / 1e6
