"""The ``inspect`` command: clips through the inspector, for one sentence or many, and the results printed."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from model.trace import Trace
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.inspector.parallel import Inspection, inspect_all
from studio.inspector.printout import InspectionBar, print_report, print_summary, print_what_is_wrong
from studio.inspector.report import Report
from studio.inspector.scripts import inspect_scripts
from studio.inspector.sentences import draw_sentences
from studio.request.clips import find_clips, select_ready
from studio.request.options import InspectRequest
from studio.request.traces import load_bundle, trace_of, traces_of
from studio.system.errors import UsageError
from studio.system.files import slug
from studio.system.processes import processes_for
from studio.system.workplaces import workplace


def inspect_request(request: InspectRequest) -> int:
    """Inspect, print what was found, and return the number of problems."""
    begun = time.monotonic()
    console = Console(highlight=False, soft_wrap=True)
    errors = Console(highlight=False, soft_wrap=True, stderr=True)
    clips = list(dict.fromkeys(clip for address in request.addresses for clip in find_clips(address)))
    with workplace():  # so that traces stay in the cache
        reports = _scripts(request, clips, errors) if request.script else _clips(request, clips, errors)
    if request.as_json:
        print(json.dumps([report.as_json() for report in reports], indent=2, ensure_ascii=False))
    else:
        _print(reports, request, console)
        print_summary(reports, time.monotonic() - begun, console)
    return sum(len(report.problems) for report in reports)


def _clips(request: InspectRequest, clips: Sequence[type[ExplainerScene]], errors: Console) -> list[Report]:
    """The reports on clips as they are staged."""
    inspections = _inspections(request, clips, errors)
    with InspectionBar((inspection.setting.trace_path for inspection in inspections), errors) as bar:
        return inspect_all(
            inspections,
            processes_for(request.jobs),
            lambda inspection, report: bar.done(inspection.setting.trace_path, report),
        )


def _scripts(request: InspectRequest, clips: Sequence[type[ExplainerScene]], errors: Console) -> list[Report]:
    """The reports on what clips say, without a stage; the bundle's own trace tells which clips it has all for."""

    def tell(text: str) -> None:
        errors.print(text, markup=False)

    own = Trace.load(trace_of(request.bundle, None, tell))
    ready = select_ready(with_script(clips), own, request.bundle, tell)
    sentences = _sentences(request) or [own.facts["sentence"]]
    with InspectionBar((sentence for sentence in sentences for _ in ready), errors) as bar:
        return inspect_scripts(request.bundle, sentences, ready, processes_for(request.jobs), bar.done)


def _sentences(request: InspectRequest) -> list[str]:
    """The sentences that are asked for; none for the bundle's own."""
    if request.sentences is not None:
        return draw_sentences(load_bundle(request.bundle).grammar, request.sentences)
    return [request.sentence] if request.sentence is not None else []


def with_script(clips: Sequence[type[ExplainerScene]]) -> list[type[ExplainerScene]]:
    """Those of some clips that have a script; raises UsageError when none has."""
    found = [clip for clip in clips if clip.script is not ExplainerScene.script]
    if not found:
        raise UsageError("none of these clips has a script; leave out --script")
    return found


def _print(reports: Sequence[Report], request: InspectRequest, console: Console) -> None:
    if request.sentences is not None and not request.timeline and not request.truth:
        print_what_is_wrong(reports, console)
        return
    for report in reports:
        print_report(
            report,
            console,
            timeline=request.timeline,
            truth=request.truth,
            theme=len(request.themes) > 1,
            traceback=len(reports) == 1,
        )


def _inspections(request: InspectRequest, clips: Sequence[type[ExplainerScene]], console: Console) -> list[Inspection]:
    """What to inspect: for each sentence and theme the clips that the bundle has the experiments for."""
    sentences: list[str | None] = [*_sentences(request)] or [None]
    notes: list[str] = []
    inspections = []
    for trace in traces_of(request.bundle, sentences, lambda text: console.print(text, markup=False)):
        for theme in request.themes:
            setting = Setting(str(trace), theme)
            for clip in select_ready(clips, setting.trace, request.bundle, notes.append):
                quality = QUALITIES[request.quality]
                inspections.append(Inspection.of(clip, setting, quality))
    for text in dict.fromkeys(notes):
        console.print(text, markup=False)
    if request.storyboard is None and request.stills is None:
        return inspections
    return [
        replace(
            inspection,
            storyboard=request.storyboard and _own_name(request.storyboard, name),
            stills=request.stills and request.stills / (name or slug(inspection.address)),
            with_captions=request.with_captions,
        )
        for inspection, name in zip(inspections, _names(inspections), strict=True)
    ]


def _names(inspections: Sequence[Inspection]) -> list[str]:
    """What tells each inspection from the others, for names of files: clip, theme, words; nothing if there is one."""
    parts = [
        (
            slug(inspection.address),
            inspection.setting.theme_name,
            slug(" ".join(inspection.setting.trace.source), longest=150),
        )
        for inspection in inspections
    ]
    told = [len(set(kind)) > 1 for kind in zip(*parts, strict=True)]
    return ["-".join(part for part, is_told in zip(names, told, strict=True) if is_told) for names in parts]


def _own_name(path: Path, name: str) -> Path:
    return path.with_name(f"{path.stem}-{name}{path.suffix}") if name else path
