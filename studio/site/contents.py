"""The contents of the page: the film, its acts and clips, what is said when, and the files beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from scenes.kit.narration import Cue
from scenes.kit.scene import ExplainerScene
from studio.rendering.clip import FinishedClip
from studio.rendering.join import Chapter, Video
from studio.request.addresses import file_name
from studio.request.clips import act_title
from studio.site.formulas import PageFormula, find_formulas

FORMATS = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
    ".gif": "image/gif",
    ".png": "image/png",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt",
}
"""What can be downloaded, in the order in which it is offered, and its kind."""


@dataclass(frozen=True)
class Download:
    """A file to take away: its address on the page, its format as a person calls it, its size in bytes."""

    href: str
    format: str
    kind: str
    size: int

    @property
    def size_in_words(self) -> str:
        """``16 MB``, ``340 kB``."""
        for unit, bytes_ in (("MB", 1e6), ("kB", 1e3)):
            if self.size >= bytes_:
                return (
                    f"{self.size / bytes_:.2g} {unit}"
                    if self.size < 10 * bytes_
                    else f"{self.size / bytes_:.0f} {unit}"
                )
        return f"{self.size} bytes"


@dataclass(frozen=True)
class PageClip:
    """A clip on the page; its start, end and cues in seconds from the film's start."""

    address: str
    title: str
    idea: str
    start: float
    end: float
    cues: tuple[Cue, ...]
    formulas: tuple[PageFormula, ...]
    downloads: tuple[Download, ...]
    still: str
    picture: str
    """What the still shows, for those who cannot see it."""

    @property
    def name(self) -> str:
        """``act-clip``: what its files are called."""
        return file_name(self.address)

    @property
    def length(self) -> float:
        """Seconds."""
        return self.end - self.start


@dataclass(frozen=True)
class PageAct:
    """An act: its address, its title, and its clips in the order of the film."""

    address: str
    title: str
    clips: tuple[PageClip, ...]


@dataclass(frozen=True)
class PageContents:
    """Everything that the page shows. Words of the sentence and its translation are the model's own."""

    title: str
    theme: str
    sentence: str
    translation: str
    duration: float
    size: tuple[int, int]
    video: str
    poster: str
    downloads: tuple[Download, ...]
    acts: tuple[PageAct, ...]
    voice: str = ""
    """Whose voice is heard, a sentence; nothing where the film is silent."""

    @property
    def clips(self) -> tuple[PageClip, ...]:
        """All clips, in order."""
        return tuple(clip for act in self.acts for clip in act.clips)


def gather_acts(
    clips: Sequence[type[ExplainerScene]], finished: Sequence[FinishedClip], film: Video, folder: Path
) -> tuple[PageAct, ...]:
    """The clips of a film, act by act; their files are those that ``folder``/clips holds."""
    acts = []
    rows = list(zip(clips, finished, film.chapters, strict=True))
    for act, group in groupby(rows, key=lambda row: row[1].facts.address.partition("/")[0]):
        members = list(group)
        found = tuple(_describe_clip(clip, one, chapter, folder) for clip, one, chapter in members)
        acts.append(PageAct(act, act_title(members[0][0]), found))
    return tuple(acts)


def _describe_clip(clip: type[ExplainerScene], one: FinishedClip, chapter: Chapter, folder: Path) -> PageClip:
    facts = one.facts
    name = file_name(facts.address)
    return PageClip(
        address=facts.address,
        title=facts.title,
        idea=facts.idea,
        start=chapter.start,
        end=chapter.end,
        cues=tuple(Cue(chapter.start + cue.start, chapter.start + cue.end, cue.text) for cue in facts.cues),
        formulas=find_formulas(clip),
        downloads=find_downloads(folder, f"clips/{name}"),
        still=f"clips/{name}.webp",
        picture=clip.picture,
    )


def find_downloads(folder: Path, stem: str) -> tuple[Download, ...]:
    """The files ``stem``.FORMAT that the page's folder holds."""
    found = [(folder / f"{stem}{suffix}", suffix, kind) for suffix, kind in FORMATS.items()]
    return tuple(
        Download(f"{stem}{suffix}", suffix[1:].upper(), kind, file.stat().st_size)
        for file, suffix, kind in found
        if file.is_file()
    )
