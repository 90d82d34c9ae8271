"""What may lie around a render and is none of its business: a folder, settings of Manim and of fonts, variables."""

from __future__ import annotations

import string
from collections.abc import Mapping
from configparser import RawConfigParser
from dataclasses import dataclass
from pathlib import Path

import manim
from hypothesis import strategies as st

OPTIONS = RawConfigParser()
OPTIONS.read(Path(manim.__file__).parent / "_config" / "default.cfg")
KEYS = sorted((section, key) for section in OPTIONS.sections() for key in OPTIONS[section])
"""Every option that Manim has, with its section."""
VALUES = ("", "12", "-1", "0.5", "1e9", "fast", "True", "no", "RED", "#ff0000", "opengl", "%(nowhere)s", "{media_dir}")
SETTINGS_OF_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<match target="pattern"><edit name="family" mode="assign" binding="strong"><string>DejaVu Serif</string></edit></match>
<match target="font"><edit name="embolden" mode="assign"><bool>true</bool></edit></match>
</fontconfig>"""
VARIABLES = {
    "LC_ALL": ("C", "C.UTF-8", "POSIX", "tr_TR.UTF-8", "no_SUCH"),
    "LC_NUMERIC": ("de_DE.UTF-8", "C"),
    "LANGUAGE": ("tr", "ja:en"),
    "PANGO_LANGUAGE": ("tr", "ja"),
    "FONTCONFIG_FILE": ("/nowhere", "manim.cfg"),
    "FONTCONFIG_SYSROOT": ("/nowhere", "."),
    "XDG_CONFIG_HOME": ("/nowhere", "home/.config"),
    "XDG_DATA_HOME": ("/nowhere", "."),
    "TZ": ("UTC", "Asia/Kolkata", "no/such"),
    "COLUMNS": ("1", "999"),
    "TERM": ("dumb", "xterm-256color"),
    "NO_COLOR": ("1",),
    "FORCE_COLOR": ("1",),
    "OMP_NUM_THREADS": ("1", "3"),
    "PYTHONHASHSEED": ("0", "1", "random"),
    "PYTHONIOENCODING": ("ascii", "latin-1"),
    "PYTHONOPTIMIZE": ("1",),
    "PYTHONUTF8": ("0", "1"),
    "PYTHONWARNINGS": ("default", "always"),
    "PYTHONDEVMODE": ("1",),
    "MANIM_QUALITY": ("4k",),
    "MANIM_RENDERER": ("opengl",),
    "SOURCE_DATE_EPOCH": ("0",),
}


@dataclass(frozen=True)
class Surroundings:
    """What lies around a render.

    Attributes:
        name: of the folder that it is started in.
        here: ``manim.cfg`` of that folder.
        at_home: ``manim.cfg`` of the user.
        fonts: the user's settings of fonts.
        variables: of the environment.
    """

    name: str
    here: bytes
    at_home: bytes
    fonts: str
    variables: Mapping[str, str]

    def lay_out(self, place: Path) -> Path:
        """Make the folder in ``place``, with the user's home in it; returns it."""
        folder = place / self.name
        home = folder / "home" / ".config"
        for settings in (home / "manim", home / "fontconfig"):
            settings.mkdir(parents=True, exist_ok=True)
        (folder / "manim.cfg").write_bytes(self.here)
        (home / "manim" / "manim.cfg").write_bytes(self.at_home)
        (home / "fontconfig" / "fonts.conf").write_text(self.fonts)
        return folder

    def environment(self, folder: Path) -> dict[str, str]:
        """The variables, with the home in ``folder``."""
        return {**self.variables, "HOME": str(folder / "home")}


def as_file(options: Mapping[tuple[str, str], str]) -> bytes:
    """Settings as a file of Manim's."""
    sections = sorted({section for section, _ in options})
    lines = [
        line
        for section in sections
        for line in (f"[{section}]", *(f"{key} = {value}" for (of, key), value in options.items() if of == section))
    ]
    return "\n".join(lines).encode()


STRANGE = ("plain", "a folder, würzig", "-x", "%(x)s", "{media_dir}", "[a]*", "'\"", "a\nb", "not utf-8 \udcff")
NAMES = st.one_of(
    st.sampled_from(STRANGE),
    st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=20).filter(
        lambda name: name not in (".", "..")
    ),
)
MANIMS = st.one_of(
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), min_size=1, max_size=12).map(as_file),
    st.dictionaries(st.sampled_from(KEYS), st.text(string.printable.strip(), max_size=6), min_size=1).map(as_file),
    st.binary(max_size=20),
)
SURROUNDINGS = st.builds(
    Surroundings,
    name=NAMES,
    here=MANIMS,
    at_home=MANIMS,
    fonts=st.sampled_from([SETTINGS_OF_FONTS, "", "<fontconfig>"]),
    variables=st.fixed_dictionaries({}, optional={name: st.sampled_from(of) for name, of in VARIABLES.items()}),
)
HOSTILE = Surroundings(
    name="a folder, würzig",
    here=as_file({("CLI", "frame_height"): "12", ("CLI", "renderer"): "opengl", ("CLI", "plugins"): "no_such_plugin"}),
    at_home=as_file({("CLI", "frame_rate"): "fast"}),
    fonts=SETTINGS_OF_FONTS,
    variables={"LC_ALL": "tr_TR.UTF-8", "PANGO_LANGUAGE": "tr", "TZ": "Asia/Kolkata", "PYTHONIOENCODING": "ascii"},
)
"""What once changed the film, all at once."""
