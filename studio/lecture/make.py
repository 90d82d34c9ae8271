"""From a request to a host's files: the clips are rendered, or taken from the cache, and handed to the host."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from importlib import import_module

from studio.lecture.clips import Embedded, EmbedOptions, gather
from studio.lecture.options import HOSTS, WIDTH, EmbedRequest
from studio.system.errors import full_disk_in_one_line
from studio.system.workplaces import workplace


def embed(asked: EmbedRequest) -> Embedded:
    """Render the clips that are missing, and write the files of a host.

    Raises UsageError for a wrong address or sentence, StudioError when a clip cannot be rendered or written.
    """
    host = import_module(f"studio.lecture.{asked.host}")
    place = workplace() if HOSTS[asked.host].alone else contextlib.nullcontext(asked.folder)
    with place as folder, full_disk_in_one_line():
        clips = gather(asked.addresses, asked.request, folder)
        options = EmbedOptions(deck_name(asked.addresses), asked.by_line, asked.width or WIDTH, asked.request)
        made: Embedded = host.write(clips, options, asked.folder)
    return made


def deck_name(addresses: Sequence[str]) -> str:
    """The name of the one file that shows all the clips: that of its address, or ``lecture`` for several."""
    return addresses[0].replace("/", "-") if len(addresses) == 1 else "lecture"
