"""How much of a clip's time is spoken, and how many words its last still has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenes.kit.mobjects.code import CodeLine
from scenes.kit.mobjects.words import Words
from scenes.kit.narration import Timeline
from studio.inspector.rules.findings import Finding
from studio.inspector.seen.stage import LIVE, Item, Stage

LEAST, MOST = 0.65, 0.85
MOST_WORDS = 25
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


def speech_share(timeline: Timeline) -> Iterator[Finding]:
    """Too much speech to look, or too little to follow."""
    share = sum(cue.end - cue.start for cue in timeline.cues) / timeline.end if timeline.end else 0.0
    if not LEAST <= share <= MOST:
        message = f"{share:.0%} of the time is spoken, not between {LEAST:.0%} and {MOST:.0%}"
        yield Finding("speech", message)


def wordy_poster(stage: Stage) -> Iterator[Finding]:
    """More words on the last still than are read at a glance; the sentences' own, code and the bands do not count."""
    sentences = {word.lower() for words in stage.trace.words.values() for word in words}
    counted: list[str] = []
    for item in stage.texts:
        if not item.in_bands and item.opacity >= LIVE and _counts(item):
            counted += [word for word in WORD.findall(item.text) if word.lower() not in sentences]
    if len(counted) > MOST_WORDS:
        first = " ".join(counted[:5])
        yield Finding(
            "wordy poster", f"{len(counted)} words stand on the last still, more than {MOST_WORDS}: {first} ..."
        )


def _counts(item: Item) -> bool:
    mobject = item.mobject
    if isinstance(mobject, CodeLine):
        return False
    return isinstance(mobject, Words) and not mobject.is_code and mobject.token is None
