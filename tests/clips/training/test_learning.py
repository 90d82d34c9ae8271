"""What the clips on softmax and learning say is recomputed: marks on words, the turn of the pronoun, shares."""

from __future__ import annotations

import numpy as np

from model.trace import END, Trace
from scenes.kit.choose import hero_tensor, mixing_row
from scenes.kit.mobjects.translation import compare
from scenes.self_attention.parts.softmax_bars import powers_of
from scenes.self_attention.parts.softmax_temperature import PLAIN, share_at
from scenes.training.parts.curves import turn_of
from scenes.training.parts.learning_written import history, telling


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


def test_the_history_is_what_the_checkpoints_wrote_and_ends_in_the_reference(default_trace: Trace) -> None:
    found = history(default_trace)
    assert [written.step for written in found] == list(default_trace.facts["steps"])
    for written in found:
        recorded = default_trace.words[f"run.step_{written.step}.target"]
        assert written.words == tuple(word for word in recorded if word != END)
    assert all(found[-1].right) and len(found[-1].words) == len(default_trace.words["reference"]) - 1
    strip = telling(found, 6)
    assert strip[0] == found[0] and strip[-1].words == found[-1].words and len(strip) <= 6


def test_exponentials_over_their_sum_are_the_models_weights(default_trace: Trace) -> None:
    row = mixing_row(default_trace)
    scores = hero_tensor(default_trace, "scaled")[row].values.astype(np.float64)
    weights = hero_tensor(default_trace, "weights")[row].values
    powers = powers_of(scores)
    np.testing.assert_allclose(powers / powers.sum(), weights, atol=1e-5)
    shares = [share_at(PLAIN, place, scores) for place in range(len(scores))]
    np.testing.assert_allclose(shares, weights, atol=1e-5)
