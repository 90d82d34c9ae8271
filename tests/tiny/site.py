"""The page of the tiny film: rendered once, written as often as a test wants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest

from model.trace import Trace
from studio.encoding.cut import cut
from studio.encoding.loudness import RATE
from studio.encoding.sound import Sound
from studio.rendering.clip import FinishedClip
from studio.rendering.join import Video
from studio.rendering.pool import render_clips
from studio.site.write import replacing, write_page
from studio.system import paths
from tests.tiny.bars import Bars
from tests.tiny.film import TinyFilm
from tests.tiny.render import Log, jobs
from tests.tiny.waits import Waits

HOSTILE = """</script></title><img src=x onerror=alert(1)>"' {{ 7*7 }} <b>&amp;"""


@dataclass(frozen=True)
class Tiny:
    """What a page is made of: the tiny film, without captions on the picture, its clips and their trace."""

    film: Video
    finished: tuple[FinishedClip, ...]
    trace: Trace


def tiny(plain_film: TinyFilm) -> Tiny:
    """The tiny film for a page."""
    trace = plain_film.folder / "trace.npz"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.CACHE_VARIABLE, str(plain_film.folder / "cache"))
        finished = render_clips(jobs(trace, plain_film.folder / "formulas", burned=False), 1, Log())
    return Tiny(plain_film.video, tuple(finished), Trace.load(trace))


def build(
    site: Path,
    made: Tiny,
    finished: tuple[FinishedClip, ...] | None = None,
    words: tuple[str, ...] = ("a", "sentence"),
    voice: str = "",
) -> Path:
    """Write the page into ``site``; returns it. With a ``voice``, which is said to be that, its film is one tone."""
    with replacing(site) as folder:
        for file in (made.film.video, made.film.srt, made.film.vtt, made.film.poster):
            copyfile(file, folder / file.name)
        if voice:
            tone = (0.2 * np.sin(np.arange(round(made.film.duration * RATE)) / 20)).astype(np.float32)
            sound = Sound(lambda: iter([tone]), 0.0, voice)
            cut(made.film.video, 0.0, made.film.duration, folder / made.film.video.name, sound)
        names = ("video", "srt", "vtt", "poster")
        film = replace(made.film, **{name: folder / getattr(made.film, name).name for name in names})
        trace = replace(made.trace, words={**made.trace.words, "source": words})
        write_page(folder, film, (Bars, Waits), finished or made.finished, trace, "dark", "The tiny film", voice=voice)
    return site
