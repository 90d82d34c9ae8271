"""What is asked for on the command line: each option once, as a field with its type, its words of help, its default.

``studio.commands.options.takes`` makes a command's options of these fields. Nothing slow is imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args

from typer import Option

from studio.frames.frame import QUALITIES
from studio.system.errors import UsageError, nearest
from studio.system.files import slug

ThemeName = Literal["dark", "light"]
QualityName = Literal[*QUALITIES]  # type: ignore[valid-type]  # a type checker cannot look into the table

SentenceOption = Annotated[str | None, Option(help="the sentence that the film is about; the bundle's own by default")]
BundleOption = Annotated[
    str, Option("--bundle", "--weights", help="the trained model: a name in assets/models, or a folder")
]
JobsOption = Annotated[int | None, Option(min=1, help="clips rendered at the same time; as many as cores by default")]
JsonOption = Annotated[bool, Option("--json", help="print the result as JSON")]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a video should be like, and how it is to be made."""

    sentence: SentenceOption = None
    theme: Annotated[ThemeName, Option(help="colours for a dark or a white room")] = "dark"
    bundle: BundleOption = "default"
    captions: Annotated[
        Literal["burned", "soft", "none"],
        Option(help="drawn on the picture, as a track that can be switched off, or none"),
    ] = "burned"
    quality: Annotated[QualityName, Option(help="480p15, 720p30, 1080p60 or 2160p60")] = "hd"
    painter: Annotated[
        Literal["fast", "manim"],
        Option(help="the studio's own painter, or Manim's as it is: the same pictures, several times slower"),
    ] = "fast"
    voice: Annotated[
        str | None,
        Option(
            help="who speaks: heart, which is installed with the project and speaks by default; none; piper:PATH for "
            "the .onnx of a Piper voice; service:MODULE:CLASS of manim-voiceover; or a folder of recordings"
        ),
    ] = None
    jobs: JobsOption = None
    cluster: Annotated[
        str | None, Option(help="render on the workers of the Dask cluster whose scheduler is at this address")
    ] = None
    force: Annotated[bool, Option("--force", help="render again what is kept")] = False
    as_json: JsonOption = False

    @property
    def suffix(self) -> str:
        """What tells its files from those of the default settings, in their names: ``-light-draft``; nothing for these.

        Each setting that is seen or heard in a file adds its word, so that no result takes another's place.
        """
        words = (
            "" if self.bundle == Request.bundle else slug(Path(self.bundle).name),
            slug(self.sentence or "", longest=80) if self.sentence else "",
            "" if self.theme == Request.theme else self.theme,
            "" if self.quality == Request.quality else self.quality,
            "" if self.captions == Request.captions else f"{self.captions}-captions".replace("none", "no"),
            "" if self.voice in (None, "heart") else "silent" if self.voice == "none" else slug(self.voice),
        )
        return "".join(f"-{word}" for word in words if word)

    @property
    def quiet(self) -> bool:
        """Whether nothing is said on the way: what reads the result is a program."""
        return self.as_json

    def check(self) -> None:
        """Look at what can be told at once, without Manim or torch: names, bundle and sentence; raises UsageError."""
        for what, name, known in (
            ("quality", self.quality, get_args(QualityName)),
            ("theme", self.theme, get_args(ThemeName)),
        ):
            if name not in known:
                raise UsageError(f"no {what} {name!r}; {nearest(name, known)}")
        if self.cluster is not None and self.jobs is not None:
            raise UsageError("--jobs is about this machine; on a cluster, each worker renders one clip at a time")
        _check_sentence(self.bundle, self.sentence)


@dataclass(frozen=True, kw_only=True)
class InspectRequest:
    """What is to be inspected, and how the result is to be shown."""

    addresses: tuple[str, ...] = ("film",)
    sentence: SentenceOption = None
    sentences: Annotated[
        int | None, Option(min=1, help="instead: so many sentences, drawn so that they cover the grammar")
    ] = None
    theme: Annotated[Literal[ThemeName, "both"], Option(help="colours for a dark or a white room, or both")] = "dark"
    bundle: BundleOption = "default"
    timeline: Annotated[
        bool, Option("--timeline", help="list each line, play and wait with its time, file and line")
    ] = False
    script: Annotated[
        bool, Option("--script", help="only what is said, without a stage: fast, for clips that have a script")
    ] = False
    truth: Annotated[
        bool, Option("--truth", help="list each number, word, label, shape and verdict with its source and its value")
    ] = False
    storyboard: Annotated[
        Path | None,
        Option(
            help="paint the stills at the ends of lines into this PNG, problems outlined and numbered; "
            "of several clips one each, with the clip's address in its name"
        ),
    ] = None
    stills: Annotated[
        Path | None, Option(help="paint every single still, of each play and caption, to this folder")
    ] = None
    quality: Annotated[QualityName, Option(help="the size of the stills: 480, 720, 1080 or 2160 lines")] = "draft"
    with_captions: Annotated[bool, Option("--captions/--no-captions", help="captions on the stills")] = True
    jobs: Annotated[int | None, Option(min=1, help="processes; as many as cores by default")] = None
    as_json: JsonOption = False

    @property
    def themes(self) -> tuple[str, ...]:
        """Each theme by its name."""
        return get_args(ThemeName) if self.theme == "both" else (self.theme,)

    def check(self) -> None:
        """Look at what can be told at once, without Manim or torch; raises UsageError."""
        if self.sentence is not None and self.sentences is not None:
            raise UsageError("give one sentence with --sentence, or a number of them with --sentences, not both")
        if self.script and (self.storyboard or self.stills or self.timeline or self.theme == "both"):
            raise UsageError("--script shows nothing: leave out --storyboard, --stills, --timeline and --theme both")
        if self.storyboard is not None and self.storyboard.suffix.lower() != ".png":
            raise UsageError(f"a storyboard is a PNG: --storyboard {self.storyboard.with_suffix('.png')}")
        _check_sentence(self.bundle, self.sentence)


def _check_sentence(bundle: str, sentence: str | None) -> None:
    """Raise UsageError for a sentence that is not of the bundle's grammar; without one, nothing is looked at."""
    if sentence is not None:
        from studio.request.traces import check_sentence, load_bundle  # which load NumPy

        check_sentence(load_bundle(bundle), sentence)
