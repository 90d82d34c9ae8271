"""Clips by their address, with errors that name the nearest right ones."""

from __future__ import annotations

from scenes import AddressError, clips
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
