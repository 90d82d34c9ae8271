"""What a model wrote at some step of its training, compared with the reference, as words with the wrong ones marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from manim import Line, VGroup

from model.trace import END, Trace
from scenes.kit.claims import Ordinal
from scenes.kit.layout import pixels
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme

UNDERLINE = pixels(9)  # below the baseline


@dataclass(frozen=True)
class Written:
    """A translation at one step; ``right`` says of each word whether it stands in order with the reference."""

    step: int
    words: tuple[str, ...]
    right: tuple[bool, ...]

    @property
    def claim(self) -> Ordinal:
        """The step, as a claim."""
        return Ordinal(self.step, "training steps")

    @property
    def right_words(self) -> Ordinal:
        """How many words stand in order with the reference."""
        return Ordinal(sum(self.right), "words right")


def without_end(words: Sequence[str]) -> tuple[str, ...]:
    """The words before the end token."""
    return tuple(word for word in words if word != END)


def compare(words: Sequence[str], reference: Sequence[str]) -> tuple[bool, ...]:
    """Which words belong to the longest matching runs with the reference."""
    blocks = SequenceMatcher(None, list(words), list(reference), autojunk=False).get_matching_blocks()
    inside = {place for block in blocks for place in range(block.a, block.a + block.size)}
    return tuple(place in inside for place in range(len(words)))


def history(trace: Trace) -> tuple[Written, ...]:
    """What the model wrote for this sentence at every kept step of its training, first step first."""
    reference = without_end(trace.words["reference"])
    found = []
    for step in trace.facts["steps"]:
        words = without_end(trace.words[f"run.step_{step}.target"])
        found.append(Written(int(step), words, compare(words, reference)))
    return tuple(found)


def telling(found: Sequence[Written], most: int) -> tuple[Written, ...]:
    """The steps at which the translation had changed: the first, the last, and between them the ones furthest apart."""
    changed = [found[0]]
    for now in found[1:]:
        if now.words != changed[-1].words:
            changed.append(now)
    if len(changed) > most:
        inner = changed[1:-1]
        keep = [round(i * (len(inner) - 1) / max(most - 3, 1)) for i in range(most - 2)]
        changed = [changed[0], *(inner[i] for i in dict.fromkeys(keep)), changed[-1]]
    return tuple(changed)


def written_row(written: Written, theme: Theme, size: float, width: float) -> VGroup:
    """The words on one baseline from x = 0, wrong ones quiet and underlined; smaller if ``width`` asks for it."""
    row, x = VGroup(), 0.0
    for word, right in zip(written.words, written.right, strict=True):
        label = Words(word, theme, size=size, role="ink" if right else "quiet").on_baseline(x, 0.0)
        row.add(label)
        if not right:
            ends = ([label.get_left()[0], -UNDERLINE, 0], [label.get_right()[0], -UNDERLINE, 0])
            row.add(Line(*ends, stroke_width=2.5, color=theme.role("ink")))
        x += label.width + pixels(size) * (0.07 if word.endswith("'") else 0.36)  # qu'il is written as one
    if row.width > width and size > theme.sizes.small:
        return written_row(written, theme, max(size - 2, theme.sizes.small), width)
    return row
