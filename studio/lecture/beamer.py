"""LaTeX Beamer: a frame a clip, or one a line, that plays where the viewer plays films and else shows a still."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.encoding.cut import picture_at
from studio.lecture.clips import Embedded, EmbedOptions, LectureClip, SpokenLine
from studio.lecture.escape import in_latex, on_one_row
from studio.system.files import appearing, write_text

DOCUMENT = r"""%% pdflatex, or any other LaTeX. pdfpc and Okular play the clips; every viewer shows the stills.
%% Speaker notes: add \setbeameroption{{show notes}}.
\documentclass[aspectratio=169]{{beamer}}
\usepackage[T1]{{fontenc}}
\usepackage[utf8]{{inputenc}}
\usepackage{{textcomp}}
\usepackage{{multimedia}}
\setbeamertemplate{{navigation symbols}}{{}}
\setbeamersize{{text margin left=0pt,text margin right=0pt}}
\begin{{document}}
{frames}
\end{{document}}
"""

FRAME = r"""\begin{{frame}}[plain]
  \movie[width=\paperwidth,height=0.5625\paperwidth,autostart{stretch}]{{\includegraphics[width=\paperwidth]{{{still}}}}}{{{video}}}
  \note{{{narration}}}
\end{{frame}}"""


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """A .tex file that compiles beside the clips' files; what to paste is its frames."""
    file = folder / f"{options.name}.tex"
    frames, stills = [], []
    for clip in clips:
        frames.append(rf"\section{{{in_latex(clip.title)}}}")
        if options.by_line and len(clip.lines) > 1:
            for number, line in enumerate(clip.lines, start=1):
                stills.append(_last_still(clip, line, folder / f"{clip.name}-{number}.png"))
                stretch = f",start={line.start:.3f}s,duration={line.end - line.start:.3f}s"
                frames.append(frame(clip, stills[-1], on_one_row(line.text), stretch))
        else:
            frames.append(frame(clip, clip.poster, clip.narration))
    text = "\n".join(frames)
    write_text(file, DOCUMENT.format(frames=text))
    return Embedded(
        file,
        (file, *(each for clip in clips for each in clip.files), *stills),
        f"pdflatex {file.name}, or paste this into a document with \\usepackage{{multimedia}}",
        text,
    )


def frame(clip: LectureClip, picture: Path, narration: str, stretch: str = "") -> str:
    """One frame, filled by the clip or by a stretch of it; ``narration`` becomes its note."""
    note = r" \par ".join(in_latex(row) for row in narration.splitlines())
    return FRAME.format(still=picture.name, video=clip.video.name, stretch=stretch, narration=note)


def _last_still(clip: LectureClip, line: SpokenLine, file: Path) -> Path:
    """What stands on the stage when a line ends: the frame that is left where nothing plays."""
    with appearing(file) as temporary:
        picture_at(clip.video, line.end - 1e-3).save(temporary)
    return file
