"""What the clip on embeddings says is computed again by other means: neighbours, sizes, rows, and the list."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import torch

from model.trace import END, Trace
from scenes.intro.parts.embeddings_forms import beside_each_other, forms_of, nearest, read_rows, verb_pairs
from scenes.intro.parts.embeddings_lines import NEARLY_ALL, lines_about, rows_of_it
from scenes.intro.parts.embeddings_list import REACH, TokenList
from scenes.kit.choose import pronoun
from scenes.kit.theme import DARK

WORDS = ("⟨pad⟩", END, "⟨new⟩", "the", "likes", "like", "crosses", "cross", "cats")


def test_padding_and_the_reserve_are_no_rows_that_were_read() -> None:
    assert read_rows(WORDS) == (1, 3, 4, 5, 6, 7, 8)


def test_the_forms_of_a_verb_differ_by_the_ending_alone() -> None:
    assert verb_pairs(WORDS) == ((5, 4), (7, 6))


def test_neighbours_are_found_by_their_angle_alone() -> None:
    table = np.array([[1.0, 0.0], [5.0, 0.1], [0.0, 1.0], [0.9, 0.9]])
    count = partial(beside_each_other, (0, 1, 2, 3), ((0, 1),))
    assert count(table) == 2
    assert count(table * np.array([[1.0], [0.1], [1.0], [7.0]])) == 2
    table[3] = [1.0, 0.01]  # between the two
    assert count(table) == 0


def test_the_nearest_row_is_that_of_torch(default_trace: Trace) -> None:
    forms = forms_of(default_trace)
    rows = read_rows(forms.words)
    table = torch.tensor(forms.table.values[list(rows)], dtype=torch.float64)
    for row in (row for pair in forms.pairs for row in pair):
        alike = torch.nn.functional.cosine_similarity(table, table[rows.index(row)], dim=1)
        alike[rows.index(row)] = -1.0
        assert nearest(rows, forms.table.values.astype(np.float64), row) == rows[int(alike.argmax())]


def test_the_verb_shown_large_is_the_sentences_own_and_each_others_nearest(default_trace: Trace) -> None:
    forms = forms_of(default_trace)
    base, third = forms.shown
    assert forms.words[third] in default_trace.source
    assert forms.meets(base, third) and forms.meets(third, base)


def test_nearly_all_is_said_only_where_it_is_so(default_trace: Trace, guessing_trace: Path) -> None:
    for trace in (default_trace, Trace.load(guessing_trace)):
        forms, line = forms_of(trace), lines_about(trace)["nearest"]
        assert ("nearly all" in line.template) == (forms.found.value / forms.count.value >= NEARLY_ALL)
        assert all(line.holds.values())


def test_rows_times_the_root_are_what_goes_in_the_same_in_both_sentences(default_trace: Trace) -> None:
    place = pronoun(default_trace)
    assert place is not None
    first, second = rows_of_it(default_trace)
    assert first == second
    row = default_trace["weights/source_embedding"].values[first]
    own, twin = (default_trace[f"{scope}/encoder.embedding"].values[place] for scope in ("main", "twin"))
    np.testing.assert_array_equal(own, twin)
    np.testing.assert_allclose(own, row * np.sqrt(row.size), rtol=1e-6)


def test_the_list_shows_the_rows_about_its_middle_and_no_other(default_trace: Trace) -> None:
    listed = TokenList(default_trace, DARK, 13)
    seen = [row for row in listed.entries if row.word.get_fill_opacity() > 0]
    assert [row.place for row in seen] == list(range(13 - REACH, 13 + REACH + 1))
    assert sorted(listed.strips()) == [row.place for row in seen]
    heights = [float(row.word.get_center()[1]) for row in listed.show(20).seen]
    assert heights == sorted(heights, reverse=True)
