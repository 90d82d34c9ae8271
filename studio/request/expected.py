"""What is said of an error that no command has caught: in one line, with an exit code."""

from __future__ import annotations

from model.bundle import BundleError
from model.trace import TraceError
from studio.system import paths
from studio.system.errors import describe_unexpected
from studio.system.folders import why_not_written


def describe(error: Exception) -> tuple[str, int]:
    """The line and the exit code: of a broken bundle its own line and 2, of a broken trace its own and 1.

    Where the cache cannot be written, as in a checkout that may only be read, it says what to do about that.
    """
    if isinstance(error, BundleError):
        return " ".join(str(error).split()), 2
    if isinstance(error, TraceError):
        return " ".join(str(error).split()), 1
    if isinstance(error, OSError) and (why := why_not_written(paths.cache())):
        return f"{why}; name another folder in {paths.CACHE_VARIABLE}", 2
    return describe_unexpected(error), 1
