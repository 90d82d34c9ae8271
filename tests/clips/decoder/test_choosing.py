"""What the clip on choosing words computes itself: a hesitation, shares at a temperature, needles, what a beam kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from model.trace import Trace
from scenes.decoder.parts.choosing_beam import agrees, nodes_of, pages_of
from scenes.decoder.parts.choosing_lines import lines_about
from scenes.decoder.parts.choosing_race import FALLEN, LEAST, Race, hesitation, landed
from scenes.decoder.parts.choosing_ruler import Ruler, Tally
from scenes.kit.theme import THEMES


def test_it_hesitates_between_the_pronouns_at_a_kept_step_that_wrote_the_rest_rightly(default_trace: Trace) -> None:
    race = Race(default_trace)
    assert set(race.words) == {"il", "elle"} and race.moment.second >= LEAST
    assert race.step.value in default_trace.facts["steps"]
    assert race.beginning == default_trace.words["reference"][: race.moment.row]
    earlier = [step for step in default_trace.facts["steps"] if step < race.step.value]
    at = race.moment.row
    reference = default_trace.words["reference"][:at]
    assert all(default_trace.words[f"run.step_{step}.target"][:at] != reference for step in earlier)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_the_shares_at_a_recorded_temperature_are_those_of_pytorch(default_trace: Trace, which: int) -> None:
    race = Race(default_trace)
    temperature = race.record["temperature"][race.temperatures[which]]
    scores = torch.from_numpy(np.log(race.moment.shares.values.astype(np.float64)))
    expected = torch.softmax(scores / temperature.item(), dim=-1).numpy()
    first, second = (expected[place] for place in race.moment.order)
    assert race.at(temperature).values == pytest.approx([first, second, 1 - first - second], abs=1e-6)


def test_every_needle_lands_on_the_piece_under_it(default_trace: Trace) -> None:
    race = Race(default_trace)
    ends = np.cumsum(race.shares.values)
    starts = ends - race.shares.values
    pieces = race.needles.values.astype(int)
    places = np.array(FALLEN)
    assert np.all(places >= starts[pieces]) and np.all(places < ends[pieces])
    assert sum(race.count(piece).value for piece in (0, 1, 2)) == len(FALLEN)


def test_the_needles_are_drawn_and_not_arranged() -> None:
    assert np.random.default_rng(2017).random(len(FALLEN)) == pytest.approx(FALLEN, abs=5e-7)


def test_many_needles_land_as_often_as_the_shares_say() -> None:
    shares = np.array([0.68, 0.28, 0.04])
    many = landed(shares, np.random.default_rng(1).random(40_000).tolist())
    assert np.bincount(many, minlength=3) / 40_000 == pytest.approx(shares, abs=0.01)


def test_a_tally_has_a_stroke_for_each_needle_on_its_piece(default_trace: Trace) -> None:
    race = Race(default_trace)
    ruler = Ruler(race, race.shares, THEMES["dark"])
    for piece in (0, 1, 2):
        assert len(Tally(race, piece, ruler, THEMES["dark"]).strokes) == race.count(piece).value


def test_the_pages_of_the_beam_show_what_it_kept(default_trace: Trace) -> None:
    pages, kept = pages_of(default_trace), [node.text for _, node in nodes_of(default_trace)]
    logs = np.cumsum(default_trace["search/beam.log_probabilities"].values)
    np.testing.assert_allclose([page.best.score.item() for page in pages], logs[: len(pages)], atol=1e-4)
    for page in pages:
        assert page.best.text in kept
        assert page.rival is None or (page.rival.text in kept and page.rival.text != page.best.text)
    assert agrees(default_trace) == (default_trace.words["search.beam"] == default_trace.words["search.greedy"])


def test_trained_it_is_settled_and_the_clip_hands_over(default_trace: Trace) -> None:
    race = Race(default_trace)
    assert race.is_settled and race.words[race.winner] == "il"
    lines = lines_about(default_trace)
    assert list(lines)[-1] == "settled" and "Where?" in lines["settled"].template
    assert all(all(line.holds.values()) for line in lines.values())


def test_a_machine_that_still_guesses_is_not_said_to_be_right(guessing_trace: Path) -> None:
    trace = Trace.load(guessing_trace)
    assert hesitation(trace).second >= LEAST and not Race(trace).is_settled
    lines = lines_about(trace)
    assert "Where?" not in lines["settled"].template
    assert all(all(line.holds.values()) for line in lines.values())
