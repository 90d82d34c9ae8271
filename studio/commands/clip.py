"""The command ``clip``: a clip as a file for slides and pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from studio.commands.options import Address, OutOption, takes
from studio.commands.printing import print_json
from studio.formats.options import FORMATS, ClipFile, FileOptions, parse_size, usual_quality
from studio.request.options import QualityName, Request
from studio.system.errors import UsageError

FileFormat = Literal[*FORMATS]  # type: ignore[valid-type]


@takes(Request, without=("quality",))
def clip(
    request: Request,
    address: Address,
    file_format: Annotated[
        FileFormat,
        typer.Option("--format", help="a video, for most programs mp4; a gif; or png for the last still, or a line's"),
    ] = "mp4",
    transparent: Annotated[
        bool, typer.Option("--transparent", help="leave the ground out, with true alpha: webm, mov and png")
    ] = False,
    first: Annotated[
        int | None,
        typer.Option("--from", help="begin with this line of narration, numbered as inspect ADDRESS --timeline lists"),
    ] = None,
    last: Annotated[int | None, typer.Option("--to", help="end with this line, which is shown to its end")] = None,
    line: Annotated[
        int | None, typer.Option("--line", help="this line alone; of a png, the still with which it ends")
    ] = None,
    all_lines: Annotated[
        bool,
        typer.Option(
            "--all-lines", help="of a png: the still with which each line ends, in a folder of the clip's own"
        ),
    ] = False,
    sheet: Annotated[bool, typer.Option("--sheet", help="with --all-lines: all of them, small, in all.png")] = False,
    loop: Annotated[
        bool,
        typer.Option("--loop", help="end with a brief fade to the first frame, to be repeated; a gif repeats itself"),
    ] = False,
    quality: Annotated[
        QualityName | None, typer.Option(help="480p15, 720p30, 1080p60 or 2160p60; hd, and draft for a gif")
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(help="pixels, such as 1280x720, at the rate of --quality; beyond 16:9 there is more ground"),
    ] = None,
    out: OutOption = Path("out"),
) -> None:
    """Make a clip, or some lines of it, a file for slides: mp4, webm, gif, mov, or a still as png."""
    if line is not None:
        if first is not None or last is not None:
            raise UsageError("give --line for one line, or --from and --to for several, not both")
        first = last = line
    options = FileOptions(
        file_format, transparent, loop, parse_size(size) if size else None, first, last, all_lines, sheet
    )
    request = replace(request, quality=quality or usual_quality(file_format, all_lines=all_lines))
    request.check()
    options.check(request)
    if all_lines:
        _make_all_lines(address, request, out / "clips", sheet=sheet)
        return
    from studio.formats.make import make_files

    files = make_files(address, request, options, out / "clips")
    if request.as_json:
        _print_json(files)
    else:
        _print(files)


def _make_all_lines(address: str, request: Request, folder: Path, *, sheet: bool) -> None:
    from studio.formats.line_stills import make_line_stills  # and nothing that makes videos: this is to be quick

    made = make_line_stills(address, request, folder, sheet=sheet)
    if request.as_json:
        print_json([{"stills": stills.files, "sheet": stills.sheet} for stills in made])
        return
    for stills in made:
        first, last = stills.files[0], stills.files[-1]
        print(f"{first.parent}  {first.name} to {last.name}" + (f"  {stills.sheet.name}" if stills.sheet else ""))


def _print_json(files: list[ClipFile]) -> None:
    from dataclasses import asdict

    if files[0].format == "png":
        print_json([file.video for file in files])
    else:
        print_json(asdict(files[0]))


def _print(files: list[ClipFile]) -> None:
    for file in files:
        if file.srt is None or file.vtt is None:
            print(file.video)
            continue
        minutes, seconds = divmod(round(file.duration), 60)
        print(f"{file.video}  {minutes}:{seconds:02}  {file.video.stat().st_size / 1e6:.1f} MB")
        print(f"beside it: {file.srt.name}, {file.vtt.name}, {file.poster.name}")
