"""Encoding in a thread: the same calls in the same order, whatever the painter does meanwhile; and failures."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from studio.frames.box import NOTHING, Box
from studio.frames.frame import Frame, Quality, whole_frame
from studio.frames.threaded import Threaded

SMALL = Quality("small", 8, 4, 15)


class Keeper:
    """Keeps copies of the frames that it gets; waits before the first until it may go on."""

    def __init__(self) -> None:
        self.got: list[Frame] = []
        self.may_go_on = threading.Event()
        self.thread: threading.Thread | None = None

    def write(self, frame: Frame) -> None:
        assert self.may_go_on.wait(20)
        self.thread = threading.current_thread()
        self.got.append(frame._replace(pixels=frame.pixels.copy()))


class Full:
    """Fails at the second frame."""

    def __init__(self) -> None:
        self.calls = 0

    def write(self, frame: Frame) -> None:
        self.calls += 1
        if self.calls == 2:
            raise OSError("no room")


def test_frames_arrive_as_they_were_painted_though_the_painter_has_gone_on() -> None:
    keeper, frame, painted = Keeper(), np.zeros((4, 8, 4), np.uint8), []
    changes = [Box(0, 0, 8, 4), Box(1, 1, 3, 2), NOTHING, Box(0, 0, 8, 4), Box(7, 3, 8, 4)]
    with Threaded(keeper, SMALL) as behind:
        for number, changed in enumerate(changes, start=1):
            frame[changed.slices] = number
            painted.append(frame.copy())
            behind.write(Frame(frame, changed, number))
        frame[:] = 99  # the painter's memory is its own again
        assert keeper.got == []
        keeper.may_go_on.set()
    assert keeper.thread is not threading.current_thread()
    assert [got.repeats for got in keeper.got] == [1, 2, 3, 4, 5]
    for got, expected in zip(keeper.got, painted, strict=True):
        assert np.array_equal(got.pixels, expected)
    assert [got.changed for got in keeper.got] == changes


def test_what_fails_behind_is_raised_and_the_thread_ends() -> None:
    full, before = Full(), threading.active_count()
    with pytest.raises(OSError, match="no room"), Threaded(full, SMALL) as behind:
        for _ in range(1000):
            behind.write(whole_frame(np.zeros((4, 8, 4), np.uint8)))
    assert full.calls == 2
    assert threading.active_count() == before


def test_a_failure_of_the_last_frames_is_raised_at_the_end() -> None:
    full = Full()
    with pytest.raises(OSError, match="no room"), Threaded(full, SMALL) as behind:
        behind.write(whole_frame(np.zeros((4, 8, 4), np.uint8)))
        behind.write(whole_frame(np.zeros((4, 8, 4), np.uint8)))


def test_when_painting_fails_the_thread_ends_as_well() -> None:
    keeper, before = Keeper(), threading.active_count()
    keeper.may_go_on.set()
    with pytest.raises(RuntimeError, match="the painter"), Threaded(keeper, SMALL) as behind:
        behind.write(whole_frame(np.zeros((4, 8, 4), np.uint8)))
        raise RuntimeError("the painter")
    assert threading.active_count() == before
