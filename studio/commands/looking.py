"""The commands that look: list, inspect, trace, doctor."""

from __future__ import annotations

from typing import Annotated

import typer

from studio.commands.common import app, print_json
from studio.commands.options import (
    Addresses,
    CaptionsOnStills,
    InspectJobs,
    Json,
    QualityName,
    Sentence,
    Sentences,
    Stills,
    StillsQuality,
    Storyboard,
    Themes,
    ThemesOption,
    Timeline,
    Weights,
)


@app.command("list")
def list_clips(json: Json = False) -> None:
    """List the acts and clips, with the idea of each."""
    from studio.request.clips import listing

    rows = listing()
    if json:
        print_json(rows)
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
    from studio.request.options import InspectRequest

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
    from studio.inspector.inspection import inspect_request

    raise typer.Exit(1 if inspect_request(request) else 0)


@app.command()
def trace(
    sentence: Annotated[
        str | None, typer.Argument(help="a sentence of the grammar; the bundle's own by default")
    ] = None,
    weights: Weights = "default",
    json: Json = False,
) -> None:
    """Record the model at work on a sentence, and say what was recorded."""
    from studio.setup.trace_summary import describe, describe_as_text

    found = describe(weights, sentence)
    if json:
        print_json(found)
    else:
        print(describe_as_text(found))


@app.command()
def doctor(json: Json = False) -> None:
    """Try each part that rendering needs, and say how to mend what does not work."""
    from dataclasses import asdict

    from studio.setup.doctor import checks

    found = checks()
    if json:
        print_json([asdict(check) for check in found])
    else:
        for check in found:
            print(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.detail}")
            if not check.ok:
                print(f"      to mend it: {check.mend}")
    raise typer.Exit(0 if all(check.ok for check in found) else 1)
