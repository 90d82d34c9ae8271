"""Introduction: a sentence goes in, a translation comes out, and the machine that stands between them."""

from __future__ import annotations

from scenes.intro.embeddings import Embeddings
from scenes.intro.map import Map
from scenes.intro.question import Question
from scenes.intro.relay import Relay
from scenes.kit.scene import Act
from scenes.kit.titles import TITLES


class Intro(Act):
    """The clips of the act, one after another."""

    title = TITLES["intro"]
    idea = "An encoder reads, a decoder writes, and a bridge joins them."
    clips = (Question, Map, Embeddings, Relay)


__all__ = ["Intro"]
