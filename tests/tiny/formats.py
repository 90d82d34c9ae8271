"""The tiny clip made in formats: what the command does, with the tiny trace and without an act that lists the clip."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.formats import make
from studio.formats.options import ClipFile, FileOptions
from studio.request.options import Request
from tests.tiny.bars import Bars
from tests.tiny.render import write_trace


def make_tiny(patch: pytest.MonkeyPatch, folder: Path, wanted: FileOptions, **how: Any) -> ClipFile:
    """``tiny/bars`` as a file in ``folder``, at draft quality and silent unless ``how`` says otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    trace = write_trace(folder)
    patch.setattr(make, "find_clips", lambda address: (Bars,))
    patch.setattr(make, "trace_of", lambda *_: trace)
    (file,) = make.make_files(
        "tiny/bars", Request(**{"quality": "draft", "as_json": True, "voice": "none", **how}), wanted, folder
    )
    return file
