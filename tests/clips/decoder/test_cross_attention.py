"""Threads are as thick as their weights; what the clip says that the decoder reads follows from the numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.trace import Tensor, Trace, build
from scenes.decoder.parts.cross_attention_lines import lines_about
from scenes.decoder.parts.cross_attention_reading import Reading, told_head
from scenes.decoder.parts.cross_attention_threads import LEAST, Threads, way
from scenes.decoder.parts.readings import encoder_look, negation, noun_pairs
from scenes.kit.layout import pixels
from scenes.kit.mobjects.arcs import STROKES
from scenes.kit.mobjects.row_arcs import SMALLER
from scenes.kit.theme import THEMES

SOURCE = ("the", "black", "cat", "does", "not", "see", "⟨end⟩")
TARGET = ("le", "chat", "noir", "ne", "voit", "pas", "⟨end⟩")
ALIGNMENT = [["article", 0], ["noun", 2], ["adjective", 1], ["negation", 4], ["verb", 5], ["negation", 4]]


@pytest.fixture
def trace() -> Trace:
    """Two decoder layers of two heads; the last head follows the alignment, and pronouns go wrong without it."""
    even = np.full((7, 7), 1 / 7, dtype=np.float32)
    follows = np.eye(7, dtype=np.float32)[[0, 2, 1, 4, 5, 4, 6]]
    arrays = {
        "main/decoder.0.cross_attn.weights": np.stack([even, even]),
        "main/decoder.1.cross_attn.weights": np.stack([even, follows]),
        "main/encoder.0.self_attn.weights": np.stack([even, np.eye(7, dtype=np.float32)[[2] * 7]]),
        "experiments/head_roles/pronoun": np.array([1.0, 0.9, 1.0, 1.0, 0.5], dtype=np.float32),
    }
    axes = dict.fromkeys(arrays, ("H", "T", "S")) | {"experiments/head_roles/pronoun": ("condition",)}
    conditions = ("nothing", *(f"decoder.{layer}.cross_attn[{head}]" for layer in (0, 1) for head in (0, 1)))
    words = {
        "source": SOURCE,
        "target": TARGET,
        "reference": TARGET,
        "experiments/head_roles/conditions": conditions,
    }
    roles = {"main": {"pronoun": 1, "referent": 2}}
    return build(arrays, axes, words, {"alignment": ALIGNMENT, "sizes": {"H": 2}, "roles": roles})


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_thread_is_as_thick_as_its_weight_on_one_scale(theme: str) -> None:
    weights = Tensor("w", ("T", "S"), np.array([[0.6, 0.4, 0.0], [0.0, 0.0, 1.0]]))
    threads = Threads(weights, [(0, 0), (1, 0)], [(0, 2), (1, 2), (2, 2)], THEMES[theme])
    for thread, (i, j) in zip(threads, threads.drawn, strict=True):
        thick = STROKES * pixels(SMALLER) * weights.values[i, j]
        assert thread.get_stroke_width() == pytest.approx(thick)
        assert threads.lit(i, j)[-1].get_stroke_width() == pytest.approx(thick)


def test_crumbs_are_not_drawn_and_every_other_weight_is() -> None:
    weights = Tensor("w", ("T", "S"), np.array([[0.6, 0.39, LEAST / 3], [LEAST, 0.0, 0.97]]))
    threads = Threads(weights, [(0, 0), (1, 0)], [(0, 2), (1, 2), (2, 2)], THEMES["dark"])
    assert threads.drawn == ((0, 0), (0, 1), (1, 0), (1, 2))


def test_a_thread_leads_from_the_word_that_asks_and_arrives_upright() -> None:
    start, first, last, end = way((0.0, -2.0), (3.0, 2.0))
    assert tuple(start[:2]) == (0.0, -2.0) and tuple(end[:2]) == (3.0, 2.0)
    assert first[0] == start[0] and last[0] == end[0] and start[1] < first[1] <= last[1] < end[1]


def test_the_head_is_the_one_without_which_most_pronouns_go_wrong(trace: Trace) -> None:
    assert told_head(trace) == (1, 1)


def test_the_crossing_pair_and_the_negation_are_found(trace: Trace) -> None:
    ((noun, adjective),) = noun_pairs(trace)
    assert (noun.row, noun.source, adjective.row, adjective.source) == (1, 2, 2, 1)
    assert Reading(trace).crossing == (noun, adjective)
    found = negation(trace)
    assert found is not None and [step.row for step in found] == [3, 5]


def test_steps_whose_word_is_not_the_references_are_left_out(trace: Trace) -> None:
    words = {**trace.words, "target": ("le", "chien", *TARGET[2:])}
    assert Reading(Trace(trace.tensors, words, trace.facts)).crossing is None


def test_a_word_that_had_not_read_the_right_noun_carries_no_answer(trace: Trace) -> None:
    before = encoder_look(trace, 1)
    assert before is not None and (before.head, before.column) == (1, 2)
    assert Reading(trace).carried is None, "the pronoun's step looks at the noun itself"


def test_the_film_says_of_its_own_sentence_what_was_measured(default_trace: Trace) -> None:
    reading = Reading(default_trace)
    assert reading.pronoun is not None and reading.carried is not None
    row = default_trace["main/decoder.0.cross_attn.weights"].values[reading.place[1], reading.pronoun]
    assert default_trace.source[int(row.argmax())] == "tired" and reading.tells
    lines = lines_about(default_trace)
    assert list(lines)[-1] == "carried" and all(all(line.holds.values()) for line in lines.values())


def test_a_machine_that_guesses_is_not_said_to_know(guessing_trace: Path) -> None:
    trace = Trace.load(guessing_trace)
    lines = lines_about(trace)
    assert "off" not in lines and "carried" not in lines and list(lines)[-1] == "whole"
    assert all(all(line.holds.values()) for line in lines.values())
