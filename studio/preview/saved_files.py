"""Which of the project's files were saved, as the system tells it."""

from __future__ import annotations

from pathlib import Path
from queue import Empty, Queue

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from studio.system import paths

WATCHED = ("scenes", "studio", "model", "assets")
"""The folders of the project in which files may matter."""
KINDS = (".py", ".otf", ".ttf", ".npz", ".json", ".safetensors", ".toml")
"""What code, fonts, bundles and lexicons consist of."""
SAVED = ("created", "modified", "moved", "deleted")
PAUSE = 0.1
"""Seconds without another change after which the changes before it count."""


class SavedFiles(FileSystemEventHandler):
    """The files that are saved while the block lasts."""

    def __init__(self) -> None:
        self._paths: Queue[Path] = Queue()
        self._observer = Observer()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note the files of one event; called in a thread of the observer."""
        if event.event_type in SAVED and not event.is_directory:
            for name in (event.src_path, event.dest_path):
                path = Path(str(name))
                if path.suffix in KINDS:
                    self._paths.put(path)

    def wait(self) -> set[Path]:
        """Wait for a moment in which nothing is saved; returns what was saved since the last call."""
        found: set[Path] = set()
        try:
            while True:
                found.add(self._paths.get(timeout=PAUSE))
        except Empty:
            return found

    def __enter__(self) -> SavedFiles:
        for folder in WATCHED:
            self._observer.schedule(self, str(paths.ROOT / folder), recursive=True)
        self._observer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._observer.stop()
        self._observer.join()
