"""What a file should be like, and what it turned out to be."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from studio.request.options import Request
from studio.system.errors import UsageError

FORMATS = ("mp4", "webm", "gif", "mov", "png")
WITH_ALPHA = ("webm", "mov", "png")
SMALLEST, LARGEST = (320, 180), (3840, 2160)


@dataclass(frozen=True)
class FileOptions:
    """A format and what belongs to it; theme, captions, quality and sentence stand in a ``Request``.

    Attributes:
        format: one of ``FORMATS``.
        transparent: the ground is left out: a pixel on which nothing is drawn has alpha 0.
        loop: the file ends with a fade to its first frame, and a gif repeats for ever.
        size: width and height in pixels in place of those of the quality; what is not 16:9 is padded with the ground.
        first: the line of narration with which it begins, from 1; the clip's beginning by default.
        last: the line of narration with which it ends, that line included; the clip's end by default.
        all_lines: a png for each line of narration, in a folder of the clip's own.
        sheet: all those on one more picture.
    """

    format: str = "mp4"
    transparent: bool = False
    loop: bool = False
    size: tuple[int, int] | None = None
    first: int | None = None
    last: int | None = None
    all_lines: bool = False
    sheet: bool = False

    @property
    def cuts(self) -> bool:
        """Whether it is some lines of a clip, not the whole."""
        return self.first is not None or self.last is not None

    @property
    def suffix(self) -> str:
        """What tells its file from that of the whole clip as it is: ``-lines-2-4``, ``-1080x1920-loop``."""
        words = [self._lines]
        words += [f"-{self.size[0]}x{self.size[1]}"] if self.size is not None else []
        words += ["-transparent"] if self.transparent else []
        words += ["-loop"] if self.loop else []
        return "".join(words)

    @property
    def _lines(self) -> str:
        if not self.cuts:
            return ""
        if self.first == self.last or self.format == "png":
            return f"-line-{self.last}"
        return f"-lines-{self.first or 1}-{self.last or 'end'}"

    def check(self, request: Request) -> None:
        """Look at what can be told at once; raises UsageError."""
        if self.format not in FORMATS:
            raise UsageError(f"no format {self.format!r}; there are {', '.join(FORMATS)}")
        self._check_transparency(request)
        self._check_lines()
        self._check_all_lines()
        if self.loop and self.format == "png":
            raise UsageError("a still cannot loop; these can: mp4, webm, gif, mov")
        if self.format == "gif" and request.captions == "soft":
            raise UsageError("a gif has no captions that can be switched on: --captions burned or --captions none")
        if request.cluster is not None and self != FileOptions():
            raise UsageError("a cluster renders whole clips as mp4, in the sizes of --quality; leave --cluster out")

    def _check_transparency(self, request: Request) -> None:
        if not self.transparent:
            return
        if self.format not in WITH_ALPHA:
            raise UsageError(f"{self.format} has no smooth transparency; these have: {', '.join(WITH_ALPHA)}")
        if request.painter != "fast":
            raise UsageError("only the studio's own painter leaves the ground out: --painter fast")

    def _check_lines(self) -> None:
        for line in (self.first, self.last):
            if line is not None and line < 1:
                raise UsageError(f"no line {line}: lines of narration are counted from 1")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise UsageError(f"--from {self.first} comes after --to {self.last}")
        if self.format == "png" and self.first is not None and self.first != self.last:
            raise UsageError("a still is that of one line: --line, or of the clip's end")

    def _check_all_lines(self) -> None:
        if self.sheet and not self.all_lines:
            raise UsageError("a sheet is of the stills of all lines: --all-lines --sheet")
        if not self.all_lines:
            return
        if self.format != "png":
            raise UsageError("all lines are stills: --format png --all-lines")
        if self.cuts:
            raise UsageError("give --line for one line, or --all-lines, not both")
        if self.transparent or self.size is not None:
            raise UsageError("stills of all lines are whole frames: leave --transparent and --size out")


@dataclass(frozen=True)
class ClipFile:
    """A file that was made, and what lies beside it.

    Attributes:
        video: the file itself; a picture when the format is gif or png.
        srt: its captions as SubRip; None for a png.
        vtt: its captions as WebVTT; None for a png.
        poster: its last still as png, before the fade of a loop; for a png the file itself.
        duration: seconds; 0 for a png.
        format: one of ``FORMATS``.
        width: pixels.
        height: pixels.
        transparent: whether it has alpha.
        loop: whether it ends where it begins.
    """

    video: Path
    srt: Path | None
    vtt: Path | None
    poster: Path
    duration: float
    format: str
    width: int
    height: int
    transparent: bool
    loop: bool


def parse_size(text: str) -> tuple[int, int]:
    """``1280x720`` as numbers; raises UsageError unless both are even and within reason."""
    found = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text.strip().lower())
    if found is None:
        raise UsageError(f"a size is width x height in pixels, such as 1280x720, not {text!r}")
    width, height = int(found[1]), int(found[2])
    if width % 2 or height % 2:
        raise UsageError(f"{text}: video needs even numbers, such as {width + width % 2}x{height + height % 2}")
    if not (SMALLEST[0] <= width <= LARGEST[0] and SMALLEST[1] <= height <= LARGEST[1]):
        raise UsageError(f"{width}x{height}: sizes go from 320x180 to 3840x2160")
    return width, height


def usual_quality(file_format: str, *, all_lines: bool = False) -> str:
    """The quality of a format when none is asked for: a gif and stills of all lines are small, all else full size."""
    return "draft" if file_format == "gif" or all_lines else "hd"


def suffix_of(request: Request, file_format: str, *, all_lines: bool = False) -> str:
    """What a request adds to the names of files of a format: nothing for its usual quality, nor for a voice that it has
    no place for."""
    usual = request.quality == usual_quality(file_format, all_lines=all_lines)
    heard = file_format not in ("gif", "png")
    return replace(request, quality="hd" if usual else request.quality, voice=request.voice if heard else None).suffix
