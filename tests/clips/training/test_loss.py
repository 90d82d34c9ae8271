"""What the clip on the loss shows and says is recomputed: an early share, its halves, the target and its crumbs."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from model.formulas import FORMULAS
from model.trace import Trace
from scenes.kit.theme import THEMES
from scenes.training.parts.loss_board import Board
from scenes.training.parts.loss_lines import lines_about
from scenes.training.parts.loss_story import HALVINGS, Story


@pytest.fixture
def story(default_trace: Trace) -> Story:
    return Story(default_trace)


def test_the_early_step_is_one_at_which_the_wrong_pronoun_leads(story: Story) -> None:
    assert story.is_early and story.other_share.item() > story.share.item()
    step = int(story.step.item())
    written = story.trace.words[f"run.step_{step}.target"]
    assert story.other in written and story.word not in written


def test_every_halving_costs_the_logarithm_of_two(story: Story) -> None:
    rises = [story.rise(times).value for times in range(1, HALVINGS + 1)]
    assert rises == pytest.approx([math.log(2)] * HALVINGS, abs=1e-6) and story.steps_are_equal
    whole = story.price_after(0).value + sum(rises)
    assert whole == pytest.approx(story.price_after(HALVINGS).value, abs=1e-6)
    assert story.price_after(0).value == pytest.approx(-math.log(story.share.item()), abs=1e-6)


def test_the_dearest_price_that_is_shown_stands_on_the_board(story: Story) -> None:
    board = Board(THEMES["dark"], story.word)
    top = board.point(story.share_after(HALVINGS).value)[1]
    assert board.box.edges[2] < top < board.box.edges[3]
    ends = board.curve.points[-1][:2]
    np.testing.assert_allclose(ends, board.place(1.0, 0.0)[:2], atol=1e-6)


def test_target_and_crumbs_are_what_smoothing_asks_for(story: Story) -> None:
    vocabulary, part = (story.record[name].item() for name in ("vocabulary", "smoothing"))
    asked = FORMULAS["smoothed_target"].evaluate(target=0, words=int(vocabulary), smoothing=part)
    assert asked[0] == pytest.approx(story.record["asked"].item(), abs=1e-6)
    np.testing.assert_allclose(story.crumbs.values, asked[1:], atol=1e-6)
    assert story.record["asked"].item() + story.crumbs.values.sum() == pytest.approx(1.0, abs=1e-5)


def test_the_words_stand_near_the_target_and_a_model_that_errs_is_not_asked_why(
    story: Story, guessing_trace: Path
) -> None:
    assert story.is_as_asked and "why" in lines_about(story.trace)
    errs = Trace.load(guessing_trace)
    assert not Story(errs).is_as_asked and "why" not in lines_about(errs)


def test_no_model_that_gives_a_word_its_share_pays_less_than_the_floor(story: Story) -> None:
    table = story.trace["reference/decoder.probabilities"].values.astype(np.float64)
    vocabulary = story.trace.words["target_vocabulary"]
    for row, word in enumerate(story.trace.words["reference"]):
        asked = FORMULAS["smoothed_target"].evaluate(
            target=vocabulary.index(word), words=len(vocabulary), smoothing=story.record["smoothing"].item()
        )
        paid = FORMULAS["smoothed_cross_entropy"].evaluate(asked=asked, probabilities=table[row])
        assert paid >= story.record["floor"].item() - 1e-6


def test_the_untrained_model_pays_more_than_blind_guessing(story: Story) -> None:
    assert story.is_wrong_before
    assert story.record["blind"].item() == pytest.approx(math.log(story.record["vocabulary"].item()), abs=1e-5)
