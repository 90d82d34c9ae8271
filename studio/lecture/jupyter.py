"""Jupyter: ``show("self_attention/softmax")`` in a cell, and a notebook that has its clips in it already.

The video is part of the cell's output, so that a saved notebook plays it anywhere, without the project and offline.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.lecture.clips import Embedded, EmbedOptions, LectureClip, gather
from studio.lecture.escape import in_markdown
from studio.lecture.html import as_data, fill_player
from studio.lecture.options import SILENT, WIDTH
from studio.request.options import QualityName, Request, ThemeName
from studio.system.files import write_text
from studio.system.workplaces import workplace

WORDS = (
    "Run a cell to render its clip again, about another sentence perhaps. "
    "The kernel has to be the project's own Python, `.venv/bin/python`."
)


@dataclass(frozen=True)
class CellOutput:
    """A cell's output: the player with everything in it, and the poster for where nothing plays, such as PDF."""

    title: str
    html: str
    poster: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter asks of an object that it shows."""
        return {"text/html": self.html, "image/png": self.poster, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<clip: {self.title}>"


def show(
    address: str, sentence: str | None, theme: ThemeName, bundle: str, quality: QualityName, width: int, voice: str
) -> CellOutput:
    """See ``studio.show``."""
    request = Request(sentence=sentence, theme=theme, bundle=bundle, captions="none", quality=quality, voice=voice)
    request.check()
    with workplace() as folder:
        return join_outputs([make_output(clip, width) for clip in gather([address], request, folder)])


def make_output(clip: LectureClip, width: int) -> CellOutput:
    """A rendered clip as a cell's output."""
    poster = base64.b64encode(clip.poster.read_bytes()).decode()
    return CellOutput(clip.title, fill_player(clip, width, video=as_data, vtt=as_data), poster)


def join_outputs(outputs: Sequence[CellOutput]) -> CellOutput:
    """Several clips as one output, one below the other; the poster is the last one's."""
    title = ", ".join(output.title for output in outputs)
    return CellOutput(title, "\n".join(output.html for output in outputs), outputs[-1].poster)


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """A notebook with a cell a clip, run already."""
    file = folder / f"{options.name}.ipynb"
    first = _code("begin", "from studio import show", None, 1)
    cells = [_text("kernel", WORDS), first]
    for number, clip in enumerate(clips, start=1):
        cells.append(_text(f"idea-{number}", f"## {in_markdown(clip.title)}\n\n{in_markdown(clip.idea)}"))
        cells.append(_code(f"clip-{number}", format_call(clip, options), make_output(clip, options.width), number + 1))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    write_text(file, json.dumps(notebook, indent=1, ensure_ascii=False))
    return Embedded(
        file,
        (file,),
        f"open {file.name} in Jupyter; in a notebook of yours that runs in the project's .venv, type",
        "from studio import show\n\n" + "\n".join(format_call(clip, options) for clip in clips),
    )


def format_call(clip: LectureClip, options: EmbedOptions) -> str:
    """The line of Python that shows the clip as it was asked for."""
    request, usual = options.request, Request()
    given = {
        "sentence": (request.sentence, usual.sentence),
        "theme": (request.theme, usual.theme),
        "bundle": (request.bundle, usual.bundle),
        "width": (options.width, WIDTH),
        "voice": (request.voice, SILENT),
    }
    told = [f"{name}={value!r}" for name, (value, by_default) in given.items() if value != by_default]
    return f"show({', '.join([repr(clip.address), *told])})"


def _text(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def _code(name: str, source: str, output: CellOutput | None, count: int) -> dict[str, Any]:
    outputs = []
    if output is not None:
        data = output._repr_mimebundle_()
        outputs = [{"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": data}]
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {},
        "execution_count": count,
        "source": source,
        "outputs": outputs,
    }
