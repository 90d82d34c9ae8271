"""docs/coverage.md names every clip of the film, and no clip that does not exist."""

from __future__ import annotations

import re

import pytest

from scenes import addresses
from studio.system import paths

TEXT = (paths.ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|`]+?) \| (`.+`) \|$", TEXT, re.MULTILINE)
NAMED = {topic: re.findall(r"`([\w/]+)`", clips) for topic, clips in ROWS}


def test_each_topic_names_clips_that_exist() -> None:
    known = {address for address in addresses() if "/" in address}
    assert len(NAMED) == len(ROWS) >= 40
    assert {topic: set(clips) - known for topic, clips in NAMED.items() if not clips or set(clips) - known} == {}


def test_each_clip_is_named() -> None:
    named = {clip for clips in NAMED.values() for clip in clips}
    assert {address for address in addresses() if "/" in address} == named


@pytest.mark.parametrize(
    "word",
    [
        "recurrence", "vanishing", "tokens", "√d_model", "relative shift", "order blindness", "dot product", "variance",
        "temperature", "subtracting the largest", "causal mask", "padding mask", "weighted sum", "heat map", "W_O",
        "ablation", "cross-attention", "residual", "layer norm", "feed-forward", "encoder stack", "decoder stack",
        "output layer", "autoregression", "cache", "greedy", "beam", "sampling", "teacher forcing", "cross-entropy",
        "label smoothing", "Adam", "warm-up", "W_Q", "gradient flow", "parameter count", "path length", "parallel",
        "pre-training", "fine-tuning", "why much data", "applications", "ChatGPT", "detective", "pronouns", "code",
        "quiz",
    ],
)  # fmt: skip
def test_nothing_that_the_film_promises_is_missing(word: str) -> None:
    assert any(word in topic for topic in NAMED), word
