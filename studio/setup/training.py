"""The ``train`` command: makes a bundle, shows how far it is. This is the only command that imports torch itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from model.bundle import BundleError
from model.grammar import DEFAULT_PATH, Grammar, GrammarError
from model.project import MODELS
from studio.setup.foresight import foresee
from studio.system.errors import StudioError, UsageError, full_disk_in_one_line
from studio.system.files import slug


def make_bundle(name: str, grammar: Path | None, *, everything: bool, jobs: int | None, restart: bool) -> str:
    """Train a model, with ``everything`` also search for the seed and measure the experiments; returns a line to print.

    Raises:
        UsageError: the grammar file or the name is wrong; nothing has been written.
    """
    if slug(name).replace("-", "_") != name.lower().replace("-", "_"):
        raise UsageError(f"{name!r} is no name for a bundle; use letters, digits, - and _")
    source = grammar or DEFAULT_PATH
    try:
        words = Grammar.load(source)
    except GrammarError as error:
        raise UsageError(str(error)) from None

    from model.make import train_bundle

    folder = MODELS / name
    console = Console(stderr=True, highlight=False)
    for line in foresee(words, everything=everything, jobs=jobs or os.cpu_count() or 1):
        console.print(line, soft_wrap=True)
    bars = Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=console)
    try:
        with full_disk_in_one_line(), bars:
            if everything:
                from model.search import search_seeds, table_text

                rows = search_seeds(
                    words, folder / "seeds.json", jobs=jobs or os.cpu_count() or 1, progress=_bar(bars, "seeds")
                )
                console.print(table_text(rows))
            bundle = train_bundle(source, folder, progress=_bar(bars, "training"), resume=not restart)
            if everything:
                from model.experiments import run_all

                run_all(bundle, progress=_bar(bars, "experiments"), jobs=jobs or os.cpu_count() or 1)
    except (BundleError, GrammarError) as error:
        raise StudioError(str(error)) from None
    return f"{bundle.path}  {bundle.digest[:12]}"


def _bar(bars: Progress, what: str) -> Callable[[int, int, str], None]:
    """A progress callback that moves one bar."""
    task = bars.add_task(what, total=None)

    def move(done: int, total: int, line: str) -> None:
        bars.update(task, completed=done, total=total, description=f"{what}: {line}" if line else what)

    return move
