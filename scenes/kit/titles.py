"""How the film and its acts are called on screen, in chapters and in lists, by their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FILM = "The Animated Transformer"

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "intro": "Introduction",
        "self_attention": "Self-attention",
        "multi_head": "Multi-head attention",
        "positional_ffn": "Places and feed-forward",
        "decoder": "The decoder",
        "training": "Training",
    }
)
