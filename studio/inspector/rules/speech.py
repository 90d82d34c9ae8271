"""Whether a line can be spoken: whether all of it has a spoken form, and whether there is time for it."""

from __future__ import annotations

from collections.abc import Iterator

from scenes.kit.narration import Spoken
from scenes.kit.spoken import heard_words, speech_of, unspeakable
from studio.inspector.rules.findings import Finding

MOST_HEARD = 170.0  # words a minute in a cue: faster is no longer an easy pace


def speech_findings(spoken: Spoken) -> Iterator[Finding]:
    """What nobody knows how to say in a line, cues in which nothing is said, and those that have too much to say."""
    for written in dict.fromkeys(unspeakable(spoken.line.template, spoken.values)):
        message = f"{written!r} has no entry in assets/lexicon, and no rule says it, in the line {spoken.line.text!r}"
        yield Finding("no spoken form", message)
    for cue, speech in zip(spoken.line.cues, speech_of(spoken.line, spoken.values), strict=True):
        heard = heard_words(speech)
        if not heard:
            yield Finding("no spoken form", f"nothing is said during {cue.text!r} in the line {spoken.line.text!r}")
        rate = 60 * heard / (cue.end - cue.start) if cue.end > cue.start else float("inf")
        if heard and rate > MOST_HEARD:
            yield Finding(
                "spoken too fast", f"{rate:.0f} heard words a minute, more than {MOST_HEARD:.0f}: {cue.text!r}"
            )
