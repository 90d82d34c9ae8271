"""What the clip on the map says of what was written is so, and what crosses its bridge is what the decoder reads."""

from __future__ import annotations

import numpy as np
import pytest

from model.trace import END, Trace
from scenes.intro.parts.map_bridge import Bridge
from scenes.intro.parts.map_lines import kinds_of, lines_about
from scenes.intro.parts.map_reader import Reader
from scenes.intro.parts.map_sides import LEFT, ROWS, tiles_below
from scenes.kit.theme import DARK, THEMES

LONGEST = "the beautiful animal crosses the small black village because the turtle was curious"


def test_the_end_is_named_only_where_the_model_wrote_it(default_trace: Trace) -> None:
    assert default_trace.target[-1] == END
    assert "until it names the end" in lines_about(default_trace)["again"].template
    stopped = Trace(
        default_trace.tensors, {**default_trace.words, "target": default_trace.target[:-1]}, default_trace.facts
    )
    line = lines_about(stopped)["again"]
    assert "never" in line.template and all(line.holds.values())


def test_the_kinds_of_parts_are_those_of_the_paper(default_trace: Trace) -> None:
    """Vaswani et al. 2017, figure 1: embedding, two attentions, feed-forward, and what names the word."""
    assert set(kinds_of(default_trace)) == {"input", "self_attn", "cross_attn", "ffn", "logits"}


def test_what_crosses_is_what_the_decoder_makes_its_keys_of(default_trace: Trace) -> None:
    memory = Reader(default_trace, DARK).memory.values.astype(np.float64)
    w_k = default_trace["weights/decoder.0.cross_attn.w_k"].values.astype(np.float64)  # (D, H, K)
    keys = np.einsum("sd,dhk->hsk", memory, w_k)
    np.testing.assert_allclose(keys, default_trace["main/decoder.0.cross_attn.key"].values, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("progress", [1.0, 1.4, 2.7])
def test_numbers_on_the_bridge_keep_their_order_and_come_round(default_trace: Trace, progress: float) -> None:
    bridge = Bridge(default_trace["main/encoder.1.norm2.output"], DARK)
    before = [dash.points.copy() for lane in bridge.show(progress).lanes for dash in lane]
    after = [dash.points for lane in bridge.show(progress + bridge.round_trip).lanes for dash in lane]
    for one, other in zip(before, after, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)
    assert sum(len(points) > 0 for points in before) >= len(before) * 31 / 32


def test_the_longest_sentence_stands_in_two_rows_below_its_block(default_trace: Trace) -> None:
    tiles = tiles_below([*LONGEST.split(), END], LEFT, default_trace, THEMES["dark"], pictured=True)
    assert len({round(float(tile.box.get_center()[1]), 3) for tile in tiles}) <= ROWS + 1
    assert min(tile.word.size for tile in tiles) >= 30
