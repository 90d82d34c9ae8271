"""The command: ``python -m bench``. It measures, prints tables and writes JSON; ``--write`` renews the documents."""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scenes import act_names
from studio.request.addresses import complete_address
from studio.request.options import QualityName
from studio.system.errors import StudioError, UsageError, describe_unexpected
from studio.system.files import write_text

CLIPS = ("self_attention/softmax", "multi_head/heads", "decoder/generation")

app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None, add_completion=False)


@app.command()
def bench(
    clips: Annotated[
        list[str] | None,
        typer.Argument(
            help=f"clips to measure, by address or file; by default {', '.join(CLIPS)}", autocompletion=complete_address
        ),
    ] = None,
    quality: Annotated[QualityName, typer.Option(help="480p15, 720p30, 1080p60 or 2160p60")] = "hd",
    repeats: Annotated[int, typer.Option(min=1, help="runs of everything, in turn")] = 3,
    seconds: Annotated[float, typer.Option(min=0, help="cut each clip to its first so many; 0 for whole clips")] = 5,
    jobs: Annotated[int, typer.Option(min=2, help="processes of the film, on either side")] = 2,
    film: Annotated[bool, typer.Option(help="also render the whole film once, with nothing kept")] = True,
    out: Annotated[Path, typer.Option(help="the JSON file that results go to")] = Path("out/bench.json"),
    write: Annotated[bool, typer.Option("--write", help="also renew bench/results.json and the documents")] = False,
) -> None:
    """Measure plain Manim and the studio side by side: time, memory, and how alike their pictures are."""
    from bench.documents import write as write_documents
    from bench.suite import Settings, measure
    from bench.tables import tables

    asked = tuple(clips or CLIPS)
    if len(set(asked)) < len(asked):
        raise UsageError("a clip is named twice")
    console = Console(stderr=True, highlight=False)
    began = time.monotonic()

    def say(text: str) -> None:
        minutes, rest = divmod(int(time.monotonic() - began), 60)
        console.print(f"{minutes:3}:{rest:02}  {text}")

    results = measure(Settings(asked, quality, repeats, seconds, jobs, act_names() if film else ()), say)
    write_text(out, json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    for table in tables(results):
        table.show(Console(highlight=False))
    memory = results["memory"]
    print(f"largest process: plain Manim {memory['manim_mb']:.0f} MB, ours {memory['ours_mb']:.0f} MB")
    print(*[out, *(write_documents(results) if write else [])], sep="\n")


def main() -> None:
    """Run the command; every expected failure is one line and an exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app(prog_name="python -m bench")
    except StudioError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.code)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(1)
    except Exception as error:
        print(f"error: {describe_unexpected(error)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
