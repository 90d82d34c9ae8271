"""Spotlight: which threads and words of the bridge are lit, and the shares written below the French words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from manim import UP, Animation, FadeIn, FadeOut, VGroup

from model.trace import Tensor
from scenes.decoder.parts.cross_attention_bridge import Bridge
from scenes.decoder.parts.cross_attention_threads import Threads
from scenes.decoder.parts.readings import Look
from scenes.kit.claims import Measured
from scenes.kit.layout import pixels
from scenes.kit.mobjects.arcs import RISE, LookArc
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import on_one_baseline
from scenes.kit.motion import dim, tint, undim

FALLEN = 0.22  # strength of threads that are not in focus


class Spotlight:
    """Lights pairs of words one after another and remembers them all for the last picture.

    Args:
        bridge: its English words and the French row below.
        threads: between them.
    """

    def __init__(self, bridge: Bridge, threads: Threads) -> None:
        self.bridge, self.threads = bridge, threads
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.kept: set[int] = set()
        self.shares: dict[int, NumberText] = {}

    def on(self, pairs: Iterable[tuple[int, int]], *, threads: bool = True) -> list[Animation]:
        """Light the words of (row, column) pairs and, if ``threads``, all threads of their rows; dim the others."""
        pairs = list(pairs)
        rows, columns = {row for row, _ in pairs}, {column for _, column in pairs}
        self.rows |= rows
        self.columns |= columns
        self.kept |= rows if threads else set()
        return self._light(rows, columns, rows if threads else set())

    def everything_seen(self) -> list[Animation]:
        """Light again all that was lit one after another; the whole sentence if nothing was."""
        if not self.rows:
            every = set(range(len(self.bridge.below)))
            return self._light(every, set(range(len(self.bridge.english))), every)
        return self._light(self.rows, self.columns, self.kept)

    def share(self, row: int, weight: Tensor) -> list[Animation]:
        """Write a weight below the word of a row, in place of one that stands there."""
        theme = self.bridge.theme
        number = NumberText(Measured(weight), theme, spec=".0%", size=theme.sizes.note, weight="MEDIUM")
        middle = self.bridge.below[row].get_center()[0]
        number.on_baseline(middle, self.bridge.stage.bottom + 0.2, align=0.5)
        old = self.shares.get(row)
        self.shares[row] = number
        return [FadeIn(number), *([FadeOut(old)] if old is not None else [])]

    def _light(self, rows: set[int], columns: set[int], kept: set[int]) -> list[Animation]:
        bridge, theme = self.bridge, self.bridge.theme
        moves = []
        for words, lit, role in ((bridge.english, columns, "key"), (bridge.below, rows, "query")):
            for part, shade in ((lit, role), (set(range(len(words))) - lit, "quiet")):
                if part:
                    moves.append(tint(*(words[i] for i in sorted(part)), theme=theme, role=shade))
        for line, (row, _) in zip(self.threads, self.threads.drawn, strict=True):
            moves.append(undim(line) if row in kept else dim(line, opacity=FALLEN))
        return moves


def arc_above(bridge: Bridge, look: Look) -> tuple[LookArc, VGroup]:
    """The arc of a look of the encoder from one English word to another, as thick as its weight, and its label."""
    theme = bridge.theme
    words = bridge.english[look.row], bridge.english[look.column]
    foot = max(word.get_top()[1] for word in words) + pixels(12)
    ends = [np.array([word.get_center()[0], foot, 0.0]) for word in words]
    arc = LookArc(look.weight, ends, stroke_color=theme.role("weight"))
    number = NumberText(Measured(look.weight), theme, spec=".0%", size=theme.sizes.note, weight="MEDIUM")
    label = on_one_baseline([number, *bridge.place_words(look)], gap=pixels(10))
    label.move_to((ends[0] + ends[1]) / 2 + (0.75 * RISE + 0.25) * UP)
    return arc, label
