"""The command line: parses, calls the studio, prints. Without a command it renders the film."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from studio.errors import StudioError

COMMANDS = "film preview clip list inspect trace train doctor"
app = typer.Typer(
    help="A film about the Transformer in which every number is read out of a real, trained model.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Theme(StrEnum):
    """Colours of the ground."""

    dark = "dark"
    light = "light"


class Captions(StrEnum):
    """Where captions go."""

    burned = "burned"
    soft = "soft"
    none = "none"


class QualityName(StrEnum):
    """Size and frame rate."""

    draft = "draft"
    preview = "preview"
    hd = "hd"
    uhd = "uhd"


def _complete_address(incomplete: str) -> list[str]:
    from studio.addresses import addresses_from_files

    return [address for address in addresses_from_files() if address.startswith(incomplete)]


Address = Annotated[str, typer.Argument(help="film, an act, or act/clip", autocompletion=_complete_address)]
Sentence = Annotated[str | None, typer.Option(help="the sentence that the film is about; the bundle's own by default")]
ThemeOption = Annotated[Theme, typer.Option(help="colours for a dark or a white room")]
Weights = Annotated[str, typer.Option(help="the trained model: a name in assets/models, or a folder")]
CaptionsOption = Annotated[
    Captions, typer.Option(help="drawn on the picture, as a track that can be switched off, or none")
]
Out = Annotated[Path, typer.Option(help="the folder that results go to")]
Json = Annotated[bool, typer.Option("--json", help="print the result as JSON")]
QualityOption = Annotated[QualityName, typer.Option(help="480p15, 720p30, 1080p60 or 2160p60")]
Jobs = Annotated[int | None, typer.Option(min=1, help="clips rendered at the same time; as many as cores by default")]
Force = Annotated[bool, typer.Option("--force", help="render again what is kept")]


@app.command()
def inspect(
    address: Address,
    sentence: Sentence = None,
    theme: ThemeOption = Theme.dark,
    weights: Weights = "default",
    quality: QualityOption = QualityName.draft,
    captions: CaptionsOption = Captions.burned,
    out: Out = Path("out"),
    json: Json = False,
    stills: Annotated[bool, typer.Option(help="paint the stills and the storyboard")] = True,
) -> None:
    """Say what is wrong with a clip, and lay its stills out in a storyboard picture."""
    from studio.inspection import inspect_address

    found = inspect_address(
        address,
        weights=weights,
        sentence=sentence,
        theme=theme.value,
        quality=quality.value,
        with_captions=captions is Captions.burned,
        folder=out / "inspect" if stills else None,
        as_json=json,
    )
    raise typer.Exit(1 if found else 0)


def main() -> None:
    """Run the command line; every expected failure is one line and an exit code."""
    arguments = sys.argv[1:]
    if not arguments or (
        arguments[0].startswith("-") and arguments[0] not in ("--help", "-h") and "completion" not in arguments[0]
    ):
        arguments = ["film", *arguments]
    try:
        app(arguments)
    except StudioError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.code)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
