"""What a model wrote at some step of its training, compared with the reference, as words with the wrong ones marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.trace import Trace
from scenes.kit.claims import Ordinal
from scenes.kit.mobjects.translation import Translation, compare, without_end
from scenes.kit.theme import Theme


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


def written_row(written: Written, theme: Theme, size: float, width: float) -> Translation:
    """The words on one baseline from x = 0, wrong ones quiet and underlined; smaller if ``width`` asks for it."""
    return Translation(written.words, theme, right=written.right, size=size, wrong_role="quiet", width=width)
