"""What the studio's renderer hands on: the frames that plain Manim paints, rests painted once, times that agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from manim import FadeIn, ManimColor, Mobject, Square
from manim.mobject.text import tex_mobject
from svgelements import Path as Outline

from scenes.kit.narration import TICKS, Cue
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.box import NOTHING, Box
from studio.frames.captions import CaptionedSink
from studio.frames.frame import QUALITIES, Frame, whole_frame
from studio.painting.fast_mobjects import PLAIN_FAMILY, fast_mobjects
from studio.painting.session import MANIM, manim_session, perform
from tests.tiny.bars import Bars
from tests.tiny.render import write_trace

DRAFT = QUALITIES["draft"]


class Recorder:
    """A FrameSink that keeps everything."""

    def __init__(self) -> None:
        self.frames: list[np.ndarray] = []
        self.repeats: list[int] = []
        self.boxes: list[Box] = []

    def write(self, frame: Frame) -> None:
        self.frames.append(frame.pixels.copy())
        self.repeats.append(frame.repeats)
        self.boxes.append(frame.changed)


@pytest.fixture(scope="module")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formulas")


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return Setting(str(write_trace(tmp_path_factory.mktemp("trace"))))


@pytest.fixture(scope="module")
def ours(formulas: Path, setting: Setting) -> Recorder:
    recorder = Recorder()
    with fast_mobjects(), manim_session(DRAFT, formulas, formulas):
        timeline = perform(Bars, setting, recorder)
    assert sum(recorder.repeats) == round(timeline.end * DRAFT.fps)
    return recorder


def test_the_frames_are_those_of_plain_manim(ours: Recorder, formulas: Path, setting: Setting) -> None:
    plain = Recorder()
    with manim_session(DRAFT, formulas, formulas):
        assert Mobject.get_family is PLAIN_FAMILY
        perform(Bars, setting, plain, painter=MANIM)
    assert plain.repeats == ours.repeats
    for one, two, repeats in zip(plain.frames, ours.frames, ours.repeats, strict=True):
        difference = np.abs(one.astype(int) - two.astype(int))[..., :3]
        if repeats == 1:
            assert difference.max() <= 2 and difference.mean() < 0.001  # edges between pixels
        else:  # Manim paints all that rests a second time over itself
            assert difference.mean() < 1.0


def test_nothing_changes_outside_the_box_that_is_said_to_have_changed(ours: Recorder) -> None:
    smaller = 0
    for before, now, box in zip(ours.frames, ours.frames[1:], ours.boxes[1:], strict=False):
        rows, columns = np.nonzero((before != now).any(axis=2))
        if len(rows):
            assert box.left <= columns.min() and columns.max() < box.right
            assert box.top <= rows.min() and rows.max() < box.bottom
        smaller += box.bottom - box.top < DRAFT.height / 2
    assert smaller > 10


def test_a_rest_is_painted_once_and_translucent_things_keep_their_colour(formulas: Path, setting: Setting) -> None:
    class Plate(ExplainerScene):
        title = "Plate"

        def construct(self) -> None:
            self.play(FadeIn(Square(fill_opacity=0.3, fill_color="#FFFFFF", stroke_width=0)), run_time=0.4)
            self.rest(3.0)

    recorder = Recorder()
    with fast_mobjects(), manim_session(DRAFT, formulas, formulas):
        perform(Plate, setting, recorder)
    assert recorder.repeats[-1] == 45 and recorder.repeats[:-1] == [1] * 6
    ground = np.array(ManimColor(setting.theme.ground).to_int_rgb())
    middle = recorder.frames[-1][240, 427, :3]
    assert np.abs(middle - (ground * 0.7 + 255 * 0.3)).max() <= 1.5


@pytest.mark.parametrize("quality", ["draft", "preview", "hd"])
def test_times_are_the_same_at_every_rate_and_when_nothing_is_painted(
    quality: str, formulas: Path, setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    class Counter:
        frames = 0

        def write(self, frame: Frame) -> None:
            self.frames += frame.repeats

    class Small(ExplainerScene):
        title = "Small"

        def construct(self) -> None:
            for seconds in (0.3, 0.5, 0.77):
                self.play(FadeIn(Square(side_length=0.1)), run_time=seconds)
            self.rest(0.5)
            self.rest(1 / 15 - 1e-9)  # a rest that is left over is a sum of fractions

    counter = Counter()
    with fast_mobjects(), manim_session(QUALITIES[quality], formulas, formulas):
        painted = perform(Small, setting, counter)
        unpainted = perform(Small, setting)
    assert unpainted.steps == painted.steps and not caplog.records
    assert counter.frames == round(painted.end * TICKS) * QUALITIES[quality].fps // TICKS


def test_captions_change_within_a_rest_and_leave_the_frame_alone() -> None:
    recorder = Recorder()
    cues = [Cue(0.2, 1.0, "one"), Cue(1.0, 2.0, "two")]
    frame = np.full((480, 854, 4), 20, np.uint8)
    sink = CaptionedSink(recorder, cues, DRAFT, "#FFFFFF")
    sink.write(whole_frame(frame))
    sink.write(Frame(frame, NOTHING, 29))
    sink.write(Frame(frame, NOTHING, 15))
    assert recorder.repeats == [1, 2, 12, 15, 15]
    assert [bool((kept != 20).any()) for kept in recorder.frames] == [False, False, True, True, False]
    assert (recorder.frames[2] != recorder.frames[3]).any()
    sink = CaptionedSink(recorder, cues, DRAFT, "#FFFFFF")
    for _ in range(30):
        sink.write(Frame(frame, NOTHING))
    kept, boxes = recorder.frames[5:], recorder.boxes[5:]
    for place, (before, now, box) in enumerate(zip(kept, kept[1:], boxes[1:], strict=False), start=1):
        assert bool(box) == bool((before != now).any()) == (place in (3, 15))
    assert (frame == 20).all()


def test_manim_is_left_as_it_was(formulas: Path) -> None:
    """Formulas of another program, or of the next test, are typeset as Manim does it."""

    def seams() -> list[object]:
        copies = [vars(kind).get("__deepcopy__") for kind in (Mobject, ManimColor, Outline)]
        return [tex_mobject.tex_to_svg_file, Mobject.get_family, Mobject.update, *copies]

    before = seams()
    with pytest.raises(ZeroDivisionError), fast_mobjects(), manim_session(DRAFT, formulas, formulas):
        assert not [seam for seam, now in zip(before, seams(), strict=True) if seam is now]
        raise ZeroDivisionError
    assert seams() == before
