"""What the clip on several heads shows is what the heads of the layer do."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from model.trace import END, Trace
from scenes.kit.heads import Roster
from scenes.kit.theme import THEMES
from scenes.multi_head.parts.heads_doors import Doors
from scenes.multi_head.parts.heads_joining import Joining
from scenes.multi_head.parts.heads_layer import MOST, Layer
from scenes.multi_head.parts.heads_lines import described, itself, lines_about, two_ways
from scenes.multi_head.parts.heads_maps import tilted
from scenes.multi_head.parts.roles_bench import small_map

THEME = THEMES["dark"]


@pytest.fixture(scope="module")
def layer(default_trace: Trace) -> Layer:
    return Layer(default_trace)


def test_one_head_looks_at_the_noun_and_two_at_the_word_itself(layer: Layer) -> None:
    assert layer.trace.source[layer.row] == "black"
    noun = described(layer)
    assert noun is not None and layer.trace.source[noun.place] == "cat"
    weights = layer.tensor("weights").values[:, layer.row]
    assert [look.place for look in layer.looks] == weights.argmax(axis=1).tolist()
    assert [look.head for look in itself(layer)] == np.flatnonzero(weights[:, layer.row] >= MOST).tolist()
    assert len(itself(layer)) == 2


def test_the_word_after_it_is_has_a_clip_of_its_own(layer: Layer) -> None:
    """Or this clip would give away which head the next one suspects."""
    assert layer.row not in {layer.trace.facts["roles"]["main"]["predicate"]}


def test_what_the_heads_add_is_what_the_layer_computes(layer: Layer) -> None:
    mixed, w_o = (torch.tensor(layer.tensor("mixed").values), torch.tensor(layer.parameter("w_o").values))
    side_by_side = mixed.permute(1, 0, 2).flatten(1)  # (S, H K)
    joined = torch.nn.functional.linear(side_by_side, w_o.flatten(0, 1).T)  # (S, D)
    assert layer.contributions.sum(axis=0) == pytest.approx(joined.numpy(), abs=1e-4)
    assert layer.adds_up
    shown = sum(layer.contribution(head).values for head in range(layer.heads.value))
    assert shown == pytest.approx(layer.sum_of(layer.heads.value).values, abs=1e-5)


def test_a_block_of_the_matrix_lies_where_the_whole_one_has_it(layer: Layer) -> None:
    joining = Joining(layer, THEME)
    whole, k = joining.card.tensor.values, layer.tensor("mixed").shape[2]
    for head, block in enumerate(joining.blocks(apart=False)):
        np.testing.assert_array_equal(block.tensor.values, whole[:, head * k : (head + 1) * k])


def test_a_door_reads_all_of_a_word_and_gives_the_query(layer: Layer) -> None:
    doors = Doors(layer, THEME)
    for head, (card, out) in enumerate(zip(doors.cards, doors.out, strict=True)):
        assert card.tensor.shape == (out.tensor.shape[0], doors.whole.tensor.shape[0])
        assert card.tensor.values @ doors.whole.tensor.values == pytest.approx(
            layer.tensor("query").values[head, layer.row], abs=1e-4
        )


def test_the_last_maps_stand_where_those_of_the_next_clip_begin(layer: Layer) -> None:
    roster = Roster(layer.trace)
    for head in (head for head in roster.heads if head.layer == layer.number):
        ours, next_ones = tilted(layer, THEME, head.number, small=True), small_map(roster, head, THEME)
        assert ours.box.get_center() == pytest.approx(next_ones.box.get_center(), abs=0.02)
        assert ours.box.width == pytest.approx(next_ones.box.width)


@pytest.mark.parametrize("which", ["default", "twin", "shortest", "longest"])
def test_two_heads_are_named_that_look_at_unlike_words(which: str, traces: dict[str, object]) -> None:
    layer = Layer(Trace.load(traces[which]))  # type: ignore[arg-type]
    ways = two_ways(layer)
    assert ways is not None
    words = [layer.trace.source[way.place] for way in ways]
    assert words[0] != words[1] and END not in words
    assert all(all(said.holds.values()) for said in lines_about(layer.trace).values())
