"""Clips by their address, with errors that name the nearest right ones."""

from __future__ import annotations

from typing import Any

from scenes import AddressError, act_names, clips, load_act
from scenes.kit.scene import ExplainerScene
from studio.errors import UsageError


def find_clips(address: str) -> tuple[type[ExplainerScene], ...]:
    """The clips of an address; raises UsageError with the nearest right names."""
    try:
        found = clips(address)
    except AddressError as error:
        raise UsageError(str(error)) from None
    if not found:
        raise UsageError(f"{address} has no clips yet")
    return found


def act_title(clip: type[ExplainerScene]) -> str:
    """The title of the act that a clip belongs to: its class's, or its address in words."""
    act = clip.address().partition("/")[0]
    title = load_act(act).title if act in act_names() else ""
    return title or act.replace("_", " ").capitalize()


def listing() -> list[dict[str, Any]]:
    """Every clip of the film as plain values: address, title, idea, and whether the short cut has it."""
    return [
        {"address": clip.address(), "title": clip.title, "idea": clip.idea, "short": clip.short}
        for clip in find_clips("film")
    ]
