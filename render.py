"""The command line: parses, calls the studio, prints. Without a command it renders the film."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

try:
    from enum import StrEnum

    import typer
except ImportError:  # started with another Python than the one in .venv
    from studio.bootstrap import run_in_environment

    run_in_environment()

from studio.errors import StudioError, UsageError

if TYPE_CHECKING:
    from studio.assemble import Film
    from studio.request import Request

INTERRUPTED = 130  # the exit code that Typer makes of Ctrl-C, without a word

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
def film(
    acts: Annotated[
        list[str] | None, typer.Argument(help="acts to take; all by default", autocompletion=_complete_address)
    ] = None,
    sentence: Sentence = None,
    theme: ThemeOption = Theme.dark,
    weights: Weights = "default",
    captions: CaptionsOption = Captions.burned,
    quality: QualityOption = QualityName.hd,
    out: Out = Path("out"),
    cut: Annotated[Cut, typer.Option(help="all clips, or the few that a short film needs")] = Cut.full,
    poster: Annotated[str | None, typer.Option(help="the clip whose last still is the poster")] = None,
    jobs: Jobs = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Render the film: out/film.mp4 with captions, chapters and a poster. This is what happens without a command."""
    request = _request(weights, sentence, theme, captions, quality, jobs, force, json)
    from studio.film import make_film

    _show(make_film(acts or [], request, out, poster, short=cut is Cut.short), json)


@app.command()
def preview(
    address: Address,
    sentence: Sentence = None,
    theme: ThemeOption = Theme.dark,
    weights: Weights = "default",
    captions: CaptionsOption = Captions.burned,
    quality: QualityOption = QualityName.preview,
    out: Out = Path("out"),
    jobs: Jobs = None,
    force: Force = False,
    json: Json = False,
    show: Annotated[bool, typer.Option("--open/--no-open", help="open it in a player, if there is a screen")] = True,
) -> None:
    """Render a clip or an act small and fast, and open it."""
    request = _request(weights, sentence, theme, captions, quality, jobs, force, json)
    from studio.film import make_clip, open_in_player

    made = make_clip(address, request, out / "preview")
    _show(made, json)
    if show and not json:
        open_in_player(made.video)


@app.command()
def clip(
    address: Address,
    sentence: Sentence = None,
    theme: ThemeOption = Theme.dark,
    weights: Weights = "default",
    captions: CaptionsOption = Captions.burned,
    quality: QualityOption = QualityName.hd,
    file_format: Annotated[str, typer.Option("--format", help="mp4")] = "mp4",
    out: Out = Path("out"),
    jobs: Jobs = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Render one clip, for slides: a video with captions and a poster beside it."""
    if file_format != "mp4":
        raise UsageError(f"clips are made as mp4 only, not {file_format}; most programs that show slides take mp4")
    request = _request(weights, sentence, theme, captions, quality, jobs, force, json)
    from studio.film import make_clip

    _show(make_clip(address, request, out / "clips"), json)


@app.command("list")
def list_clips(json: Json = False) -> None:
    """List the acts and clips, with the idea of each."""
    from studio.listing import listing

    rows = listing()
    if json:
        _print_json(rows)
        return
    width = max(len(row["address"]) for row in rows)
    for row in rows:
        print(f"{row['address']:{width}}  {row['idea']}")


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
    _request(weights, sentence, theme, captions, quality, None, False, json)
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


@app.command()
def trace(
    sentence: Annotated[
        str | None, typer.Argument(help="a sentence of the grammar; the bundle's own by default")
    ] = None,
    weights: Weights = "default",
    json: Json = False,
) -> None:
    """Record the model at work on a sentence, and say what was recorded."""
    from studio.tracing import describe, describe_as_text

    found = describe(weights, sentence)
    if json:
        _print_json(found)
    else:
        print(describe_as_text(found))


@app.command()
def train(
    weights: Annotated[str, typer.Option(help="the name of the bundle to make, in assets/models")] = "default",
    grammar: Annotated[Path | None, typer.Option(help="a grammar file; assets/grammar.toml by default")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="search for the seed first, and measure all experiments")
    ] = False,
    jobs: Jobs = None,
    restart: Annotated[bool, typer.Option("--restart", help="do again what was done before")] = False,
) -> None:
    """Train a model and write its bundle; run again, it goes on where it stopped."""
    from studio.training import make_bundle

    print(make_bundle(weights, grammar, everything=everything, jobs=jobs, restart=restart))


@app.command()
def doctor(json: Json = False) -> None:
    """Try each part that rendering needs, and say how to mend what does not work."""
    from dataclasses import asdict

    from studio.doctor import checks

    found = checks()
    if json:
        _print_json([asdict(check) for check in found])
    else:
        for check in found:
            print(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.detail}")
            if not check.ok:
                print(f"      to mend it: {check.mend}")
    raise typer.Exit(0 if all(check.ok for check in found) else 1)


def _request(
    weights: str,
    sentence: str | None,
    theme: Theme,
    captions: Captions,
    quality: QualityName,
    jobs: int | None,
    force: bool,
    quiet: bool,
) -> Request:
    """The common options, looked at before anything slow is imported."""
    from studio.request import Request

    request = Request(weights, sentence, theme.value, captions.value, quality.value, jobs, force, quiet)
    request.check()
    return request


def _show(made: Film, as_json: bool) -> None:
    if as_json:
        from dataclasses import asdict

        _print_json(asdict(made))
        return
    minutes, seconds = divmod(round(made.duration), 60)
    print(f"{made.video}  {minutes}:{seconds:02}  {made.video.stat().st_size / 1e6:.1f} MB")
    print(f"beside it: {made.srt.name}, {made.vtt.name}, {made.poster.name}")


def _print_json(values: object) -> None:
    import json

    print(json.dumps(values, indent=2, ensure_ascii=False, default=str))


def _stopped() -> NoReturn:
    print("stopped; what was finished is kept", file=sys.stderr)
    sys.exit(1)


def main() -> None:
    """Run the command line; every expected failure is one line and an exit code."""
    arguments = sys.argv[1:]
    first = arguments[0] if arguments else ""
    if not first or (first.startswith("-") and first not in ("--help", "--install-completion", "--show-completion")):
        arguments = ["film", *arguments]
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: children first
    try:
        app(arguments, prog_name="render.py")
    except StudioError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.code)
    except KeyboardInterrupt:
        _stopped()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _stopped()
        raise
    except Exception as error:
        if arguments[0] == "inspect":  # its user is the clip's author, who wants the whole story
            raise
        from studio.errors import unexpected

        print(f"error: {unexpected(error)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
