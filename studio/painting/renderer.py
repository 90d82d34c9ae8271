"""Manim's renderer, which hands each painted frame to a sink without files in between.

What a frame shows is the scene's affair, how it is painted the camera's, what becomes of it the sink's. A faster
painter takes the place of ``Painter``; a different output is a different sink.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from manim import Scene
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from numpy.typing import NDArray

from studio.frames.box import Box
from studio.frames.frame import Frame, FrameSink, everywhere
from studio.painting.painter import Painter


class SinkWriter(SceneFileWriter):
    """Stands where Manim's file writer stands; frames go to the sink, nothing to the disk."""

    def __init__(self, sink: FrameSink | None, settings: Any) -> None:
        super().__init__(settings)
        self._sink = sink

    def begin_animation(self, allow_write: bool = False, **_: Any) -> None:
        """Nothing is opened for a single animation."""

    def end_animation(self, allow_write: bool = False) -> None:
        """Nothing is closed after a single animation."""

    def write_frame(self, frame: NDArray[Any], repeat: int = 1, changed: Box | None = None) -> None:
        """Hand a frame on; Manim's own painter does not say where it has changed."""
        if self._sink is not None:
            self._sink.write(Frame(frame, everywhere(frame) if changed is None else changed, repeat))


def plain_renderer(sink: FrameSink) -> CairoRenderer:
    """Manim's own renderer and camera; its frames go to the sink."""
    return CairoRenderer(file_writer_class=partial(SinkWriter, sink))  # type: ignore[arg-type]


class SinkRenderer(CairoRenderer):
    """Manim's Cairo renderer without copies of frames and without partial movie files, with a painter of our own.

    Without a sink it skips the animations: the scene runs in a moment and its times are the same. So it does until
    ``begins``, asked before each play, says that from now on frames are wanted.
    """

    camera: Painter

    def __init__(self, sink: FrameSink | None, begins: Callable[[Any], bool] | None = None) -> None:
        super().__init__(
            file_writer_class=partial(SinkWriter, sink),  # type: ignore[arg-type]
            camera_class=Painter,
            skip_animations=sink is None or begins is not None,
        )
        self._begins = begins

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Play, and paint from the play on that is the first to be painted."""
        if self._begins is not None and self._begins(scene):
            self._original_skipping_status, self._begins = False, None
            vars(scene).pop("get_moving_and_static_mobjects", None)  # which was spared as long as nothing is painted
        super().play(scene, *args, **kwargs)

    def render(self, scene: Scene, time: float, moving_mobjects: Any = None) -> None:
        """Paint one frame of an animation and hand it on."""
        self.update_frame(scene, moving_mobjects)
        self.add_frame(self.camera.pixel_array)

    def add_frame(self, frame: NDArray[Any], num_frames: int = 1) -> None:
        """Hand the frame on, and where it has changed."""
        if not self.skip_animations:
            self.time += num_frames / self.camera.frame_rate
            self.file_writer.write_frame(frame, num_frames, self.camera.changed())  # type: ignore[call-arg]

    def save_static_frame_data(self, scene: Scene, static_mobjects: Any) -> Any:
        """Paint what rests during a play once; when nothing is painted, nothing is kept."""
        if self.skip_animations:
            self.static_image = None
            return None
        return super().save_static_frame_data(scene, static_mobjects)

    def update_frame(self, scene: Scene, mobjects: Any = None, *args: Any, **kwargs: Any) -> None:
        """Paint ``mobjects`` over what rests; when all rests, the picture of what rests is the frame.

        Manim would paint everything over that picture a second time, which darkens what is translucent.
        """
        if self.skip_animations:
            return
        if self.static_image is not None:
            self.camera.paint(scene.mobjects if mobjects is None else mobjects, self.static_image)
        else:
            self.camera.paint(mobjects or scene.mobjects, self.camera.background)

    def freeze_current_frame(self, duration: float) -> None:
        """Hand on the frame of a wait once, with the number of times it is shown."""
        self.add_frame(self.camera.pixel_array, num_frames=int(duration * self.camera.frame_rate))

    def still(self, scene: Scene) -> NDArray[Any]:
        """The scene as it stands, painted anew: (height, width, 4) RGBA, borrowed until the next frame."""
        self.static_image = None
        self.camera.paint(scene.mobjects, self.camera.background)
        return self.camera.pixel_array
