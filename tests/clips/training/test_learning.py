"""What the clips on softmax and learning say is recomputed: marks on words, the turn of the pronoun, shares."""

from __future__ import annotations

import numpy as np

from model.trace import END, Trace
from scenes.kit.choose import hero_tensor, mixing_row
from scenes.kit.translation import compare
from scenes.self_attention.parts.softmax_bars import powers_of
from scenes.self_attention.parts.softmax_temperature import PLAIN, share_at
from scenes.training.parts.learning_diary import Diary
from scenes.training.parts.quiz_curves import turn_of


def test_a_word_is_right_where_it_stands_in_order_with_the_reference() -> None:
    reference = ("le", "chat", "noir", "dort")
    assert compare(reference, reference) == (True,) * 4
    assert compare(("le", "chat", "dort"), reference) == (True, True, True)
    assert compare(("la", "chat", "noire", "dort"), reference) == (False, True, False, True)


def test_the_turn_is_the_last_row_at_chance_and_the_first_understood_after_it() -> None:
    pronoun = np.array([0.0, 0.7, 0.76, 0.74, 0.85, 0.97, 0.8, 1.0])
    found = turn_of(pronoun, 0.75)
    assert found is not None and (found.before, found.after) == (3, 5)
    assert turn_of(pronoun[:5], 0.75) is None


def test_the_diary_is_what_was_written_and_ends_in_the_reference(default_trace: Trace) -> None:
    diary = Diary(default_trace)
    right = default_trace["experiments/learning/right"].values
    assert [diary.is_right(row) for row in range(diary.rows)] == [bool(value) for value in right]
    assert diary.some_words < diary.a_sentence < diary.first_right < (diary.turn or 0)
    for row in (*range(0, 38), diary.rows - 1):
        step = int(diary.step(row).item())
        if step in default_trace.facts["steps"]:
            kept = default_trace.words[f"run.step_{step}.target"]
            assert diary.written(row) == tuple(word for word in kept if word != END)


def test_before_the_turn_it_flickers_at_chance_and_after_it_looks_at_its_noun(default_trace: Trace) -> None:
    diary = Diary(default_trace)
    assert diary.turn is not None and diary.is_blind and diary.flips >= 4
    after = [diary.pronoun(row) for row in diary.shown if row >= diary.turn]
    assert set(after) == {"il"}
    assert diary.weights(diary.shown[-1]).values.argmax() == diary.referent


def test_exponentials_over_their_sum_are_the_models_weights(default_trace: Trace) -> None:
    row = mixing_row(default_trace)
    scores = hero_tensor(default_trace, "scaled")[row].values.astype(np.float64)
    weights = hero_tensor(default_trace, "weights")[row].values
    powers = powers_of(scores)
    np.testing.assert_allclose(powers / powers.sum(), weights, atol=1e-5)
    shares = [share_at(PLAIN, place, scores) for place in range(len(scores))]
    np.testing.assert_allclose(shares, weights, atol=1e-5)
