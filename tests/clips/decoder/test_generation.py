"""What the clip on the next word shows: the word that fits best is written, and rows are as many as were counted."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch

from model.trace import Trace
from scenes.decoder.parts.generation_figure import Figure
from scenes.decoder.parts.generation_machine import Line, Machine
from scenes.decoder.parts.generation_stairs import Stairs
from scenes.decoder.parts.generation_step import SHOWN, answered, choice, last_rows, told_step
from scenes.decoder.parts.generation_table import Table
from scenes.kit.theme import DARK


def test_the_likeliest_word_of_each_step_is_the_one_that_is_written(default_trace: Trace) -> None:
    known = default_trace.words["target_vocabulary"]
    for step, word in enumerate(default_trace.target):
        found = choice(default_trace, step)
        assert len(found.places) == SHOWN and known[found.places[0]] == word
    assert 1 <= told_step(default_trace) < len(default_trace.target) - 1


def test_scores_and_shares_are_the_dot_products_of_the_rows_that_are_shown(default_trace: Trace) -> None:
    step = told_step(default_trace)
    table = Table(default_trace, DARK, step)
    embedding = torch.tensor(default_trace["weights/target_embedding"].values)
    row = torch.tensor(last_rows(default_trace).values[step])
    products = embedding @ row
    shares = torch.softmax(products, dim=0)
    for place, number, share, strip in zip(table.choice.places, table.scores, table.shares, table.rows, strict=True):
        assert np.isclose(number.claim.value, products[place].item(), atol=1e-4)
        assert np.isclose(share.piece.width / share.box.width, shares[place].item(), atol=1e-4)
        np.testing.assert_allclose(strip.values, embedding[place].numpy(), atol=1e-6)
    assert table.best == default_trace.target[step]


def test_the_triangle_has_as_many_rows_as_were_computed(default_trace: Trace) -> None:
    stairs = Stairs(default_trace, DARK)
    without, kept = (default_trace[f"search/greedy.rows_{name}_cache"].item() for name in ("without", "with"))
    assert len(stairs.new) + len(stairs.repeated) == without and len(stairs.new) == kept
    assert len(stairs.keys) == len(stairs.values) == kept


def test_a_step_answers_to_the_word_that_the_grammar_aligns_it_with(default_trace: Trace) -> None:
    for step, (_, source) in enumerate(default_trace.facts["alignment"]):
        assert answered(default_trace, step) == source
    assert answered(default_trace, len(default_trace.target) - 1) == len(default_trace.source) - 1


def test_the_line_is_the_start_and_the_translation_and_fits_the_stage(default_trace: Trace) -> None:
    chips = Line(default_trace, DARK).chips
    assert [chip.word.token for chip in chips][1:] == list(default_trace.target)
    for one, two in pairwise(chips):
        assert one.box.get_right()[0] <= two.box.get_left()[0]
    assert chips[-1].box.get_right()[0] <= 1860 / 135 - 64 / 9


def test_machine_and_figure_have_the_parts_of_the_model(default_trace: Trace) -> None:
    machine = Machine(default_trace, DARK)
    assert (len(machine.plates["encoder"]), len(machine.plates["decoder"])) == (4, 3)
    figure = Figure(default_trace, DARK, told_step(default_trace))
    assert {half: len(parts) for half, parts in figure.parts.items()} == {"encoder": 4, "decoder": 3}
    assert len(figure.bridge) == 1
    end = figure.row("decoder", 3).values
    np.testing.assert_array_equal(end, last_rows(default_trace).values[told_step(default_trace)])
