"""A voice for scenes that plain Manim renders, where the setting asks for one.

Voices belong to the studio, which stands above the kit: it is found by name, and only where somebody is to speak.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from manim import Scene

from scenes.kit.narration import Timeline

SPEAKERS = "studio.voice.plain_manim"
"""The module with ``speaker_for(voice)``."""


class Speaker(Protocol):
    """Somebody who speaks what a clip says."""

    def __call__(self, address: str, timeline: Timeline, folder: Path) -> Path | None:
        """Write what is heard in a clip as a sound file into a folder; None when nothing is."""


def speaker_for(voice: str | None) -> Speaker | None:
    """Who speaks; nobody unless a voice is asked for. Ends the program with one line when there is no such voice."""
    if voice is None:
        return None
    found: Speaker | None = import_module(SPEAKERS).speaker_for(voice)
    return found


def add_voice(scene: Scene, speaker: Speaker, address: str, timeline: Timeline) -> None:
    """Add what a clip says to the scene that has just played it; a scene of which one picture is taken stays silent."""
    if scene.renderer.skip_animations:
        return
    with TemporaryDirectory() as folder:
        sound = speaker(address, timeline, Path(folder))
        if sound is not None:
            scene.add_sound(str(sound), time_offset=-timeline.end)
