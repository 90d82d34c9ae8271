"""The film's lines spoken and heard: by the voice of the film, and by a network in an environment of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenes.kit.setting import Setting
from scenes.kit.spoken import plain
from studio.rendering.clip import ClipFacts
from studio.rendering.film import job_of
from studio.rendering.rehearsal import rehearse
from studio.request.clips import find_clips, select_ready
from studio.request.options import Request
from studio.request.traces import trace_of
from studio.system import paths
from studio.voice.heart import Heart
from studio.voice.plain_manim import write_wav
from studio.voice.resample import resampled
from studio.voice.spoken_lines import FULL, RATE, file_of, find_line
from studio.voice.synthesis import ToSay, say_all
from studio.voice.voice import Samples
from tests.ear.words import words_of

PYTHON = paths.ROOT / ".venv-ear" / "bin" / "python"
HEARS = Path(__file__).with_name("transcribe.py")
EAR_RATE = 16_000
WINDOW = 28.0
"""Seconds that the network hears at once; shorter sounds take it as long."""
BETWEEN = 0.6
"""Seconds of silence between two lines."""


@dataclass(frozen=True)
class SpokenLine:
    """A line: where in the film, its words as they are to be said, and its sound at ``EAR_RATE``."""

    address: str
    number: int
    words: tuple[str, ...]
    samples: Samples

    @property
    def name(self) -> str:
        """``act/clip 3``."""
        return f"{self.address} {self.number}"


def lines_of_the_film() -> list[SpokenLine]:
    """Each line of the film about its own sentence, spoken by heart."""
    request = Request(as_json=True)
    setting = Setting(str(trace_of(request.bundle, None)))
    clips = select_ready(find_clips("film"), setting.trace, request.bundle, lambda line: None)
    return list(_spoken(list(rehearse([job_of(clip, setting, request) for clip in clips]))))


def _spoken(clips: Sequence[ClipFacts]) -> Iterator[SpokenLine]:
    voice = Heart()
    said = [(clip.address, line, file_of(voice, line.texts)) for clip in clips for line in clip.speech]
    say_all([ToSay(voice, line.texts, file) for _, line, file in said], lambda *_: None)
    for address, line, file in said:
        kept = find_line(file)
        assert kept is not None
        samples = resampled(np.asarray(kept.samples / FULL, np.float32), RATE, EAR_RATE)
        yield SpokenLine(address, line.number, words_of(plain(" ".join(line.texts))), samples)


def windows(lines: Sequence[SpokenLine]) -> Iterator[list[SpokenLine]]:
    """Lines that follow each other, as many as fit into a window."""
    window: list[SpokenLine] = []
    seconds = 0.0
    for line in lines:
        length = len(line.samples) / EAR_RATE + BETWEEN
        if window and seconds + length > WINDOW:
            yield window
            window, seconds = [], 0.0
        window.append(line)
        seconds += length
    if window:
        yield window


def hear(groups: Sequence[Sequence[SpokenLine]], folder: Path) -> list[tuple[str, ...]]:
    """The words that are heard in each group of lines."""
    pause = np.zeros(round(BETWEEN * EAR_RATE), np.float32)
    for number, group in enumerate(groups):
        write_wav(folder / f"{number:03}.wav", (part for line in group for part in (line.samples, pause)), EAR_RATE)
    subprocess.run([PYTHON, HEARS, folder], check=True)
    heard = json.loads((folder / "heard.json").read_text(encoding="utf-8"))
    return [words_of(heard[f"{number:03}"]) for number in range(len(groups))]
