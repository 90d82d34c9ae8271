"""Manim by its own defaults: what a user's or a folder's ``manim.cfg`` asks for changes no frame of ours.

Manim reads those files when it is first imported, and a mistake in one ends whatever imports it. The command line and
processes that paint leave them unread; and each session begins with the defaults, wherever Manim was imported before.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from configparser import ConfigParser
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from manim._config.utils import ManimConfig


FILE = "manim.cfg"
"""What the user's and the folder's settings are called; Manim's own have another name."""


@contextmanager
def settings_unread() -> Iterator[None]:
    """In the block nothing reads the user's and the folder's settings, whoever imports Manim."""
    before = ConfigParser.read

    def read_others(
        parser: ConfigParser, names: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], *more: Any, **named: Any
    ) -> list[str]:
        files = [names] if isinstance(names, str | os.PathLike) else names
        return before(parser, [file for file in files if Path(file).name != FILE], *more, **named)

    ConfigParser.read = read_others  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        ConfigParser.read = before  # type: ignore[method-assign]


def import_manim() -> None:
    """Load Manim without the user's and the folder's settings, nor the plugins that they name."""
    with settings_unread():
        import_module("manim")


@contextmanager
def manim_settings(changes: Mapping[str, Any]) -> Iterator[None]:
    """In the block Manim is set to its own defaults but for ``changes``; after it, as it was."""
    from manim import config

    before = config.copy()
    config.update(_defaults())
    config.tex_template = before.tex_template  # the film's own
    config.update(dict(changes))
    try:
        yield
    finally:
        config.update(before)


def foreign_settings() -> list[Path]:
    """The files of Manim's settings that it reads by itself where we stand, and that we leave alone."""
    import_manim()
    from manim._config.utils import config_file_paths

    return [path.absolute() for path in config_file_paths()[1:] if path.is_file()]


@cache
def _defaults() -> ManimConfig:
    """What Manim is set to where there is no other file than its own."""
    from manim._config.utils import ManimConfig, make_config_parser

    with settings_unread():
        return ManimConfig().digest_parser(make_config_parser())
