"""The hosts, and what can be asked of each; looked at before anything slow is imported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.request.options import Request
from studio.system.errors import UsageError

WIDTH = 960
"""Pixels that a player takes on a page, unless told otherwise."""
SILENT = "none"
"""The voice in lectures, unless told otherwise: the lecturer speaks."""


@dataclass(frozen=True)
class Host:
    """What a tool takes, and what it can be asked for."""

    by: str | None = None
    """Whether its slides stop at each clip or at each line unless told otherwise; None where there are no slides."""
    alone: bool = False
    """Whether its one file holds everything, so that nothing lies beside it."""
    has_players: bool = True
    """Whether a clip is a player whose width can be asked for."""
    quality: str = "hd"


HOSTS = {
    "html": Host(),
    "revealjs": Host(by="line", has_players=False),
    "pptx": Host(by="clip", alone=True, has_players=False),
    "beamer": Host(by="clip", has_players=False),
    "quarto": Host(),
    "jupyter": Host(alone=True, quality="preview"),
    "markdown": Host(),
    "pdf": Host(alone=True, has_players=False),
}

ALSO_CALLED = {"powerpoint": "pptx", "keynote": "pptx", "impress": "pptx", "handout": "pdf"}
"""Programs that take the file of a host."""


@dataclass(frozen=True)
class EmbedRequest:
    """What is to be embedded, and where: the options of the command line; None stands for the host's own choice."""

    addresses: tuple[str, ...]
    host: str
    request: Request
    out: Path | None = None
    by: str | None = None
    width: int | None = None

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return self.out or Path("out", "lecture", self.host)

    @property
    def by_line(self) -> bool:
        """Whether slides stop at each line."""
        return (self.by or HOSTS[self.host].by) == "line"

    def check(self) -> None:
        """Raise UsageError for what the host does not have."""
        if self.by is not None and HOSTS[self.host].by is None:
            slides = ", ".join(name for name, host in HOSTS.items() if host.by)
            raise UsageError(f"{self.host} has no slides that could stop: --by is for {slides}")
        if self.width is not None and not HOSTS[self.host].has_players:
            players = ", ".join(name for name, host in HOSTS.items() if host.has_players)
            raise UsageError(f"{self.host} has no players: --width is for {players}")
