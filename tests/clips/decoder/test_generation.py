"""What the clip on writing word by word shows: the likeliest word is written, and rows are as many as were counted."""

from __future__ import annotations

import numpy as np

from model.formulas import FORMULAS
from model.trace import Trace
from scenes.decoder.parts.generation_drawer import Drawer, all_heads
from scenes.decoder.parts.generation_figure import moment
from scenes.decoder.parts.generation_next_word import SHOWN, NextWord, choice, last_rows, told_step
from scenes.kit.layout import standard_layout
from scenes.kit.theme import DARK


def test_the_likeliest_word_of_each_step_is_the_one_that_is_written(default_trace: Trace) -> None:
    known = default_trace.words["target_vocabulary"]
    for step, word in enumerate(default_trace.target):
        found = choice(default_trace, step)
        assert len(found.places) == SHOWN and known[found.places[0]] == word
    assert told_step(default_trace) < len(default_trace.target) - 1


def test_logits_are_the_dot_products_that_are_shown(default_trace: Trace) -> None:
    step = told_step(default_trace)
    parts = NextWord(default_trace, DARK, standard_layout().stage, step)
    table = default_trace["weights/target_embedding"].values
    logits = FORMULAS["logits"].evaluate(y=last_rows(default_trace).values, table=table)
    np.testing.assert_allclose(logits, default_trace["main/decoder.logits"].values, atol=1e-4)
    assert np.isclose(parts.products().values.sum(), logits[step, parts.choice.places[0]], atol=1e-4)


def test_the_triangle_has_as_many_rows_as_were_computed(default_trace: Trace) -> None:
    drawer = Drawer(default_trace, DARK, standard_layout().stage, 0)
    assert sum(map(len, drawer.cells)) == default_trace["search/greedy.rows_without_cache"].item()
    assert len(drawer.newest()) == default_trace["search/greedy.rows_with_cache"].item()


def test_keys_of_all_heads_stand_side_by_side(default_trace: Trace) -> None:
    heads = default_trace["main/decoder.0.self_attn.key"]
    width = heads.shape[2]
    for head in range(heads.shape[0]):
        np.testing.assert_array_equal(all_heads(heads).values[:, head * width : (head + 1) * width], heads.values[head])


def test_a_step_answers_to_the_word_that_the_grammar_aligns_it_with(default_trace: Trace) -> None:
    for step, (_, source) in enumerate(default_trace.facts["alignment"]):
        assert moment(default_trace, step).source == source
    assert moment(default_trace, len(default_trace.target) - 1).source == len(default_trace.source) - 1
