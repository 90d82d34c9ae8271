"""Addresses of acts and clips as the files alone tell them, for tab completion: no scene is imported."""

from __future__ import annotations

from scenes import act_names
from studio.system import paths


def addresses_from_files() -> list[str]:
    """``film``, the acts, and ``act/clip`` for each file of an act."""
    clips = [
        f"{act}/{file.stem}" for act in act_names() for file in sorted((paths.ROOT / "scenes" / act).glob("[!_]*.py"))
    ]
    return ["film", *act_names(), *clips]


def complete_address(incomplete: str) -> list[str]:
    """The addresses that begin so, for the shell's tab key."""
    return [address for address in addresses_from_files() if address.startswith(incomplete)]


def canonical(address: str) -> str:
    """``act/clip`` where somebody wrote only ``clip``, which no two acts have; whatever else it is, as it is."""
    of_that_name = [known for known in addresses_from_files() if known.partition("/")[2] == address]
    return of_that_name[0] if address and len(of_that_name) == 1 else address


def file_name(address: str) -> str:
    """What the files of a clip are called: ``act-clip``."""
    return address.replace("/", "-")
