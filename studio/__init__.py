"""From a clip to a file: planning, painting, encoding, joining, checking. In a notebook: ``show``."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def show(
    address: str,
    *,
    sentence: str | None = None,
    theme: str = "dark",
    bundle: str = "default",
    quality: str = "preview",
    width: int = 960,
    voice: str = "none",
) -> Any:
    """Show a clip, or the clips of an act, in a Jupyter notebook; the video is kept in the notebook.

    Args:
        address: ``act/clip`` or an act, as ``python render.py list`` has them.
        sentence: a sentence of the grammar that the clip is about; the bundle's own by default.
        theme: ``dark`` or ``light``.
        bundle: the trained model: a name in assets/models, or a folder.
        quality: ``draft``, ``preview``, ``hd`` or ``uhd``.
        width: the player's width in pixels.
        voice: who speaks, as ``--voice`` takes it; by default you do.

    Raises UsageError (studio.system.errors) for a wrong address, sentence or name, StudioError when it cannot render.
    """
    return import_module("studio.lecture.jupyter").show(address, sentence, theme, bundle, quality, width, voice)
