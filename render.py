"""The command line: parses, calls the studio, prints. Without a command it renders the film."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

try:
    import typer

    from studio.arguments import (
        Acts,
        Address,
        Addresses,
        Captions,
        CaptionsOnStills,
        CaptionsOption,
        Cut,
        CutOption,
        FileFormat,
        Force,
        InspectJobs,
        Jobs,
        Json,
        Out,
        Poster,
        QualityName,
        QualityOption,
        Sentence,
        Sentences,
        Show,
        Stills,
        StillsQuality,
        Storyboard,
        Theme,
        ThemeOption,
        Themes,
        ThemesOption,
        Timeline,
        Weights,
    )
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


@app.command()
def film(
    acts: Acts = None,
    sentence: Sentence = None,
    theme: ThemeOption = Theme.dark,
    weights: Weights = "default",
    captions: CaptionsOption = Captions.burned,
    quality: QualityOption = QualityName.hd,
    out: Out = Path("out"),
    cut: CutOption = Cut.full,
    poster: Poster = None,
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
    show: Show = True,
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
    file_format: FileFormat = "mp4",
    out: Out = Path("out"),
    jobs: Jobs = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Render one clip, for slides: a video with captions and a poster beside it, or its last still alone as png."""
    if file_format not in ("mp4", "png"):
        raise UsageError(f"clips are made as mp4 or png, not {file_format}; most programs that show slides take mp4")
    request = _request(weights, sentence, theme, captions, quality, jobs, force, json)
    if file_format == "png":
        from studio.poster import make_posters

        files = make_posters(address, request, out / "clips")
        _print_json(files) if json else print(*files, sep="\n")
        return
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
    addresses: Addresses = None,
    sentence: Sentence = None,
    sentences: Sentences = None,
    theme: ThemesOption = Themes.dark,
    weights: Weights = "default",
    timeline: Timeline = False,
    storyboard: Storyboard = None,
    stills: Stills = None,
    quality: StillsQuality = QualityName.draft,
    captions: CaptionsOnStills = True,
    jobs: InspectJobs = None,
    json: Json = False,
) -> None:
    """Say what is wrong with clips, and where: layout, truth and times. Exit code 1 if anything is."""
    from studio.request import InspectRequest

    request = InspectRequest(
        addresses=tuple(addresses or ["film"]),
        weights=weights,
        sentence=sentence,
        sentences=sentences,
        themes=theme.names,
        timeline=timeline,
        storyboard=storyboard,
        stills=stills,
        quality=quality.value,
        with_captions=captions,
        jobs=jobs,
        as_json=json,
    )
    request.check()
    from studio.inspection import inspect_as_asked

    raise typer.Exit(1 if inspect_as_asked(request) else 0)


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


def _stopped(command: str) -> NoReturn:
    print("stopped" if command == "inspect" else "stopped; what was finished is kept", file=sys.stderr)
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
        _stopped(arguments[0])
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _stopped(arguments[0])
        raise
    except Exception as error:
        from studio.errors import unexpected

        print(f"error: {unexpected(error)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
