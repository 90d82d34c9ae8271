"""What a render is set to: which trace, which theme, which quality of the same film.

The studio hands a Setting to its workers. Plain Manim reads the file that ``EXPLAINER_SETTING`` names, or takes the
default bundle's shipped trace; with ``EXPLAINER_VOICE`` it speaks.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from model.project import MODELS
from model.trace import Trace
from scenes.kit.theme import THEMES, Theme

VARIABLE = "EXPLAINER_SETTING"
VOICE_VARIABLE = "EXPLAINER_VOICE"
DEFAULT_TRACE = MODELS / "default" / "trace.npz"


@dataclass(frozen=True)
class Setting:
    """The trace's file and the theme's name, everything that changes what a frame shows; and who speaks meanwhile."""

    trace_path: str = str(DEFAULT_TRACE)
    theme_name: str = "dark"
    voice: str | None = None
    """Whose voice the scene itself adds, as ``--voice`` names it; the studio asks for none, and adds sound to files."""

    @property
    def trace(self) -> Trace:
        """The trace, read once a process."""
        return _load(self.trace_path)

    @property
    def theme(self) -> Theme:
        """The theme; KeyError names the known ones."""
        try:
            return THEMES[self.theme_name]
        except KeyError:
            raise KeyError(f"no theme {self.theme_name!r}; known: {', '.join(THEMES)}") from None

    def write(self, path: Path) -> None:
        """Write the setting as JSON, for ``EXPLAINER_SETTING``."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def current(cls) -> Setting:
        """The setting that the environment asks for, else the default one."""
        name = os.environ.get(VARIABLE)
        setting = cls(**json.loads(Path(name).read_text(encoding="utf-8"))) if name else cls()
        return replace(setting, voice=os.environ.get(VOICE_VARIABLE) or setting.voice)


@lru_cache(maxsize=2)
def _load(path: str) -> Trace:
    return Trace.load(Path(path))
