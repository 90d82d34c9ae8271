"""Feed-forward: the neurons that the clip shows are the record's, and a word's numbers are what the formula gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.trace import Trace
from scenes.kit.setting import Setting
from scenes.positional_ffn.parts.feed_forward_column import Column
from scenes.positional_ffn.parts.feed_forward_floor import Floor, fallen
from scenes.positional_ffn.parts.feed_forward_lines import lines_about
from scenes.positional_ffn.parts.feed_forward_names import Names
from scenes.positional_ffn.parts.feed_forward_neurons import (
    FEATURES,
    LIVING,
    SURE,
    encoder_features,
    false_trail,
    living_neuron,
    meanings,
    meanings_found,
    melts_without_the_cut,
    serves_every_word,
    share_of_all,
    word_neuron,
)

SETTING = Setting()
TRACE = SETTING.trace


def test_the_neuron_is_the_surest_that_the_words_allow_and_fires_at_them_alone() -> None:
    found = word_neuron(TRACE)
    record = TRACE.scope("experiments/neurons")
    names, sides = (TRACE.words[f"experiments/neurons/{key}"] for key in ("features", "sides"))
    known = [i for i, name in enumerate(names) if name in FEATURES and sides[i] == "encoder"]
    assert record["f1"].values[found.neuron.feature] == max(record["f1"].values[known])
    assert {TRACE.source[row] for row in found.rows} == {"it"}
    assert tuple(np.flatnonzero(found.neuron.answers.values > 0)) == found.rows


def test_the_neuron_of_living_things_answers_to_who_acts_in_three_sentences_as_the_network_computes() -> None:
    living = living_neuron(TRACE)
    assert living is not None
    assert living.neuron.feature == encoder_features(TRACE)[LIVING]
    assert living.nouns == tuple(words[2] for words in living.words)
    assert len(set(living.nouns)) == 3 and living.answers_to_them_alone
    block = living.neuron.block
    w_1, b_1 = (TRACE[f"weights/{block}.{name}"].values for name in ("w_1", "b_1"))
    for scope, answers in zip(("main", "neighbour.same", "neighbour.other"), living.answers, strict=True):
        rows = TRACE[f"{scope}/encoder.{living.neuron.layer}.norm1.output"].values
        hidden = np.maximum(0, rows @ w_1 + b_1)
        np.testing.assert_allclose(answers.values, hidden[:, living.neuron.unit], atol=1e-4)


def test_the_trail_is_false_because_both_answers_are_alike() -> None:
    trail = false_trail(TRACE)
    assert trail is not None and trail.alike
    assert [words[noun] for words, noun in zip(trail.words, trail.nouns, strict=True)] == ["cat", "house"]
    assert all(words[trail.it] == "it" for words in trail.words)


def test_sure_neurons_are_counted() -> None:
    assert meanings(TRACE).value == len(TRACE.words["experiments/neurons/features"])
    assert meanings_found(TRACE).value == sum(1 for f1 in TRACE["experiments/neurons/f1"].values if f1 >= SURE)


def test_one_column_gives_the_number_that_stands_above_it() -> None:
    """The products of the word's row with a column, and the bias, add up to the bar over that column."""
    column = Column(TRACE, SETTING.theme, word_neuron(TRACE))
    for unit in (0, column.found.neuron.unit, 127):
        products = column.products(unit)
        total = products.values.sum() + column.last(products, unit).claim.value
        assert abs(total - column.wide.values[unit]) < 1e-4


def test_what_falls_is_below_zero_and_what_stays_is_counted() -> None:
    floor = Floor(TRACE, SETTING.theme, word_neuron(TRACE))
    assert len(floor.below()) + floor.fired.value == len(floor.before.values)
    assert len(fallen(floor.before, floor.below())) == len(floor.below())
    np.testing.assert_array_equal(np.maximum(floor.before.values, 0), floor.above.values)
    found = floor.found
    w_2, b_2 = (TRACE[f"weights/{found.neuron.block}.{name}"].values for name in ("w_2", "b_2"))
    np.testing.assert_allclose(floor.above.values @ w_2 + b_2, floor.report.values, atol=1e-4)


def test_what_is_said_of_all_words_and_of_the_cut_is_so() -> None:
    neuron = word_neuron(TRACE).neuron
    assert serves_every_word(TRACE, neuron) and melts_without_the_cut(TRACE, neuron)
    sizes = {name: TRACE[name].values.size for name in TRACE.tensors if name.startswith("weights/")}
    assert abs(share_of_all(TRACE) * sum(sizes.values()) - sum(n for name, n in sizes.items() if ".ffn." in name)) < 0.5


def test_question_marks_stand_over_numbers_without_a_name() -> None:
    names = Names(TRACE, SETTING.theme, word_neuron(TRACE))
    named = names.strip.bar(names.found.neuron.unit).get_center()[0]
    assert len(names.marks) > 3
    assert all(abs(mark.get_center()[0] - named) > 0.1 for mark in names.marks)


def test_a_model_that_errs_is_told_as_it_is(guessing_trace: Path) -> None:
    trace = Trace.load(guessing_trace)
    lines = lines_about(trace)
    assert all(all(said.holds.values()) for said in lines.values())
    assert ("never" in lines["answers"].holds) == word_neuron(trace).neuron.never_errs
