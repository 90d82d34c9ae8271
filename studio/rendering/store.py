"""The store of finished clips: each in a folder of the cache that appears whole, found again by its key."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
from pathlib import Path
from typing import Any

from studio.rendering.clip import ClipFacts, FinishedClip
from studio.rendering.fingerprint import file_digest
from studio.system import paths
from studio.system.files import write_text

CLIP, POSTER, FACTS = "clip.mp4", "poster.png", "clip.json"


def find_clip(key: str) -> FinishedClip | None:
    """The finished clip of a key, or None when it is not in the cache or damaged."""
    folder = clip_folder(key)
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        sums = facts.pop("sums")
        if sums != _sums(folder, facts):
            return None
        return FinishedClip(ClipFacts.from_json(facts), folder / CLIP, folder / POSTER)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _sums(folder: Path, facts: dict[str, Any]) -> dict[str, str]:
    """The digests of a clip's files, and of what is known of it."""
    known = json.dumps(facts, ensure_ascii=False).encode()
    return {**{name: file_digest(folder / name) for name in (CLIP, POSTER)}, FACTS: hashlib.sha256(known).hexdigest()}


def keep_clip(workplace: Path, facts: ClipFacts, key: str) -> FinishedClip:
    """Move what a worker made in ``workplace`` into the cache, where it appears whole or not at all.

    In place of a clip that is there already, damaged or not wanted any more, it appears file by file, so that another
    render that has found the old one finds each of its files at any time; what is known of it comes last.
    """
    plain = facts.as_json()
    write_text(workplace / FACTS, json.dumps({**plain, "sums": _sums(workplace, plain)}, ensure_ascii=False))
    folder = clip_folder(key)
    folder.parent.mkdir(parents=True, exist_ok=True)
    workplace.chmod(stat.S_IMODE(folder.parent.stat().st_mode))  # a shared cache is for all who may read it
    try:
        workplace.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        for name in (CLIP, POSTER, FACTS):
            (workplace / name).replace(folder / name)
        shutil.rmtree(workplace, ignore_errors=True)
    done = find_clip(key)
    if done is None:
        raise OSError(f"the finished clip in {folder} is damaged")
    return done


def clip_folder(key: str) -> Path:
    """Where a finished clip is kept."""
    return paths.clips() / key
