"""A clip cut short, for measuring: only its first seconds. Appended to the clip's file in the benchmark's own copy."""

from __future__ import annotations

from typing import Any

from manim.utils.exceptions import EndSceneEarlyException

from scenes.kit.scene import ExplainerScene


def cut(clip: type[ExplainerScene], seconds: float) -> None:
    """Let ``clip`` end before the first play or rest that would begin after so many seconds, and without a last still.

    Whoever runs it, plain Manim or the studio, gets the same frames: the end is the one that Manim itself knows.
    """
    play = clip.play

    def play_in_time(scene: ExplainerScene, *args: Any, **kwargs: Any) -> None:
        if scene.clock >= seconds:
            raise EndSceneEarlyException
        play(scene, *args, **kwargs)

    def end_there(scene: ExplainerScene) -> None:
        """What comes after the last play of the whole clip is left out."""

    setattr(clip, "play", play_in_time)  # noqa: B010
    setattr(clip, "tear_down", end_there)  # noqa: B010
