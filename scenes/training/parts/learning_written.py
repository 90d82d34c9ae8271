"""What a model wrote at some step of its training, compared with the reference, as words with the wrong ones marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from model.trace import Trace
from scenes.kit.counts import Counted, Fact
from scenes.kit.mobjects.translation import Translation, compare, without_end
from scenes.kit.theme import Theme


@dataclass(frozen=True)
class Written:
    """A translation at one step.

    Attributes:
        claim: the step.
        right: of each word, whether it stands in order with the reference; right_words: how many do.
    """

    claim: Fact
    words: tuple[str, ...]
    right: tuple[bool, ...]
    right_words: Counted

    @property
    def step(self) -> int:
        """The step of the training run."""
        return int(self.claim.value)


def history(trace: Trace) -> tuple[Written, ...]:
    """What the model wrote for this sentence at every kept step of its training, first step first."""
    reference = without_end(trace.words["reference"])
    found = []
    for place, step in enumerate(trace.facts["steps"]):
        words = without_end(trace.words[f"run.step_{step}.target"])
        rule = partial(words_right, reference, trace.words["target_vocabulary"])
        count = Counted("words in order with the reference", rule, (trace[f"run.step_{step}/decoder.probabilities"],))
        found.append(Written(Fact.of(trace, "steps", place), words, compare(words, reference), count))
    return tuple(found)


def words_right(reference: Sequence[str], vocabulary: Sequence[str], probabilities: np.ndarray) -> int:
    """How many of the likeliest words, by their probabilities (T, V), stand in order with the reference."""
    written = tuple(vocabulary[place] for place in probabilities.argmax(axis=1))
    return sum(compare(without_end(written), reference))


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
