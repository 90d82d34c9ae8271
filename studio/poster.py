"""The still that sums a clip up, as a picture: painted alone, without the clip's other frames."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio import paths
from studio.camera import SinkRenderer, manim_for, perform
from studio.errors import UsageError
from studio.frames import QUALITIES
from studio.listing import find_clips, with_what_they_need
from studio.progress import Bars
from studio.request import Request, trace_of


def make_posters(address: str, request: Request, folder: Path) -> list[Path]:
    """Paint the last still of each clip of an address, without captions, as ``act-clip.png``; returns the files."""
    if request.cluster is not None:
        raise UsageError("a still is painted on this machine; leave --cluster out")
    with Bars(quiet=request.quiet) as progress:
        setting = Setting(str(trace_of(request.weights, request.sentence, progress.note)), request.theme)
        clips = with_what_they_need(find_clips(address), setting.trace, request.weights, progress.note)
    return _paint(clips, setting, request.quality, folder)


def _paint(clips: Sequence[type[ExplainerScene]], setting: Setting, quality: str, folder: Path) -> list[Path]:
    files = []
    with manim_for(QUALITIES[quality], paths.formulas(), may_typeset=True):
        for clip in clips:
            file = folder / f"{clip.address().replace('/', '-')}.png"
            with paths.appearing(file) as temporary:
                last_still(clip, setting).save(temporary)
            files.append(file)
    return files


def last_still(clip: type[ExplainerScene], setting: Setting) -> Image.Image:
    """The clip as it stands at its end, inside ``manim_for``."""
    ran: list[ExplainerScene] = []
    perform(clip, setting, prepare=ran.append)
    renderer = ran[0].renderer
    assert isinstance(renderer, SinkRenderer)
    return Image.fromarray(renderer.still(ran[0])[:, :, :3])
