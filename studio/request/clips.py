"""Clips by their address, with errors that name the nearest right ones."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from model.trace import Trace
from scenes import AddressError, act_names, clips, load_act
from scenes.kit.scene import ExplainerScene
from studio.system import paths
from studio.system.errors import StudioError, UsageError
from studio.system.history import LENGTHS, read_seconds


def find_clips(address: str) -> tuple[type[ExplainerScene], ...]:
    """The clips of an address; raises UsageError with the nearest right names.

    A clip whose file is there is found before its act lists it, so that it can be worked on; so is a card of the film.
    """
    try:
        found = clips(address)
    except (AddressError, ImportError, AttributeError) as error:
        unlisted = _unlisted_clip(address)
        if unlisted is not None:
            return (unlisted,)
        if not isinstance(error, AddressError):
            raise
        raise UsageError(str(error)) from None
    if not found:
        raise UsageError(f"{address} has no clips yet")
    return found


def _unlisted_clip(address: str) -> type[ExplainerScene] | None:
    """The clip or card that stands in the file of an address, whether its act lists it or not."""
    act, _, name = address.partition("/")
    if (
        act not in (*act_names(), "cards")
        or not name.isidentifier()
        or not (paths.ROOT / "scenes" / act / f"{name}.py").is_file()
    ):
        return None
    module = import_module(f"scenes.{act}.{name}")
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, ExplainerScene) and value.__module__ == module.__name__:
            return value
    return None


def act_title(clip: type[ExplainerScene]) -> str:
    """The title of the act that a clip belongs to: its class's, or its address in words."""
    act = clip.address().partition("/")[0]
    title = ""
    if act in act_names():
        with contextlib.suppress(ImportError, AttributeError):  # a clip that is worked on before its act is there
            title = load_act(act).title
    return title or act.replace("_", " ").capitalize()


def select_ready(
    clips: Sequence[type[ExplainerScene]], trace: Trace, bundle: str, note: Callable[[str], None]
) -> list[type[ExplainerScene]]:
    """The clips that a trace has everything for; the others are left out, with one line for all of them.

    Raises StudioError when none remains.
    """
    missing = {clip: [scope for scope in clip.needs if not trace.has(scope)] for clip in clips}
    lacking = [clip for clip, scopes in missing.items() if scopes]
    mend = f"to measure it: python render.py train --bundle {bundle} --all"
    if len(lacking) == len(clips):
        scopes = ", ".join(missing[lacking[0]])
        raise StudioError(f"{lacking[0].address()} needs {scopes}, which {bundle} does not have; {mend}")
    if lacking:
        names = ", ".join(clip.address() for clip in lacking)
        note(f"left out {len(lacking)} of {len(clips)} clips, which show what {bundle} does not have: {names}; {mend}")
    return [clip for clip in clips if clip not in lacking]


def describe_clips() -> list[dict[str, Any]]:
    """Every clip of the film as plain values: address, title, idea, whether the short cut has it, and its seconds when
    it was last rendered, None before."""
    seconds = read_seconds(LENGTHS)
    return [
        {
            "address": clip.address(),
            "title": clip.title,
            "idea": clip.idea,
            "short": clip.short,
            "seconds": seconds.get(clip.address()),
        }
        for clip in find_clips("film")
    ]
