"""The clips of a page in other formats than the film's."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.formats.make import make_files
from studio.formats.options import FileOptions
from studio.frames.frame import QUALITIES
from studio.rendering.film import job_of
from studio.rendering.pool import render_clips
from studio.rendering.progress import Bars
from studio.rendering.recordings import find_recording
from studio.request.addresses import file_name
from studio.request.options import Request
from studio.request.traces import trace_of
from studio.system.processes import processes_for
from studio.system.workplaces import workplace

SMALL = "draft"
"""The quality of a gif: it repeats on a slide or in a text."""


def write_other_format(clips: Sequence[type[ExplainerScene]], file_format: str, request: Request, folder: Path) -> None:
    """Write each clip as ``act-clip.FORMAT`` into ``folder``.

    Raises StudioError when one cannot be made.
    """
    request = replace(request, force=False, quality=SMALL if file_format == "gif" else request.quality)
    _paint(clips, request)
    folder.mkdir(exist_ok=True)
    for clip in clips:
        with workplace() as place:
            (made,) = make_files(clip.address(), request, FileOptions(file_format), place)
            shutil.move(made.video, folder / f"{file_name(clip.address())}.{file_format}")


def _paint(clips: Sequence[type[ExplainerScene]], request: Request) -> None:
    """Paint the clips whose recordings are not kept, side by side; their videos are renewed on the way."""
    setting = Setting(str(trace_of(request.bundle, request.sentence)), request.theme)
    jobs = [job_of(clip, setting, request, keep_recording=True) for clip in clips]
    missing = [job for job in jobs if find_recording(job.recording()) is None]
    with Bars(QUALITIES[request.quality].fps, quiet=request.quiet) as progress:
        render_clips(missing, processes_for(request.jobs), progress, force=True)
