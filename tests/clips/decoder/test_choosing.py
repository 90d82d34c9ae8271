"""What the clip on choosing words computes itself: shares at a temperature, chances of whole sentences, the tree."""

from __future__ import annotations

import numpy as np

from model.trace import END, Trace
from scenes.decoder.parts.choosing_sampling import MOST, Race, first_draw, followed_step
from scenes.decoder.parts.choosing_tree import BeamTree, nodes_of, rivals, winner
from scenes.kit.layout import standard_layout
from scenes.kit.theme import DARK


def test_at_temperature_one_the_shares_are_the_models(default_trace: Trace) -> None:
    record = default_trace.scope("experiments/sampling")
    one = record["temperature"][int(np.flatnonzero(record["temperature"].values == 1.0)[0])]
    race = Race(default_trace, followed_step(default_trace))
    table = default_trace["main/decoder.probabilities"].values
    row = np.sort(table[race.step].astype(np.float64))[::-1]
    np.testing.assert_allclose([race.share(rank, one).value for rank in range(MOST)], row[:MOST], rtol=1e-4)
    np.testing.assert_allclose(race.rest(one).value, row[MOST:].sum(), rtol=1e-4)


def test_cold_is_surer_and_hot_less_sure(default_trace: Trace) -> None:
    known = default_trace["experiments/sampling/temperature"]
    warm = [known[i] for i in range(known.shape[0]) if known[i].item() > 0]
    race = Race(default_trace, followed_step(default_trace))
    first = [race.share(0, temperature).value for temperature in warm]
    assert first == sorted(first, reverse=True)
    for temperature in warm:
        draw = first_draw(default_trace, temperature.item())
        assert " ".join(draw) in default_trace.words["search.samples"]
    assert first_draw(default_trace, 7.0) == ()


def test_the_winner_of_the_beam_is_a_way_through_the_tree(default_trace: Trace) -> None:
    best, others = winner(default_trace), rivals(default_trace)
    scores = [node.score.item() for node in best]
    logs = default_trace["search/beam.log_probabilities"].values
    np.testing.assert_allclose(np.diff([0.0, *scores]), logs, atol=1e-4)
    kept = {node.words for node in (*best, *others)}
    assert all(node.words[:-1] in kept for node in (*best, *others) if node.step)
    assert len(kept) == sum(node.kept for node in nodes_of(default_trace))


def test_the_runner_up_is_whole_or_the_last(default_trace: Trace) -> None:
    tree = BeamTree(default_trace, DARK, standard_layout().stage)
    other = tree.runner_up
    assert other.words[-1] == END or other.step == max(node.step for node in tree.others)
    assert other.score.item() < tree.best[-1].score.item()
    assert {tree.best[-1].words, other.words} <= set(tree.scores)
