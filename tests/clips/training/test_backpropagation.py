"""What the clip on backpropagation shows and says is recomputed from the record of a step from a guess."""

from __future__ import annotations

import numpy as np
import pytest

from model.trace import Trace
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.theme import THEMES
from scenes.training.parts.backpropagation_guess import EMBEDDINGS, Guess, belongs
from scenes.training.parts.backpropagation_lines import lines_about
from scenes.training.parts.backpropagation_pushes import Pushes


@pytest.fixture
def guess(default_trace: Trace) -> Guess:
    return Guess(default_trace)


def test_the_first_slope_is_what_was_said_less_what_was_asked(guess: Guess) -> None:
    assert guess.is_difference and guess.is_wrong and guess.is_far_off
    for word in (guess.right, guess.other):
        assert guess.slope(word).item() == pytest.approx(guess.said(word).item() - guess.asked(word).item(), abs=1e-6)
    largest = np.abs(guess.record["d_logits"].values[guess.row]).argsort()[-2:]
    assert {guess.words("vocabulary")[place] for place in largest} == {guess.right, guess.other}


def test_every_parameter_belongs_to_one_block_and_has_a_slope(guess: Guess) -> None:
    names = guess.words("parameters")
    owners = [[block for block in guess.blocks if belongs(name, block)] for name in names]
    assert [len(found) for found in owners] == [1] * len(names)
    assert set(EMBEDDINGS) <= set(guess.blocks) and guess.arrives
    whole = np.sqrt((guess.record["sizes"].values.astype(float) ** 2).sum())
    assert np.sqrt((guess.sizes.values**2).sum()) == pytest.approx(whole, rel=1e-6)


def test_the_head_is_the_one_that_will_know_and_its_largest_slope_is_where_it_looks_most(guess: Guess) -> None:
    assert guess.will_know
    assert guess.steepest == guess.largest == int(guess.slopes.values.argmax())
    assert guess.source[guess.steepest] == guess.referent(twin=True)  # the wrong noun


def test_pushes_are_the_softmaxs_own_slopes_and_add_up_to_zero(guess: Guess) -> None:
    weights, rises = (guess.of_head(name).values[guess.asks].astype(float) for name in ("before.weights", "d_weights"))
    np.testing.assert_allclose(-guess.pushes.values, weights * (rises - (weights * rises).sum()), atol=1e-6)
    assert abs(guess.pushes.values.sum()) < 1e-6


def test_what_goes_down_is_as_tall_as_what_goes_up(guess: Guess) -> None:
    theme = THEMES["dark"]
    pushes = Pushes(guess.pushes, Sentence(guess.source, guess.trace, theme), theme)
    values = guess.pushes.values
    downs, ups = (pushes.tower(np.flatnonzero(sign * values > 0).tolist(), 0.0) for sign in (-1, 1))
    assert downs.arrows.height == pytest.approx(ups.arrows.height, abs=1e-4)
    assert downs.arrows.get_bottom()[1] == pytest.approx(ups.arrows.get_bottom()[1], abs=1e-4)


def test_the_matrixs_slopes_follow_from_the_rows(guess: Guess) -> None:
    scaled, key, x = (guess.of_head("d_scaled").values, guess.of_head("before.key").values, guess.input.values)
    d_query = scaled @ key / np.sqrt(key.shape[-1])
    np.testing.assert_allclose(d_query, guess.of_head("d_query").values, atol=1e-5)
    np.testing.assert_allclose(x.T @ d_query, guess.w_q.values, atol=1e-4)


def test_the_step_helps_this_sentence_and_misleads_its_twin(guess: Guess) -> None:
    """It makes one pronoun louder for both: it has not told them apart, and the clip says so."""
    assert guess.helps and guess.looks_less and guess.misleads
    assert guess.said(guess.other, twin=True).item() > 0.5 > guess.said(guess.other, "after", twin=True).item()
    said = {name: line.template for name, line in lines_about(guess.trace).items()}
    assert "there it is wrong" in said["twin"] and "louder" in said["louder"]
