"""What is written beside the hands: their speeds, which of them are slow, how far they turn, what sine alone needs."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, LEFT, VGroup

from scenes.kit.layout import pixels
from scenes.kit.mobjects.cells import segments
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.rotation_dials import Dials
from scenes.positional_ffn.parts.rotation_places import Places


def speeds(dials: Dials, places: Places, theme: Theme, left: float) -> VGroup:
    """Degrees a word below each dial, and what they are, right up to ``left``."""
    size, group = theme.sizes.small, VGroup()
    y = dials.get_bottom()[1] - pixels(36)
    for pair, dial in enumerate(dials.dials):
        claim = places.turn(pair)
        decimals = 0 if claim.value >= 10 else 1 if claim.value >= 1 else 2
        number = NumberText(claim, theme, spec=f".{decimals}f", size=size, role="quiet", suffix="°")
        group.add(number.on_baseline(dial.middle[0], y, align=0.5))
    note = Words("per word", theme, size=size, role="quiet")
    return group.add(note.on_baseline(left - pixels(18), y, align=1.0))


def slow_ones(dials: Dials, places: Places, theme: Theme, under: float) -> VGroup:
    """A bracket below the hands that hardly move over this sentence, and how many they are."""
    slow, hands, size = places.slow(), places.hands, theme.sizes.small
    first, y = hands.value - int(slow.value), under - pixels(16)
    left, right = dials.dials[first].get_left()[0], dials.dials[-1].get_right()[0]
    ends = [((left, y), (right, y)), ((left, y), (left, y + 0.08)), ((right, y), (right, y + 0.08))]
    bracket = segments(ends, theme.role("quiet"), 2.0)
    parts = [
        NumberText(slow, theme, spec=".0f", size=size),
        Words("of", theme, size=size, role="quiet"),
        NumberText(hands, theme, size=size),
        Words("turn less than", theme, size=size, role="quiet"),
        NumberText(places.limit(), theme, size=size, suffix="°"),
        Words("from the first word to the last", theme, size=size, role="quiet"),
    ]
    note = on_one_baseline(parts, gap=pixels(9))
    note.shift([(left + right) / 2 - note.get_center()[0], y - pixels(12) - note.get_top()[1], 0])
    return VGroup(bracket, note)


def turned(near: Dials, places: Places, theme: Theme) -> VGroup:
    """By how much each near hand turns in a step, below it."""
    group = VGroup()
    for pair, dial in enumerate(near.dials):
        mark = Symbol(r"k\,\omega_i", theme, size=32)
        equals = Words("=", theme, role="quiet", size=26)
        number = NumberText(places.turned(pair), theme, spec=".0f", size=28, suffix="°", weight="MEDIUM")
        row = on_one_baseline([mark, equals, number], gap=pixels(10))
        group.add(row.move_to([dial.middle[0], dial.rim.get_bottom()[1] - 0.32, 0]))
    return group


def sine_factors(words: Sequence[str], places: Places, theme: Theme) -> VGroup:
    """What the sine of the fastest hand must be multiplied by in each of the two steps."""
    lines = VGroup(Words("sine of the first hand", theme, size=24, role="quiet"))
    for start in (places.first, places.second):
        way = Words(f"{words[start]} → {words[start + places.step]}", theme, size=26)
        number = NumberText(places.factor(start), theme, size=26, prefix="× ", weight="MEDIUM")
        lines.add(on_one_baseline([way, number], gap=pixels(26)))
    return lines.arrange(DOWN, buff=0.12, aligned_edge=LEFT)


__all__ = ["sine_factors", "slow_ones", "speeds", "turned"]
