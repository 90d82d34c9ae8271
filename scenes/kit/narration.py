"""Lines of narration, cut into cues that can be read in time.

A line is one ``say()``. It is cut at ``|`` and at punctuation into cues of at most two rows of 42 characters. The one
place that decides how long a cue lasts is ``seconds_for``, whether a voice speaks it or not.
Rates: 162 words a minute as they are heard, so that 46,784 counts eight, at most 17 characters a second (BBC subtitle
guidelines), 5/6 s to 7 s a cue.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scenes.kit.spoken import DEFAULT, heard_in_words

ROW = 42
ROWS = 2
TICKS = 15  # every duration of the film is a whole number of fifteenths of a second
WORDS_PER_SECOND = 162 / 60
CHARACTERS_PER_SECOND = 17.0
SHORTEST, LONGEST = 5 / 6, 7.0
PAUSE = 0.3  # after a cue that ends a sentence


@dataclass(frozen=True)
class Cue:
    """A caption: its text, laid out in rows, and its slot in seconds from the scene's start."""

    start: float
    end: float
    text: str

    @property
    def rows(self) -> tuple[str, ...]:
        """One or two rows of about equal length."""
        return lay_out(self.text)


@dataclass(frozen=True)
class Line:
    """A line of narration: its template, its text with this trace's values, its cues from 0, its length in seconds."""

    template: str
    text: str
    cues: tuple[Cue, ...]

    @property
    def duration(self) -> float:
        """Seconds from the first cue to the end of the last."""
        return self.cues[-1].end


def seconds_for(text: str, heard: int) -> float:
    """How long a cue stays of which so many words are heard: easy to speak and to read, in fifteenths of a second."""
    read = len(text) / CHARACTERS_PER_SECOND
    spoken = _spoken_seconds(heard, PAUSE if text.rstrip().endswith((".", "?", "!")) else 0.0)
    return math.ceil(min(max(spoken, read, SHORTEST), LONGEST) * TICKS - 1e-9) / TICKS


def _spoken_seconds(heard: int, pause: float = PAUSE) -> float:
    return heard / WORDS_PER_SECOND + pause


def lay_out(text: str) -> tuple[str, ...]:
    """A cue's rows: one if it fits, else two of nearly equal length, cut after punctuation where that is close."""
    if len(text) <= ROW:
        return (text,)
    words = text.split()
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    fitting = [cut for cut in cuts if max(map(len, cut)) <= ROW]
    if not fitting:
        return tuple(textwrap.wrap(text, ROW))
    return min(fitting, key=lambda cut: abs(len(cut[0]) - len(cut[1])) - 8 * cut[0].endswith((",", ".", ";", ":")))


def cut_into_cues(text: str, heard: Sequence[int] | None = None) -> tuple[str, ...]:
    """A line's text cut into cues: at ``|``, then at sentence ends, then at commas, then between words.

    Args:
        text: the line as it is read.
        heard: how many words are heard for each of its words; one for each by default.
    """
    left = list(heard) if heard is not None else [1] * len(text.replace("|", " ").split())
    cues: list[str] = []
    for piece in text.split("|"):
        for sentence in re.split(r"(?<=[.?!])\s+", " ".join(piece.split())):
            length = len(sentence.split())
            cues.extend(_cut(sentence, left[:length]))
            del left[:length]
    return tuple(cue for cue in cues if cue)


def _fits(text: str, heard: Sequence[int]) -> bool:
    return len(lay_out(text)) <= ROWS and _spoken_seconds(sum(heard)) <= LONGEST


def _cut(sentence: str, heard: Sequence[int]) -> list[str]:
    if _fits(sentence, heard) or len(heard) < 2:
        return [sentence]
    middle = len(sentence) / 2
    marks = [match.end() for match in re.finditer(r"[,;:]\s", sentence)]
    marks = [mark for mark in marks if 0.2 < mark / len(sentence) < 0.8]
    marks = marks or [match.end() for match in re.finditer(r"\s", sentence)]
    cut = min(marks, key=lambda mark: abs(mark - middle))
    place = len(sentence[:cut].split())
    return _cut(sentence[:cut].strip(), heard[:place]) + _cut(sentence[cut:].strip(), heard[place:])


def make_line(template: str, values: Mapping[str, object], language: str = DEFAULT) -> Line:
    """A line from a template and this trace's values, its cues laid end to end from zero, to be told in a language."""
    text, heard = template.format(**values), list(heard_in_words(template, values, language))
    cues, time = [], 0.0
    for part in cut_into_cues(text, heard):
        length = len(part.split())
        end = time + seconds_for(part, sum(heard[:length]))
        cues.append(Cue(time, end, part))
        time, heard = end, heard[length:]
    if not cues:
        raise ValueError("a line of narration must have words")
    return Line(template, text.replace("|", " "), tuple(cues))


@dataclass(frozen=True)
class Spoken:
    """A line as it was said: when, the line itself, the values in it by their names, and what it says of them.

    ``holds`` has the line's verdicts, such as "grows", and whether each is so.
    """

    start: float
    line: Line
    values: Mapping[str, object]
    holds: Mapping[str, bool] = field(default_factory=dict)


@dataclass
class Timeline:
    """What happened when, in seconds from the scene's start: cues, lines, ends of plays and waits, heroes."""

    cues: list[Cue] = field(default_factory=list)
    lines: list[Spoken] = field(default_factory=list)
    steps: list[tuple[float, float, bool]] = field(default_factory=list)  # start, end, whether something moved
    heroes: list[tuple[float, object]] = field(default_factory=list)  # from when on, the mobject that a beat is about

    @property
    def end(self) -> float:
        """The scene's length so far."""
        return self.steps[-1][1] if self.steps else 0.0
