"""Tasks one after the other or in processes of their own, each of which takes one task after the other."""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol, TypeVar

from studio.system.errors import StudioError
from studio.system.processes import CHILD_ENVIRONMENT, end_with_parent, environment, uninterrupted

Outcome_co = TypeVar("Outcome_co", covariant=True)
Outcome = TypeVar("Outcome")


class Task(Protocol[Outcome_co]):
    """What can be run, here or in another process."""

    def run(self) -> Outcome_co:
        """Do it."""


def run_all(tasks: Sequence[Task[Outcome]], processes: int, done: Callable[[int, Outcome, float], None]) -> None:
    """Run tasks in so many processes, the first ones first.

    ``done`` is told of each, as soon as it is: its place among the tasks, what came of it, and how many seconds of the
    processor it took. Whatever happens to this process, the others end. Raises StudioError when one of them is ended
    from outside.
    """
    if processes <= 1 or len(tasks) <= 1:
        for place, task in enumerate(tasks):
            done(place, *_run_and_time(task))
        return
    ours = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(min(processes, len(tasks)), multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        with environment(CHILD_ENVIRONMENT), uninterrupted():
            futures = {pool.submit(_run_in_process, task): place for place, task in enumerate(tasks)}
        for future in as_completed(futures):
            done(futures[future], *future.result())
    except BrokenProcessPool:
        raise StudioError("a process that inspects clips was ended from outside; run again") from None
    except BaseException:
        children = set(multiprocessing.active_children()) - ours
        for child in children:
            child.terminate()
        for child in children:
            child.join(10)  # so that none outlives the files it works on
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Spare this process the search for cyclic garbage within a task, which costs a tenth of the time."""
    end_with_parent()
    gc.freeze()
    gc.disable()


def _run_in_process(task: Task[Outcome]) -> tuple[Outcome, float]:
    outcome = _run_and_time(task)
    gc.collect()
    return outcome


def _run_and_time(task: Task[Outcome]) -> tuple[Outcome, float]:
    begun = time.process_time()
    return task.run(), round(time.process_time() - begun, 2)
