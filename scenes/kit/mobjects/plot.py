"""Plot: curves from tensors over two axes, drawn as far as a playhead has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from manim import Animation, Line, VGroup, VMobject
from numpy.typing import NDArray

from model.trace import Tensor
from scenes.kit.mobjects.axis import Axis
from scenes.kit.mobjects.dashes import dashes
from scenes.kit.scales import Points, Scale
from scenes.kit.theme import Theme


@dataclass(frozen=True, eq=False)
class Data:
    """The points of a curve in the units of the axes; not copied with its mobject."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def __deepcopy__(self, memo: object) -> Data:
        return self

    def upto(self, x: float) -> Data:
        """The curve up to ``x``, its last point interpolated."""
        inside = self.x <= x
        if inside.all():
            return self
        keep = max(int(inside.sum()), 1)
        end = max(x, self.x[0])
        return Data(np.append(self.x[:keep], end), np.append(self.y[:keep], np.interp(end, self.x, self.y)))


class Curve(VMobject):  # type: ignore[misc]
    """A line through points on two scales; ``data`` is what it shows now."""

    def __init__(self, x: Scale, y: Scale, data: Data, **style: object) -> None:
        super().__init__(**style)
        self.x, self.y, self.data = x, y, data

    def encodings(self) -> Iterator[Points]:
        """Its corners stand for its points."""
        yield Points((self,), self.x, self.y, self.data.x, self.data.y)

    def hand_over(self, other: Curve) -> None:
        """Take the points of ``other``, whose shape this curve now has."""
        self.x, self.y, self.data = self.x.like(other.x), self.y.like(other.y), other.data


class Plot(VGroup):
    """Two axes; curves are added with ``draw()``.

    Args:
        x, y: the ranges (low, high).
        width, height: units of the area between the axes.
        x_name, y_name, x_marks, y_marks, y_spec, x_log, y_log: see Axis.

    Example::

        plot = Plot(theme, x=(0, 1500), y=(0, 4), x_name="step", y_name="loss")
        plot.draw("loss", steps, losses)
        plot.show_upto(0)
        scene.play(plot.upto(400))        # the playhead moves, the curves follow it
    """

    def __init__(
        self,
        theme: Theme,
        *,
        x: tuple[float, float],
        y: tuple[float, float],
        width: float = 6.0,
        height: float = 3.2,
        x_name: str = "",
        y_name: str = "",
        x_marks: Sequence[float] | None = None,
        y_marks: Sequence[float] | None = None,
        y_spec: str | None = None,
        x_log: bool = False,
        y_log: bool = False,
    ) -> None:
        super().__init__()
        self.theme = theme
        self.x_axis = Axis(*x, width, theme, log=x_log, marks=x_marks, name=x_name)
        self.y_axis = Axis(*y, height, theme, direction="up", log=y_log, marks=y_marks, spec=y_spec, name=y_name)
        self.curves: dict[str, Curve] = {}
        self.data: dict[str, Data] = {}
        self.references = VGroup()
        self.curve_group = VGroup()
        self.playhead = Line([0, 0, 0], [0, height, 0], stroke_width=2, color=theme.role("focus"), stroke_opacity=0)
        self.now = x[1]
        self.add(self.x_axis, self.y_axis, self.references, self.curve_group, self.playhead)
        self.center()

    def point(self, x: float, y: float) -> np.ndarray:
        """Where (x, y) lies on the screen now."""
        along, up = self.x_axis.at(x), self.y_axis.at(y)
        return np.array([along[0], up[1], 0.0])

    def on_curve(self, name: str, x: float) -> np.ndarray:
        """The point of a curve above ``x``."""
        data = self._known(name)
        return self.point(x, float(np.interp(x, data.x, data.y)))

    def draw(
        self,
        name: str,
        x: Tensor | NDArray[np.floating],
        y: Tensor,
        *,
        role: str = "ink",
        stroke_width: float = 4,
    ) -> VMobject:
        """Add a curve through (x, y); returns its line."""
        across = np.asarray(x.values if isinstance(x, Tensor) else x, dtype=float)
        self.data[name] = Data(across, np.asarray(y.values, dtype=float))
        style = {"stroke_width": stroke_width, "stroke_color": self.theme.role(role), "fill_opacity": 0}
        line = Curve(self.x_axis.value_scale, self.y_axis.value_scale, self.data[name], **style)
        self.curves[name] = line
        self._trace(name, self.data[name])
        self.curve_group.add(line)
        return line

    def curve(self, name: str) -> VMobject:
        """A curve's line; raises KeyError naming those there are."""
        self._known(name)
        return self.curves[name]

    def reference(self, y: float) -> VGroup:
        """A dashed line across at ``y``."""
        left, right = self.point(self.x_axis.low, y), self.point(self.x_axis.high, y)
        colour = self.theme.role("quiet")
        group = VGroup(dashes(Line(left, right, stroke_width=2, color=colour)))
        self.references.add(group)
        return group

    def show_upto(self, x: float) -> Plot:
        """Draw the curves from the left up to ``x`` only, with the playhead there."""
        self.now = x
        for name, data in self.data.items():
            self._trace(name, data.upto(x))
        foot, top = self.point(x, self.y_axis.low), self.point(x, self.y_axis.high)
        self.playhead.put_start_and_end_on(foot, top).set_stroke(opacity=1.0)
        return self

    def upto(self, x: float, **kwargs: object) -> Animation:
        """Move the playhead from where it is to ``x``; the curves follow it."""
        return _Advance(self, x, **kwargs)

    def hide_playhead(self) -> Plot:
        """Take the playhead away and draw the curves whole."""
        self.show_upto(self.x_axis.high)
        self.playhead.set_stroke(opacity=0)
        return self

    def _known(self, name: str) -> Data:
        try:
            return self.data[name]
        except KeyError:
            raise KeyError(f"no curve {name!r} in this plot; there are: {', '.join(self.data)}") from None

    def _trace(self, name: str, data: Data) -> None:
        start, end = self.x_axis.line.get_start(), self.x_axis.line.get_end()
        foot, top = self.y_axis.line.get_start(), self.y_axis.line.get_end()
        corners = np.zeros((len(data.x), 3))
        corners[:, 0] = start[0] + (end - start)[0] * np.asarray(self.x_axis.share(data.x))
        corners[:, 1] = foot[1] + (top - foot)[1] * np.asarray(self.y_axis.share(data.y))
        if len(corners) == 1:
            corners = np.repeat(corners, 2, axis=0)
        self.curves[name].set_points_as_corners(corners)
        self.curves[name].data = data


class _Advance(Animation):  # type: ignore[misc]
    """The playhead of a plot on its way."""

    def __init__(self, plot: Plot, to: float, **kwargs: object) -> None:
        super().__init__(plot, **kwargs)
        self.plot, self.start_x, self.end_x = plot, plot.now, to

    def begin(self) -> None:
        """Start from where the playhead is when the animation begins."""
        self.start_x = self.plot.now
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        """Draw up to the playhead's place at this moment."""
        share = self.rate_func(alpha)
        self.plot.show_upto(self.start_x + (self.end_x - self.start_x) * share)
