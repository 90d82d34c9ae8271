"""The trace of a sentence: found in the cache by a key known without torch, or recorded by a process of its own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from model.bundle import Bundle, BundleError
from model.grammar import SentenceError
from model.trace import SCHEMA, Trace, TraceError
from studio.system import paths
from studio.system.errors import StudioError, UsageError, full_disk_in_one_line
from studio.system.processes import SAFE_PATH, end_with, processes_for
from studio.system.workplaces import workplace

if TYPE_CHECKING:
    from model.recorder import Models

FEW = 4  # sentences that are not worth another process, which has to load torch first


def check_sentence(bundle: Bundle, text: str) -> tuple[str, ...]:
    """The words of a sentence that the bundle's grammar has; raises UsageError with its one line."""
    try:
        return bundle.grammar.check(text)
    except SentenceError as error:
        raise UsageError(str(error)) from None


def trace_path(bundle: Bundle, words: tuple[str, ...]) -> Path:
    """Where the trace of these words is kept: digest of bundle, sentence, schema and torch's version."""
    facts = "\n".join((bundle.digest, " ".join(words), str(SCHEMA), version("torch")))
    return paths.cache() / "traces" / f"{hashlib.sha256(facts.encode()).hexdigest()[:24]}.npz"


def is_current(path: Path, bundle: Bundle) -> bool:
    """Whether a trace file is there, whole, made from this bundle as it is, and as rich as traces are today."""
    try:
        return Trace.load(path).is_of(bundle.digest)
    except TraceError:
        return False


def load_bundle(name: str) -> Bundle:
    """The bundle of a name in assets/models or of a folder; raises UsageError naming the known ones."""
    try:
        bundle = Bundle.load(name)
        _ = bundle.digest  # which the key of a trace needs: every file is read and compared with the manifest
        return bundle
    except BundleError as error:
        raise UsageError(str(error)) from None


def trace_of(bundle: str, sentence: str | None, report: Callable[[str], None] = lambda _: None) -> Path:
    """The trace file of a bundle and a sentence; the bundle's own trace when there is no sentence.

    Raises:
        UsageError: no such bundle, or its grammar does not have the sentence; nothing has been written then.
        StudioError: the trace cannot be recorded.
    """
    return traces_of(bundle, [sentence], report)[0]


def traces_of(name: str, sentences: Sequence[str | None], report: Callable[[str], None] = lambda _: None) -> list[Path]:
    """The trace files of several sentences in order; those that are missing are recorded first, in one process."""
    bundle = load_bundle(name)
    found: list[Path] = []
    missing: dict[Path, str] = {}
    for sentence in sentences:
        shipped = bundle.path / "trace.npz"
        if sentence is None and is_current(shipped, bundle):
            found.append(shipped)
            continue
        words = check_sentence(bundle, bundle.grammar.default if sentence is None else sentence)
        found.append(trace_path(bundle, words))
        if not is_current(found[-1], bundle):
            missing[found[-1]] = " ".join(words)
    if missing:
        what = "the sentence" if len(missing) == 1 else f"{len(missing)} sentences"
        report(f"recording the model at work on {what}")
        _record(bundle, missing)
    return found


def trace_without_keeping(name: str, sentence: str) -> Trace:
    """The trace of a sentence as it is kept, or else recorded in this process and not kept: for one look at many.

    Raises UsageError as ``trace_of()`` does.
    """
    bundle = load_bundle(name)
    words = check_sentence(bundle, sentence)
    shipped = bundle.path / "trace.npz"
    try:
        kept = Trace.load(shipped if sentence == bundle.grammar.default else trace_path(bundle, words))
    except TraceError:
        kept = None
    if kept is not None and kept.is_of(bundle.digest):
        return kept
    from model.capture import record_from  # imports torch

    return record_from(_models(name), sentence)


@cache
def _models(name: str) -> Models:
    """The models of a bundle, read once a process."""
    from model.recorder import Models  # imports torch

    return Models(load_bundle(name))


def _record(bundle: Bundle, sentences: Mapping[Path, str]) -> None:
    """Record in processes of their own, so that this one never imports torch; traces appear in the cache when whole.

    Few sentences are recorded by one process, many by as many as there are cores.
    """
    with full_disk_in_one_line(), workplace() as folder:
        paths_there = os.pathsep.join(filter(None, [str(paths.ROOT), os.environ.get("PYTHONPATH")]))
        places = list(sentences.items())
        count = max(1, min(processes_for(None), len(places) // FEW))
        command = [sys.executable, "-m", "studio.request.traces", str(os.getpid()), str(bundle.path)]
        how = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
        running: list[subprocess.Popen[str]] = []
        try:
            for part in (places[start::count] for start in range(count)):
                what = [text for path, sentence in part for text in (sentence, str(folder / path.name))]
                environment = {**os.environ, **SAFE_PATH, "PYTHONPATH": paths_there}
                environment["TORCHINDUCTOR_CACHE_DIR"] = str(folder / "torch")  # which torch else leaves in /tmp
                running.append(subprocess.Popen([*command, *what], env=environment, **how))  # type: ignore[call-overload]
            said = [process.communicate()[1] for process in running]
        finally:
            for process in running:
                process.kill()  # one that has ended does not mind
        for process, text in zip(running, said, strict=True):
            if process.returncode != 0:
                lines = [line for line in text.strip().splitlines() if line.strip()]
                raise StudioError(
                    f"the sentence's trace could not be recorded: {lines[-1] if lines else 'the process was ended'}"
                )
        for path in sentences:
            path.parent.mkdir(parents=True, exist_ok=True)
            (folder / path.name).replace(path)


def main() -> None:
    """Record traces for a process, with which this one ends: bundle folder, then a sentence and its file for each."""
    parent, folder, *rest = sys.argv[1:]
    end_with(int(parent))
    from model.capture import Models, record_from  # imports torch

    models = Models(Bundle.load(folder))
    try:
        with full_disk_in_one_line():
            for sentence, path in zip(rest[::2], rest[1::2], strict=True):
                record_from(models, sentence).save(Path(path))
    except StudioError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
