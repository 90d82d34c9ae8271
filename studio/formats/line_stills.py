"""The stills of a clip's lines: how it stands at the end of each line of narration, in one run, in one folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scenes.kit.narration import Line
from scenes.kit.scene import ExplainerScene
from scenes.kit.script import Said
from scenes.kit.setting import Setting
from studio.formats.options import suffix_of
from studio.frames.captions import draw_caption
from studio.frames.frame import QUALITIES, Quality
from studio.painting.fast_mobjects import fast_mobjects
from studio.painting.renderer import SinkRenderer
from studio.painting.session import manim_session, perform, workplace
from studio.request.addresses import file_name
from studio.request.clips import find_clips, select_ready
from studio.request.options import Request
from studio.request.traces import trace_of
from studio.system import paths
from studio.system.errors import UsageError, full_disk_in_one_line
from studio.system.files import appearing

TILE = 480, 270
COLUMNS = 3
GAP = 8
SHEET = "all.png"
NUMBERED = re.compile(r"\d+\.png")


@dataclass(frozen=True)
class LineStills:
    """The stills of one clip: a file for each line of narration, and one picture with all of them if it was asked
    for."""

    files: tuple[Path, ...]
    sheet: Path | None


def make_line_stills(address: str, request: Request, folder: Path, *, sheet: bool = False) -> list[LineStills]:
    """Paint a clip, or each clip of an act, at the end of each of its lines, as ``act-clip/01.png`` in ``folder``.

    Numbered stills of an earlier run are replaced, and removed where the clip has fewer lines now. Captions are on
    the stills where they are to be burned in. With ``sheet`` all of them stand on one more picture, small.

    Raises:
        UsageError: the address does not exist, or a clip says nothing.
        StudioError: the trace cannot be recorded.
    """
    clips = find_clips(address)
    quality = QUALITIES[request.quality]
    made = []
    with full_disk_in_one_line():
        setting = Setting(str(trace_of(request.bundle, request.sentence)), request.theme)
        for clip in select_ready(clips, setting.trace, request.bundle, lambda _: None):
            pictures = paint_lines(clip, setting, quality, captions=request.captions == "burned")
            if not pictures:
                raise UsageError(f"{clip.address()} has no line of narration; its last still: leave --all-lines out")
            made.append(
                _write(
                    pictures,
                    folder / f"{file_name(clip.address())}{suffix_of(request, 'png', all_lines=True)}",
                    sheet=sheet,
                )
            )
    return made


def paint_lines(
    clip: type[ExplainerScene], setting: Setting, quality: Quality, *, captions: bool
) -> list[NDArray[np.uint8]]:
    """A clip as it stands at the end of each of its lines, with the line's last caption: (height, width, 3) each."""
    pictures: list[NDArray[np.uint8]] = []

    def prepare(scene: ExplainerScene) -> None:
        speak = scene.voice

        @contextmanager
        def pictured(words: Said) -> Iterator[Line]:
            with speak(words) as line:
                yield line
            pictures.append(_picture(scene, quality, line.cues[-1].text if captions else None))

        scene.voice = pictured  # type: ignore[method-assign]

    with workplace() as own, fast_mobjects(), manim_session(quality, paths.formulas(), own):
        perform(clip, setting, prepare=prepare)
    return pictures


def _picture(scene: ExplainerScene, quality: Quality, caption: str | None) -> NDArray[np.uint8]:
    renderer = scene.renderer
    assert isinstance(renderer, SinkRenderer)
    frame = renderer.still(scene).copy()
    if caption is not None:
        draw_caption(caption, quality, scene.theme.ink).blend(frame)
    return frame[:, :, :3]


def _write(pictures: list[NDArray[np.uint8]], folder: Path, *, sheet: bool) -> LineStills:
    """Put numbered stills in a folder, and nothing else that has a number."""
    images = [Image.fromarray(picture) for picture in pictures]
    files = tuple(folder / f"{number:02}.png" for number in range(1, len(images) + 1))
    for image, file in zip(images, files, strict=True):
        with appearing(file) as temporary:
            image.save(temporary, compress_level=1)
    for old in folder.iterdir():
        if NUMBERED.fullmatch(old.name) and old not in files:
            old.unlink()
    overview = folder / SHEET
    if not sheet:
        overview.unlink(missing_ok=True)  # one of an earlier run shows other stills
        return LineStills(files, None)
    with appearing(overview) as temporary:
        lay_out_sheet(images).save(temporary, compress_level=1)
    return LineStills(files, overview)


def lay_out_sheet(images: list[Image.Image]) -> Image.Image:
    """Stills in rows of three, 480 x 270 each: what of a clip is told at a glance."""
    columns = min(COLUMNS, len(images))
    rows = -(-len(images) // columns)
    width, height = TILE[0] + GAP, TILE[1] + GAP
    whole = Image.new("RGB", (columns * width - GAP, rows * height - GAP), (128, 128, 128))
    for place, image in enumerate(images):
        tile = image.resize(TILE, Image.Resampling.LANCZOS)
        whole.paste(tile, (place % columns * width, place // columns * height))
    return whole
