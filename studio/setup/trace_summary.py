"""The ``trace`` command: record a sentence and describe the tensors."""

from __future__ import annotations

import sys
from typing import Any

from model.trace import Trace
from studio.request.traces import trace_of
from studio.system.errors import printable


def describe(bundle: str, sentence: str | None) -> dict[str, Any]:
    """Record the trace if it is not there yet, and say what it holds."""
    path = trace_of(bundle, sentence, lambda text: print(text, file=sys.stderr))
    trace = Trace.load(path)
    return {
        "file": str(path),
        "digest": trace.digest,
        "source": list(trace.source),
        "target": list(trace.target),
        "tensors": {
            name: {"axes": "".join(tensor.axes), "shape": list(tensor.shape)} for name, tensor in trace.tensors.items()
        },
    }


def describe_as_text(found: dict[str, Any]) -> str:
    """The description for a terminal: scopes with their number of tensors."""
    scopes: dict[str, int] = {}
    for name in found["tensors"]:
        scope = name.partition("/")[0]
        scopes[scope] = scopes.get(scope, 0) + 1
    lines = [f"{' '.join(found['source'])} -> {' '.join(found['target'])}"]
    lines += [f"  {scope}: {count} tensor{'s' * (count > 1)}" for scope, count in scopes.items()]
    return printable("\n".join([*lines, found["file"]]))
