"""The script to read for recordings of one's own voice: clips are run for it, or asked where they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scenes.kit.setting import Setting
from scenes.kit.spoken import plain
from studio.frames.frame import QUALITIES
from studio.rendering.clip import ClipFacts
from studio.rendering.film import job_of
from studio.rendering.progress import Bars
from studio.rendering.rehearsal import rehearse
from studio.request.clips import find_clips, select_ready
from studio.request.options import Request
from studio.request.traces import trace_of
from studio.system.errors import full_disk_in_one_line
from studio.system.files import write_text
from studio.voice.recordings import digest_of, name_of

NAME = "script.md"
HEAD = """# Script

One WAV a line, each called as it says here. Read what is set in bold; the caption that is shown meanwhile stands below
it. Numbers in seconds are the longest that a line may take. A silence before and after it is cut off, and all lines are
brought to one level. What is not recorded is spoken by the voice that comes with the project.
"""


@dataclass(frozen=True)
class ScriptFile:
    """A script that was written: where, how many lines it has, and the seconds that these may take."""

    file: Path
    lines: int
    seconds: float


def write_script(address: str, request: Request, folder: Path) -> ScriptFile:
    """Write the script of a clip, an act or the film into a folder; raises UsageError when there is no such address."""
    clips = find_clips(address)
    with Bars(QUALITIES[request.quality].fps, quiet=request.quiet) as bars, full_disk_in_one_line():
        setting = Setting(str(trace_of(request.bundle, request.sentence, bars.note)), request.theme)
        jobs = [
            job_of(clip, setting, request) for clip in select_ready(clips, setting.trace, request.bundle, bars.note)
        ]
        facts: list[ClipFacts] = []
        for number, job in enumerate(jobs, start=1):
            facts += rehearse([job])
            bars.encoded("script", number, len(jobs))
        file = folder / NAME
        write_text(file, HEAD + "".join(map(_clip, facts)))
    lines = [line for clip in facts for line in clip.speech]
    return ScriptFile(file, len(lines), sum(line.end - line.start for line in lines))


def _clip(facts: ClipFacts) -> str:
    rows = [f"\n## {facts.title} ({facts.address})\n"]
    for line in facts.speech:
        name = f"{name_of(facts.address, line.number)}-{digest_of(line.texts)}.wav"
        rows.append(f"\n`{name}`  {line.end - line.start:.1f} s\n")
        rows.append(f"\n**{plain(' '.join(line.texts))}**\n\n{line.caption}\n")
    return "".join(rows)
