"""The manifest of a folder: the length and the SHA-256 of each of its files, so that damage is noticed when it is used.

What makes the folder writes the manifest last, `write_manifest()`, and takes it away before it changes a file,
`forget()`: a folder that is being made has none, and nothing is compared then. It is against accidents, not against
people: whoever changes a file can change the manifest as well.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"


class ManifestError(ValueError):
    """A file of a folder is not as its maker wrote it; the message is one line that names it."""


@dataclass(frozen=True)
class Entry:
    """What a file must be: so many bytes, with this SHA-256."""

    length: int
    digest: str


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest(folder: Path) -> None:
    """Write the manifest of a folder as it is; files and folders whose names begin with a dot are not part of it."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    listed = {
        name: {"bytes": path.stat().st_size, "sha256": digest_of(path)}
        for name, path in sorted(files.items())
        if name != MANIFEST and not any(part.startswith(".") for part in name.split("/"))
    }
    temporary = folder / f".{MANIFEST}.{os.getpid()}"
    try:
        temporary.write_text(json.dumps({"files": listed}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        temporary.replace(folder / MANIFEST)
    finally:
        temporary.unlink(missing_ok=True)


def forget(folder: Path) -> None:
    """Take the manifest away, because a file of the folder is about to change."""
    (folder / MANIFEST).unlink(missing_ok=True)


def read_manifest(folder: Path) -> Mapping[str, Entry] | None:
    """What the files of a folder must be, by name; None without a manifest, ManifestError for a broken one."""
    path = folder / MANIFEST
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {str(name): Entry(int(entry["bytes"]), str(entry["sha256"])) for name, entry in listed.items()}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())
        raise ManifestError(f"{path} is no readable manifest ({said})") from None


def check_lengths(folder: Path, manifest: Mapping[str, Entry]) -> None:
    """Raise ManifestError for the first file that is missing or of another length; no file is read."""
    for name, entry in manifest.items():
        try:
            length = (folder / name).stat().st_size
        except OSError:
            raise ManifestError(f"{folder / name} is missing") from None
        if length != entry.length:
            raise ManifestError(f"{folder / name} has {length:,} bytes in place of {entry.length:,}")


def find_damage(folder: Path) -> tuple[str, ...]:
    """The names of the files of a folder that are missing or damaged; each is read. Nothing without a manifest."""
    return tuple(name for name, entry in (read_manifest(folder) or {}).items() if not _is_whole(folder / name, entry))


def check_contents(folder: Path) -> None:
    """Raise ManifestError for the first file of a folder that is missing or damaged; each is read."""
    for name in find_damage(folder):
        raise ManifestError(f"{folder / name} is damaged")


def _is_whole(path: Path, entry: Entry) -> bool:
    try:
        return path.stat().st_size == entry.length and digest_of(path) == entry.digest
    except OSError:
        return False
