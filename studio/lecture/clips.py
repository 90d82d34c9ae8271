"""What a host is given, clips with their files and lines, and options; and what it gives back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from scenes.kit.theme import THEMES, Theme
from studio.encoding.sound import Sound
from studio.lecture.escape import on_one_row
from studio.lecture.options import WIDTH
from studio.rendering.film import make_clips
from studio.rendering.join import Video
from studio.request.clips import act_title, find_clips
from studio.request.options import Request
from studio.system.errors import StudioError

SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""Names of files that mean nothing else in a page, in LaTeX, in Markdown or in a shell."""


@dataclass(frozen=True)
class SpokenLine:
    """A line of narration and the stretch of the clip that belongs to it, in seconds: it ends where the next begins."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class LectureClip:
    """A rendered clip. Its title, idea, picture and lines are text as anyone may have written it: to be escaped.

    ``picture`` says what its last still, the poster, shows, for those who cannot see it. ``sound`` is what is heard
    beside the video, which has it already; None when it is silent.
    """

    address: str
    title: str
    idea: str
    picture: str
    video: Path
    poster: Path
    vtt: Path
    lines: tuple[SpokenLine, ...]
    sound: Sound | None = None

    def __post_init__(self) -> None:
        for file in (self.video, self.poster, self.vtt):
            check_name(file.stem)

    @property
    def name(self) -> str:
        """What its files are called, without their endings."""
        return self.video.stem

    @property
    def speaks(self) -> bool:
        """Whether a voice is heard in it."""
        return self.sound is not None

    @property
    def voice(self) -> str:
        """Whose voice that is, a sentence; nothing when it is silent."""
        return "" if self.sound is None else self.sound.voice

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.lines[-1].end

    @property
    def narration(self) -> str:
        """All its lines, one a row."""
        return "\n".join(on_one_row(line.text) for line in self.lines)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that a page refers to."""
        return self.video, self.poster, self.vtt


@dataclass(frozen=True)
class EmbedOptions:
    """What a host is asked for: an EmbedRequest with the host's own choices made, and a name for the file."""

    name: str
    """What the page, deck or notebook is called, without its ending."""
    by_line: bool = False
    width: int = WIDTH
    request: Request = field(default_factory=Request)

    def __post_init__(self) -> None:
        check_name(self.name)

    @property
    def colours(self) -> Theme:
        """The colours of the clips, for what surrounds them."""
        return THEMES[self.request.theme]


@dataclass(frozen=True)
class Embedded:
    """What was written: the file to open, all files, what to do with them in a line, and what to paste, if anything."""

    opens: Path
    files: tuple[Path, ...]
    advice: str
    paste: str = ""


def check_name(name: str) -> None:
    """Raise StudioError for a file name that could mean something else somewhere."""
    if not SAFE_NAME.fullmatch(name):
        raise StudioError(f"{name!r} cannot be the name of a file for slides: letters, digits, - and _ only")


def gather(addresses: Sequence[str], request: Request, folder: Path) -> list[LectureClip]:
    """The clips of some addresses, rendered into ``folder``."""
    films = make_clips(addresses, request, folder)
    return [_describe_clip(address, film, sound) for address, (film, sound) in films.items()]


def _describe_clip(address: str, film: Video, sound: Sound | None) -> LectureClip:
    (scene,) = find_clips(address)
    title = f"{act_title(scene)}: {scene.title}"
    return LectureClip(
        address,
        title,
        scene.idea,
        scene.picture or scene.idea or title,
        film.video,
        film.poster,
        film.vtt,
        lines_of(film),
        sound,
    )


def lines_of(film: Video) -> tuple[SpokenLine, ...]:
    """The lines of a video; each ends where the next begins, and what comes before the first belongs to it."""
    starts = [0.0, *(line.start for line in film.lines[1:]), film.duration]
    texts = [line.text for line in film.lines] or [""]
    return tuple(SpokenLine(start, end, text) for (start, end), text in zip(pairwise(starts), texts, strict=True))
