"""A clip on its way: the work of rendering it, what is known of it once it has run, and its finished files."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from scenes.kit.narration import Cue
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import Quality
from studio.painting.session import FAST
from studio.rendering.fingerprint import clip_key
from studio.system import paths
from studio.voice.utterance import Utterance


@dataclass(frozen=True)
class ClipJob:
    """One clip to run: the class by module and name, and everything that its frames depend on."""

    address: str
    module: str
    name: str
    setting: Setting
    quality: Quality
    burned: bool
    formulas: Path
    painter: str = FAST
    keeps_recording: bool = False
    """Whether its frames are kept without captions as well, for other kinds of files; the video is the same."""
    threaded: bool = True
    """Whether a thread of its own encodes: sooner done when a core is free, a tenth more work when none is."""

    @property
    def key(self) -> str:
        """The key of the clip as it is asked for and as its files are now; each process reads them once."""
        return clip_key(
            self.module, (self.setting.trace.digest, self.setting.theme_name, self.quality, self.burned, self.painter)
        )

    def recording(self, *, transparent: bool = False) -> Path:
        """The file of its recording, made or not; that does not depend on captions."""
        setting = self.setting
        facts = ("recording", setting.trace.digest, setting.theme_name, self.quality, self.painter, transparent)
        return paths.recordings() / f"{clip_key(self.module, facts)}.recording"

    def load(self) -> type[ExplainerScene]:
        """The clip's class."""
        clip: type[ExplainerScene] = getattr(import_module(self.module), self.name)
        return clip


@dataclass(frozen=True)
class ClipFacts:
    """What is known of a clip once it has run: its length in frames, and in seconds from its start when each line of
    its narration begins, its captions, and what a voice is to say, in the words that are spoken."""

    address: str
    title: str
    idea: str
    fps: int
    frames: int
    lines: tuple[float, ...]
    cues: tuple[Cue, ...] = field(default=())
    speech: tuple[Utterance, ...] = field(default=())
    lexicon: str = ""
    """The digest of the lexicon by which that was put into words."""

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.frames / self.fps

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> ClipFacts:
        """The facts from plain values."""
        cues = tuple(Cue(**cue) for cue in values["cues"])
        speech = tuple(Utterance.from_json(line) for line in values["speech"])
        return cls(**{**values, "lines": tuple(values["lines"]), "cues": cues, "speech": speech})


@dataclass(frozen=True)
class FinishedClip:
    """A clip in the cache: its facts, the encoded file, and its last frame without captions."""

    facts: ClipFacts
    video: Path
    poster: Path
