"""Positions and feed-forward: where a word stands, and what is done to each word on its own."""

from __future__ import annotations

from scenes.kit.scene import Act
from scenes.kit.titles import TITLES
from scenes.positional_ffn.add_norm import AddNorm
from scenes.positional_ffn.feed_forward import FeedForward
from scenes.positional_ffn.layer import Layer
from scenes.positional_ffn.order import Order
from scenes.positional_ffn.rotation import Rotation


class PositionalFFN(Act):
    """The clips of the act, one after another."""

    title = TITLES["positional_ffn"]
    idea = "What is added to a word, and what is done to each word on its own."
    clips = (Order, Rotation, AddNorm, FeedForward, Layer)
