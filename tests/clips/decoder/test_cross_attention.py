"""Threads are as thick as their weights; what the clip says that the decoder reads follows from the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from model.trace import Tensor, Trace, build
from scenes.decoder.parts.cross_attention_threads import LEAST, THICKEST, Threads, thread
from scenes.decoder.parts.readings import aligned_head, encoder_look, hardest_look, negation, noun_pairs, pronoun_step
from scenes.kit.theme import DARK

SOURCE = ("the", "black", "cat", "does", "not", "see", "⟨end⟩")
TARGET = ("le", "chat", "noir", "ne", "voit", "pas", "⟨end⟩")
ALIGNMENT = [["article", 0], ["noun", 2], ["adjective", 1], ["negation", 4], ["verb", 5], ["negation", 4]]


@pytest.fixture
def trace() -> Trace:
    """Two decoder layers of two heads; the second head of the second layer follows the alignment, the others not."""
    even = np.full((7, 7), 1 / 7, dtype=np.float32)
    follows = np.eye(7, dtype=np.float32)[[0, 2, 1, 4, 5, 4, 6]]
    idle = np.stack([even, even])
    arrays = {
        "main/decoder.0.cross_attn.weights": idle,
        "main/decoder.1.cross_attn.weights": np.stack([even, follows]),
        "main/encoder.0.self_attn.weights": np.stack([even, np.eye(7, dtype=np.float32)[[2] * 7]]),
    }
    axes = dict.fromkeys(arrays, ("H", "T", "S"))
    words = {"source": SOURCE, "target": TARGET, "reference": TARGET}
    roles = {"main": {"pronoun": 1}}
    return build(arrays, axes, words, {"alignment": ALIGNMENT, "sizes": {"H": 2}, "roles": roles})


@pytest.mark.parametrize("weight", [0.2, 0.7, 1.0])
@pytest.mark.parametrize("end", [(0.0, -2.0), (3.0, -2.0), (-8.0, -2.5)])
def test_a_thread_is_as_thick_as_its_weight_at_its_ends_and_half_way(weight: float, end: tuple[float, float]) -> None:
    points = thread((0.0, 0.0), end, weight, DARK).points
    right, left = points[4:8], points[12:16][::-1]
    half_way = np.array([1, 3, 3, 1]) / 8
    for place in (right[0] - left[0], half_way @ right - half_way @ left, right[3] - left[3]):
        assert np.linalg.norm(place) == pytest.approx(THICKEST * weight, rel=1e-6)


def test_crumbs_are_not_drawn_and_every_other_weight_is() -> None:
    weights = Tensor("w", ("T", "S"), np.array([[0.6, 0.39, LEAST / 3], [LEAST, 0.0, 0.97]]))
    threads = Threads(weights, [(0, 0), (1, 0)], [(0, 2), (1, 2), (2, 2)], DARK)
    assert threads.drawn == ((0, 0), (0, 1), (1, 0), (1, 2))


def test_the_head_that_agrees_with_the_alignment_is_chosen(trace: Trace) -> None:
    assert aligned_head(trace) == (1, 1)


def test_the_crossing_pair_and_the_negation_are_found(trace: Trace) -> None:
    ((noun, adjective),) = noun_pairs(trace, crossing=True)
    assert (noun.row, noun.source, adjective.row, adjective.source) == (1, 2, 2, 1)
    assert noun_pairs(trace, crossing=False) == ()
    found = negation(trace)
    assert found is not None and [step.row for step in found] == [3, 5]


def test_steps_whose_word_is_not_the_references_are_left_out(trace: Trace) -> None:
    words = {**trace.words, "target": ("le", "chien", *TARGET[2:])}
    other = Trace(trace.tensors, words, trace.facts)
    assert noun_pairs(other, crossing=True) == () and pronoun_step(other) is None
    assert pronoun_step(trace) == 1


def test_the_hardest_look_is_the_largest_weight_given_to_a_word(trace: Trace) -> None:
    look = hardest_look(trace, 1, 1)
    assert (look.head, look.column, look.weight.item()) == (1, 2, 1.0)
    assert hardest_look(trace, 1, 6).column != len(SOURCE) - 1, "the end mark is no word"
    before = encoder_look(trace, 1)
    assert before is not None and (before.head, before.column) == (1, 2)
    assert encoder_look(trace, 2) is None, "a noun needs no noun"
