"""The trace of a sentence: found in the cache by a key known without torch, or recorded by a process of its own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from model.bundle import Bundle
from model.grammar import SentenceError
from model.trace import SCHEMA, Trace, TraceError
from studio import paths
from studio.errors import StudioError, UsageError


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
    """Whether a trace file is there, whole, and made from this bundle as it is."""
    try:
        return bool(Trace.load(path).facts.get("bundle_digest") == bundle.digest)
    except TraceError:
        return False


def trace_for(bundle: Bundle, sentence: str | None, report: Callable[[str], None] = lambda _: None) -> Path:
    """The trace file of a sentence (the bundle's own when None), recorded first if it must be.

    Raises:
        UsageError: the grammar does not have the sentence; nothing has been written.
        StudioError: the trace cannot be recorded.
    """
    shipped = bundle.path / "trace.npz"
    if sentence is None and is_current(shipped, bundle):
        return shipped
    words = check_sentence(bundle, bundle.grammar.default if sentence is None else sentence)
    path = trace_path(bundle, words)
    if not is_current(path, bundle):
        report("recording the model at work on the sentence")
        _record(bundle, words, path)
    return path


def _record(bundle: Bundle, words: tuple[str, ...], path: Path) -> None:
    """Record in a process of its own, so that this one never imports torch."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "studio.trace_cache", str(bundle.path), " ".join(words), str(path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(paths.ROOT), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0 or not path.is_file():
        lines = [line for line in done.stderr.strip().splitlines() if line.strip()]
        raise StudioError(
            f"the sentence's trace could not be recorded: {lines[-1] if lines else 'the process was ended'}"
        )


def main() -> None:
    """Record one trace: bundle folder, sentence, file."""
    from model.capture import record  # imports torch

    folder, sentence, path = sys.argv[1:]
    record(Bundle.load(folder), sentence).save(Path(path))


if __name__ == "__main__":
    main()
