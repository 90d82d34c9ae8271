"""What works on this machine, part by part, and how to mend what does not.

Parts that may crash the interpreter or are slow to load (Manim with Cairo and Pango, torch) are tried in a process of
their own; importing this module loads none of them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from xml.etree import ElementTree

from model.manifest import ManifestError, find_damage, read_manifest
from studio.setup.bootstrap import NEWEST, OLDEST, TO_BUILD, TO_TYPESET
from studio.system import paths
from studio.system.folders import why_not_written
from studio.system.manim_settings import foreign_settings
from studio.system.paths import ROOT
from studio.system.processes import SAFE_PATH

FONTS = ROOT / "assets" / "fonts"
ROOM = 2.0
"""Free space in gigabytes that a render of the whole film, its clips and its cache should have."""

_FORMULA = r"""\documentclass{article}
\usepackage{amsmath}
\usepackage{amssymb}
\pagestyle{empty}
\begin{document}
$\operatorname{softmax}\left(\frac{Q K^{\top}}{\sqrt{d_k}}\right) V$
\end{document}
"""

_PAINTING = """
import sys
from studio.system.manim_settings import import_manim
import_manim()
import cairo, manim, manimpango
for path in sys.argv[1:]:
    if not manimpango.register_font(path):
        sys.exit("Pango does not take the font " + path)
missing = {"Inter", "JetBrains Mono"} - set(manimpango.list_fonts())
if missing:
    sys.exit("Pango does not know the fonts " + ", ".join(sorted(missing)))
print("Manim", manim.__version__, "with Cairo", cairo.cairo_version_string(),
      "and Pango", manimpango.pango_version(), "and", len(sys.argv) - 1, "fonts")
"""

_TORCH = """
import torch
kind = "CPU build" if torch.version.cuda is None else "GPU build, used on the CPU"
print(torch.__version__, "(" + kind + "),", torch.get_num_threads(), "threads")
"""


_SPEAKING = """
from studio.voice.heart import Heart, PACKAGE
from importlib.metadata import version
said = Heart().load().speak(["Every word", "looks at every other."])
times = "knows when each word starts" if said.exact else "does not know its words' times: lines are cut by guess"
print(f"heart of {PACKAGE} {version(PACKAGE)}, which {times}")
"""


class Broken(Exception):
    """A part does not work: what was found, and the command or step that mends it."""

    def __init__(self, found: str, mend: str) -> None:
        super().__init__(found)
        self.mend = mend


@dataclass(frozen=True)
class Check:
    """One part of the set-up: whether it works, what was found, and how to mend it (empty if it works)."""

    name: str
    ok: bool
    detail: str
    mend: str = ""


def examine() -> list[Check]:
    """Try every part that rendering needs; takes a few seconds and changes nothing."""
    parts: dict[str, Callable[[], str]] = {
        "Python": _python,
        "Python packages": _packages,
        "Manim, Cairo, Pango, fonts": _painting,
        "formulas": _formulas,
        "LaTeX and dvisvgm": _latex,
        "torch": _torch,
        "model": _bundle,
        "video encoder": _encoder,
        "voice": _voice,
        "disk": _disk,
    }
    return [_try(name, part) for name, part in parts.items()]


def _try(name: str, part: Callable[[], str]) -> Check:
    try:
        return Check(name, True, part())
    except Broken as broken:
        return Check(name, False, str(broken), broken.mend)


def _python() -> str:
    found = ".".join(map(str, sys.version_info[:3]))
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise Broken(f"{found} at {sys.executable}", "make setup PYTHON=python3.11 (or 3.12, 3.13, 3.14)")
    return f"{found} at {sys.executable}"


def _packages() -> str:
    """Every package of constraints.txt that pyproject.toml asks for, at the version that was tested."""
    pins = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE))
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = [re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in needed]
    others = []
    for name in names:
        try:
            found = version(name)
        except PackageNotFoundError:
            raise Broken(f"{name} is not installed", "make setup") from None
        if found.partition("+")[0] != pins.get(name):
            others.append(f"{name} {found} (tested: {pins.get(name)})")
    if others:
        return f"{len(names)} installed; not as tested: {', '.join(others)}"
    return f"{len(names)} installed, as tested"


def _run(code: str, *arguments: str) -> str:
    """The output of a Python program in a process of its own; Broken with its last line if it fails."""
    environment = {**os.environ, **SAFE_PATH, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"ended with exit code {done.returncode}"]
        raise Broken(lines[-1], "make setup")
    return done.stdout.strip().splitlines()[-1]


def _painting() -> str:
    fonts = sorted(str(path) for pattern in ("*.otf", "*.ttf") for path in FONTS.glob(pattern))
    if not fonts:
        raise Broken(f"no fonts in {FONTS}", "git checkout assets/fonts")
    try:
        found = _run(_PAINTING, *fonts)
        left_alone = ", ".join(map(str, foreign_settings()))
        return f"{found}; its settings in {left_alone} change nothing here" if left_alone else found
    except Broken as broken:
        if "font" in str(broken):
            raise Broken(str(broken), "git checkout assets/fonts") from None
        missing = [need.package for need in TO_BUILD if not need.present()]
        if missing:
            command = f"sudo apt-get install {' '.join(dict.fromkeys(missing))} && make distclean setup"
            raise Broken(str(broken), command) from None
        raise


def _formulas() -> str:
    """The film's formulas, which come with the project: each of them whole."""
    pictures = sorted(paths.SHIPPED_FORMULAS.glob("*.svg"))
    for picture in pictures:
        try:
            ElementTree.parse(picture)
        except ElementTree.ParseError:
            raise Broken(f"{picture.name} is damaged", "git checkout assets/formulas") from None
    if not pictures:
        raise Broken(f"no formulas in {paths.SHIPPED_FORMULAS}", "git checkout assets/formulas")
    _compare(paths.SHIPPED_FORMULAS, "git checkout assets/formulas")
    return f"{len(pictures)} come with the project"


def _compare(folder: Path, mend: str) -> None:
    """Read every file of a folder and compare it with the folder's manifest."""
    try:
        manifest, damaged = read_manifest(folder), find_damage(folder)
    except ManifestError as error:
        raise Broken(str(error), mend) from None
    if manifest is None:
        raise Broken(f"{folder} has no manifest, so that damage cannot be seen", mend)
    if damaged:
        raise Broken(f"{', '.join(damaged)} in {folder} not as the manifest says", mend)


def _latex() -> str:
    """Typeset a formula with the packages that the film uses, and turn it into outlines."""
    missing = [need for need in TO_TYPESET if not need.present()]
    if missing:
        packages = " ".join(dict.fromkeys(need.package for need in missing))
        names = ", ".join(need.name for need in missing)
        return f"{names} not found; only new formulas need them: sudo apt-get install {packages}"
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "formula.tex").write_text(_FORMULA, encoding="utf-8")
        _tool(["latex", "-interaction=batchmode", "-halt-on-error", "formula.tex"], folder, "texlive-latex-base")
        _tool(["dvisvgm", "--no-fonts", "-v0", "-o", "formula.svg", "formula.dvi"], folder, "dvisvgm")
        picture = Path(folder, "formula.svg").read_text(encoding="utf-8")
    outlines = picture.count("<path")
    if outlines < 10:
        raise Broken(f"dvisvgm drew {outlines} outlines of a formula", "sudo apt-get install --reinstall dvisvgm")
    return f"a formula typeset, {outlines} outlines"


def _tool(command: list[str], folder: str, package: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise Broken(f"{command[0]} failed: {said[-1]}", f"sudo apt-get install --reinstall {package}")


def _torch() -> str:
    return _run(_TORCH)


def _bundle() -> str:
    """The default model, its words, and the trace that a film without a sentence of its own shows."""
    advice = "git checkout assets/models, or python render.py train"
    try:
        from model.bundle import Bundle, BundleError
        from model.trace import Trace, TraceError
    except ImportError as error:
        raise Broken(str(error), "make setup") from None
    try:
        bundle = Bundle.load("default")
        _compare(bundle.path, advice)
        trace = Trace.load(bundle.path / "trace.npz")
        words = len(bundle.source_vocabulary)
        _ = bundle.target_vocabulary, [bundle.experiment(name) for name in bundle.experiments]
    except (BundleError, TraceError) as error:
        raise Broken(" ".join(str(error).split()), advice) from None
    return f"{bundle.path}, {words} source words, {len(list(trace))} tensors of its sentence"


def _encoder() -> str:
    try:
        import av
        from av.codec import Codec

        for name in ("libx264", "mov_text", "aac", "libopus"):
            Codec(name, "w")
    except (ImportError, ValueError) as error:
        raise Broken(f"PyAV: {error}", "make setup") from None
    return f"PyAV {av.__version__} with libx264"


def _voice() -> str:
    """A line spoken, in a process of its own; without a voice films are silent, which breaks nothing."""
    from studio.voice import heart

    if not heart.is_installed():
        return "not installed, films are silent; to get it: make setup"
    try:
        return _run(_SPEAKING)
    except Broken as broken:
        raise Broken(str(broken), f".venv/bin/pip uninstall -y {heart.PACKAGE} && make setup") from None


def _disk() -> str:
    if why := why_not_written(paths.cache()):
        raise Broken(why, f"export {paths.CACHE_VARIABLE}=another-folder")
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < ROOM:
        raise Broken(f"{free:.1f} GB free in {ROOT}", f"free at least {ROOM:.0f} GB, or give --out another disk")
    return f"{free:.0f} GB free"
