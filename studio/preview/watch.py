"""A preview that is rendered again when a file that it depends on is saved; this process itself loads no scene."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from scenes import act_names
from scenes.kit.spoken.lexicon import FOLDER as LEXICONS
from studio.preview.edits import Sources
from studio.preview.player import Player
from studio.preview.render_process import Begun, NotRendered, Rendered, RenderProcess
from studio.preview.saved_files import WATCHED, SavedFiles
from studio.rendering import fingerprint
from studio.request.options import Request
from studio.system import paths
from studio.system.desktop import open_on_screen
from studio.system.errors import UsageError

ENGINE = (*fingerprint.ENGINE, "studio.rendering.join", "studio.voice.narrate")
"""Where the studio's own part in a preview begins."""


def keep_watching(address: str, request: Request, folder: Path, *, show: bool) -> None:
    """Render an address into ``folder`` and show it, again and again until Ctrl-C (KeyboardInterrupt).

    Args:
        address: ``film``, an act, or ``act/clip``.
        request: what it should be like; what is kept is rendered again only the first time, if at all.
        folder: where the video goes.
        show: whether the page with the video is opened, when there is a screen.

    Raises UsageError when the first render finds that the request itself is wrong.
    """
    process = RenderProcess(address, request, folder)
    sources = Sources(path for name in WATCHED for path in (paths.ROOT / name).rglob("*.py"))
    with Player(address) as player, SavedFiles() as saved:
        print(f"watching {address}: {player.address} (Ctrl-C ends it)", flush=True)
        if show:
            open_on_screen(player.address)
        first, failed, begun = True, False, time.monotonic()
        try:
            process.begin()
            while True:
                changed = saved.wait()
                if changed and (failed or is_affected(address, request.bundle, changed)):
                    player.say("rendering")
                    process.begin(sources.edits(changed))
                    failed, begun = False, time.monotonic()
                    continue
                match process.take_news():
                    case None:
                        continue
                    case Begun(video, time_of_clip, _):
                        player.stream(video, time_of_clip)
                        continue
                    case NotRendered(line, wrong=True) if first:
                        raise UsageError(line)
                    case NotRendered(line):
                        failed = True
                        player.say(f"error: {line}")
                        print(f"error: {line}", file=sys.stderr, flush=True)
                    case Rendered(video, duration, _):
                        player.show(video)
                        print(f"{video}  {duration:.1f} s, after {time.monotonic() - begun:.1f} s", flush=True)
                first = False
                process.prepare()
        finally:
            process.stop()


def is_affected(address: str, bundle: str, changed: set[Path]) -> bool:
    """Whether the preview of an address depends on one of these files."""
    own = _modules(address)
    if any(fingerprint.source_of(module) in changed for module in own):
        return True
    folders = {paths.ROOT / "assets" / "fonts", LEXICONS, paths.MODELS / bundle, Path(bundle).resolve()}
    if any(not folders.isdisjoint(path.parents) for path in changed):
        return True
    fingerprint.look_again()
    try:
        return any(
            fingerprint.source_of(name) in changed
            for module in (*ENGINE, *own)
            for name in fingerprint.imports_of(module)
        )
    except SyntaxError:  # what is imported cannot be told, and what is wrong must be said
        return True


def _modules(address: str) -> list[str]:
    """The modules of an address: a clip's own, or those of acts."""
    act, _, clip = address.partition("/")
    acts = act_names() if act == "film" else (act,)
    return [f"scenes.{act}.{clip}"] if clip else [f"scenes.{name}" for name in acts]
