"""Arguments and options that commands share, with what each says of itself. Nothing slow is imported."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Theme(StrEnum):
    """Colours of the ground."""

    dark = "dark"
    light = "light"


class Themes(StrEnum):
    """Colours of the ground, or one after the other."""

    dark = "dark"
    light = "light"
    both = "both"

    @property
    def names(self) -> tuple[str, ...]:
        """Each theme by its name."""
        return ("dark", "light") if self is Themes.both else (self.value,)


class Captions(StrEnum):
    """Where captions go."""

    burned = "burned"
    soft = "soft"
    none = "none"


class Cut(StrEnum):
    """How much of the film."""

    full = "full"
    short = "short"


class QualityName(StrEnum):
    """Size and frame rate."""

    draft = "draft"
    preview = "preview"
    hd = "hd"
    uhd = "uhd"


class Painter(StrEnum):
    """Who paints."""

    fast = "fast"
    manim = "manim"


class FileFormat(StrEnum):
    """Kinds of files that a clip can become."""

    mp4 = "mp4"
    webm = "webm"
    gif = "gif"
    mov = "mov"
    png = "png"


class OtherFormat(StrEnum):
    """Kinds of files that a page can offer besides mp4 and png."""

    webm = "webm"
    gif = "gif"
    mov = "mov"


class Host(StrEnum):
    """What a lecturer works with."""

    html = "html"
    revealjs = "revealjs"
    pptx = "pptx"
    beamer = "beamer"
    quarto = "quarto"
    jupyter = "jupyter"
    markdown = "markdown"


class Stops(StrEnum):
    """Where slides stop."""

    clip = "clip"
    line = "line"


def complete_address(incomplete: str) -> list[str]:
    """The addresses that begin so, for the shell's tab key."""
    from studio.request.addresses import addresses_from_files

    return [address for address in addresses_from_files() if address.startswith(incomplete)]


Address = Annotated[str, typer.Argument(help="film, an act, or act/clip", autocompletion=complete_address)]
Addresses = Annotated[
    list[str] | None, typer.Argument(help="film (the default), acts, or act/clip", autocompletion=complete_address)
]
Acts = Annotated[list[str] | None, typer.Argument(help="acts to take; all by default", autocompletion=complete_address)]
Sentence = Annotated[str | None, typer.Option(help="the sentence that the film is about; the bundle's own by default")]
Sentences = Annotated[
    int | None, typer.Option(min=1, help="instead: so many sentences, drawn so that they cover the grammar")
]
ThemeOption = Annotated[Theme, typer.Option(help="colours for a dark or a white room")]
ThemesOption = Annotated[Themes, typer.Option(help="colours for a dark or a white room, or both")]
Weights = Annotated[str, typer.Option(help="the trained model: a name in assets/models, or a folder")]
CaptionsOption = Annotated[
    Captions, typer.Option(help="drawn on the picture, as a track that can be switched off, or none")
]
CaptionsOnStills = Annotated[bool, typer.Option("--captions/--no-captions", help="captions on the stills")]
Out = Annotated[Path, typer.Option(help="the folder that results go to")]
Json = Annotated[bool, typer.Option("--json", help="print the result as JSON")]
QualityOption = Annotated[QualityName, typer.Option(help="480p15, 720p30, 1080p60 or 2160p60")]
StillsQuality = Annotated[QualityName, typer.Option(help="the size of the stills: 480, 720, 1080 or 2160 lines")]
PainterOption = Annotated[
    Painter, typer.Option(help="the studio's own painter, or Manim's as it is: the same pictures, several times slower")
]
Jobs = Annotated[int | None, typer.Option(min=1, help="clips rendered at the same time; as many as cores by default")]
ClusterOption = Annotated[
    str | None,
    typer.Option("--cluster", help="render on the workers of the Dask cluster whose scheduler is at this address"),
]
InspectJobs = Annotated[int | None, typer.Option("--jobs", min=1, help="processes; as many as cores by default")]
Force = Annotated[bool, typer.Option("--force", help="render again what is kept")]
Poster = Annotated[str | None, typer.Option(help="the clip whose last still is the poster")]
CutOption = Annotated[Cut, typer.Option(help="all clips, or the few that a short film needs")]
FileFormatOption = Annotated[
    FileFormat,
    typer.Option("--format", help="a video, for most programs mp4; a gif; or png for the last still, or a line's"),
]
Also = Annotated[
    list[OtherFormat] | None,
    typer.Option(help="offer each clip in this format as well; may be given several times; mov is 1 GB a minute"),
]
Show = Annotated[bool, typer.Option("--open/--no-open", help="open it in a player, if there is a screen")]
Watch = Annotated[
    bool,
    typer.Option("--watch", help="play it on a page of this machine, and render again whenever a file of it is saved"),
]
HostOption = Annotated[Host, typer.Option("--for", help="what the clips are to be shown with")]
SlidesOption = Annotated[
    Stops | None, typer.Option(help="slides that stop at each clip (usual in pptx, beamer) or line (usual in revealjs)")
]
Timeline = Annotated[
    bool, typer.Option("--timeline", help="list each line, play and wait with its time, file and line")
]
Storyboard = Annotated[
    Path | None,
    typer.Option(
        help="paint the stills at the ends of lines into this PNG, problems outlined and numbered; "
        "of several clips one each, with the clip's address in its name"
    ),
]
Stills = Annotated[Path | None, typer.Option(help="paint every single still, of each play and caption, to this folder")]
