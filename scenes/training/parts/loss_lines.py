"""What the clip on the loss says: a word costs minus the logarithm of its share, and nobody asks for certainty."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.trace import Trace
from scenes.kit.script import Said, Script, said
from scenes.training.parts.loss_story import CERTAIN, Story, price_of


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    story = Story(trace)
    lines = {
        "begin": said("How does a machine come to do this? | It begins with a price."),
        "share": _share(story),
        "price": said(
            "What should that cost? | To be certain, and right, is free. | “{word}” costs {price:.2f}.",
            holds={"free": abs(float(price_of(np.array(1.0)))) < 1e-9},
            word=story.word,
            price=story.price_after(0),
        ),
        "half": said(
            "Halve the share, and the price goes up by a step. | Halve it again: the same step. | "
            "And again. That is a logarithm. | The price is called the loss.",
            holds={"the same step": story.steps_are_equal},
        ),
        "down": said(
            "A sentence costs what its words cost, and training brings that down. | "
            "In the end, the right words stand at {mean:.0%}.",
            holds={"down": story.record["end"].item() < story.record["start"].item()},
            mean=story.mean,
        ),
    }
    if story.is_as_asked:
        lines["why"] = said("Why not higher?", holds={"not higher": story.mean.value < CERTAIN})
    return {
        **lines,
        "asked": _asked(story),
        "apart": said(
            "To be certain, the scores would have to drift apart for ever. | So it is not asked: label smoothing."
        ),
        "start": _start(story),
        "next": said("To learn is to bring this price down. | But how does each number know which way to go?"),
    }


def _share(story: Story) -> Said:
    values: dict[str, Any] = {"word": story.word, "share": story.share}
    if story.is_early:
        return said(
            "The right word is “{word}”. | Early in training, the machine gives it {share:.0%}.",
            holds={"Early": story.is_early},
            **values,
        )
    return said("The right word is “{word}”. | In training, the machine gives it {share:.0%}.", **values)


def _asked(story: Story) -> Said:
    asked = story.record["asked"]
    if story.is_as_asked:
        return said(
            "Because nobody asks for it. | The target is {asked:.0%}, with a crumb for every other word.",
            holds={"nobody": asked.item() < CERTAIN, "every": story.record["crumb"].item() > 0},
            asked=asked,
        )
    return said(
        "Nobody asks for certainty. | The target is {asked:.0%}, with a crumb for every other word.",
        holds={"Nobody": asked.item() < CERTAIN, "every": story.record["crumb"].item() > 0},
        asked=asked,
    )


def _start(story: Story) -> Said:
    values: dict[str, Any] = {"blind": story.record["blind"], "start": story.record["start"]}
    if story.is_wrong_before:
        return said(
            "And at the beginning? | Blind guessing would cost {blind:.1f}. | "
            "The untrained machine pays {start:.1f}. | It has opinions, and they are wrong.",
            holds={"wrong": story.is_wrong_before},
            **values,
        )
    return said(
        "And at the beginning? | Blind guessing would cost {blind:.1f}. | The untrained machine pays {start:.1f}.",
        **values,
    )


__all__ = ["lines_about"]
