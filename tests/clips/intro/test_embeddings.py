"""What the clip on embeddings says is computed again by other means: the flat map, its share, neighbours, sizes."""

from __future__ import annotations

from functools import partial

import numpy as np

from model.trace import END, Trace
from scenes.intro.parts.embeddings_meaning import beside_each_other, flattened, read_rows, share_kept, verb_pairs
from scenes.intro.parts.embeddings_sizes import Sizes, typical
from scenes.kit.choose import pronoun
from scenes.kit.layout import standard_layout
from scenes.kit.theme import DARK

WORDS = ("⟨pad⟩", END, "⟨new⟩", "the", "likes", "like", "crosses", "cross", "cats")


def test_padding_and_the_reserve_are_no_rows_of_the_map() -> None:
    assert read_rows(WORDS) == (1, 3, 4, 5, 6, 7, 8)


def test_the_forms_of_a_verb_differ_by_the_ending_alone() -> None:
    assert verb_pairs(WORDS) == ((5, 4), (7, 6))


def test_the_map_keeps_the_distances_of_rows_that_lie_in_a_plane() -> None:
    plane = np.random.default_rng(1).normal(size=(6, 2)) @ np.random.default_rng(2).normal(size=(2, 5))
    rows = tuple(range(6))
    flat = flattened(rows, plane)
    between = np.linalg.norm(plane[:, None] - plane[None], axis=-1)
    np.testing.assert_allclose(np.linalg.norm(flat[:, None] - flat[None], axis=-1), between, atol=1e-9)
    assert abs(share_kept(rows, plane) - 1.0) < 1e-9
    assert all(column[np.abs(column).argmax()] > 0 for column in flat.T)


def test_the_share_is_that_of_the_two_largest_eigenvalues(default_trace: Trace) -> None:
    table = default_trace["weights/source_embedding"].values.astype(np.float64)
    rows = read_rows(default_trace.words["source_vocabulary"])
    spread = np.linalg.eigvalsh(np.cov(table[list(rows)].T))
    assert abs(share_kept(rows, table) - spread[-2:].sum() / spread.sum()) < 1e-9


def test_neighbours_are_found_by_their_angle_alone() -> None:
    table = np.array([[1.0, 0.0], [5.0, 0.1], [0.0, 1.0], [0.9, 0.9]])
    count = partial(beside_each_other, (0, 1, 2, 3), ((0, 1),))
    assert count(table) == 2
    assert count(table * np.array([[1.0], [0.1], [1.0], [7.0]])) == 2
    table[3] = [1.0, 0.01]  # between the two
    assert count(table) == 0


def test_rows_times_the_root_are_what_goes_in_the_same_in_both_sentences(default_trace: Trace) -> None:
    words = default_trace.words["source_vocabulary"]
    place = pronoun(default_trace)
    assert place is not None
    entry = words.index(default_trace.source[place])
    row = default_trace["weights/source_embedding"].values[entry]
    factor = Sizes(default_trace, DARK, standard_layout().stage, entry, place).factor.value
    own, twin = (default_trace[f"{scope}/encoder.embedding"].values[place] for scope in ("main", "twin"))
    np.testing.assert_array_equal(own, twin)
    np.testing.assert_allclose(own, row * factor, rtol=1e-6)
    assert abs(typical(own) - np.linalg.norm(own) / np.sqrt(own.size)) < 1e-6
