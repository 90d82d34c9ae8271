"""LaTeX Beamer: a frame a clip, or one a line, that plays where the viewer plays films and else shows a still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.encoding.cut import picture_at
from studio.lecture.clips import Embedded, EmbedOptions, LectureClip, SpokenLine
from studio.lecture.environments import fill
from studio.lecture.escape import on_one_row
from studio.system.files import appearing, write_text


@dataclass(frozen=True)
class BeamerFrame:
    """A frame that a clip fills, or a stretch of it: the picture where nothing plays, and the rows of its note."""

    still: Path
    narration: str
    stretch: str = ""


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """A .tex file that compiles beside the clips' files; what to paste is its frames."""
    file = folder / f"{options.name}.tex"
    framed = [(clip, _make_frames(clip, options.by_line, folder)) for clip in clips]
    text = fill("frames.tex", clips=framed)
    write_text(file, fill("document.tex", frames=text) + "\n")
    stills = [frame.still for clip, frames in framed for frame in frames if frame.still != clip.poster]
    return Embedded(
        file,
        (file, *(each for clip in clips for each in clip.files), *stills),
        f"pdflatex {file.name}, or paste this into a document with \\usepackage{{multimedia}}",
        text,
    )


def _make_frames(clip: LectureClip, by_line: bool, folder: Path) -> list[BeamerFrame]:
    if not by_line or len(clip.lines) < 2:
        return [BeamerFrame(clip.poster, clip.narration)]
    frames = []
    for number, line in enumerate(clip.lines, start=1):
        picture = _write_last_still(clip, line, folder / f"{clip.name}-{number}.png")
        stretch = f",start={line.start:.3f}s,duration={line.end - line.start:.3f}s"
        frames.append(BeamerFrame(picture, on_one_row(line.text), stretch))
    return frames


def _write_last_still(clip: LectureClip, line: SpokenLine, file: Path) -> Path:
    """Write what stands on the stage when a line ends: the frame that is left where nothing plays."""
    with appearing(file) as temporary:
        picture_at(clip.video, line.end - 1e-3).save(temporary)
    return file
