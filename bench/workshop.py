"""The benchmark's own copy of the project: clips can be cut and edited there, and both sides run their real commands.

The copy has caches of its own. What is to be measured stands in it as an act, ``measured``, so that a film of just
these clips is an ordinary film.
"""

from __future__ import annotations

import ast
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.request.addresses import addresses_from_files
from studio.request.options import Request
from studio.system import paths
from studio.system.errors import UsageError, nearest

ACT = "measured"
COPIED = ("render.py", "model", "scenes", "studio", "bench", "assets")
SEED = "0"
NOT_INHERITED = (paths.CACHE_VARIABLE, "EXPLAINER_SETTING", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
"""Variables that would let the copy use what is not its own, or compile it at every start."""
MANIM_QUALITY = {"draft": "-ql", "preview": "-qm", "hd": "-qh", "uhd": "-qk"}
"""Manim's options of the same sizes and rates as the studio's qualities."""
ACT_CODE = '''"""The clips that are measured, as an act of their own."""

from scenes.kit.scene import Act
{imports}


class Measured(Act):
    """What is measured."""

    title = "Measured"
    idea = "The clips that are measured."
    clips = ({names},)
'''


@dataclass(frozen=True)
class Clip:
    """A clip by its address, the class, and the file it stands in, from the project's folder."""

    address: str
    name: str
    file: Path

    @property
    def module(self) -> str:
        """The dotted name of its module."""
        return ".".join(self.file.with_suffix("").parts)

    @property
    def slug(self) -> str:
        """The name of its files."""
        return self.address.replace("/", "-")


class Workshop:
    """A copy of the project in ``folder``, with an act of the clips that were asked for."""

    def __init__(self, folder: Path, asked: Sequence[str]) -> None:
        self.root = folder / "project"
        self.logs = folder / "logs"
        self.logs.mkdir(parents=True)
        sources = [_source(name) for name in asked]
        self.root.mkdir()
        for name in COPIED:
            _copy(paths.ROOT / name, self.root / name)
        self.clips = [self._take(source, name) for source, name in zip(sources, asked, strict=True)]
        self._texts = {clip: self._file(clip).read_text(encoding="utf-8") for clip in self.clips}
        self._edits = 0
        self._write_act()
        self.environment = {**os.environ, "PYTHONHASHSEED": SEED}
        for variable in NOT_INHERITED:
            self.environment.pop(variable, None)

    def _take(self, source: Path, name: str) -> Clip:
        """The clip of a file; one from outside the film is copied into the act."""
        address = name
        file = source.relative_to(paths.ROOT) if name == _address(source) else Path("scenes", ACT, source.name)
        if name != _address(source):
            address = f"{ACT}/{source.stem}"
            _copy(source, self.root / file)
        return Clip(address, _class_of(source), file)

    def _write_act(self) -> None:
        folder = self.root / "scenes" / ACT
        folder.mkdir(exist_ok=True)
        imports = "\n".join(f"from {clip.module} import {clip.name}" for clip in self.clips)
        names = ", ".join(clip.name for clip in self.clips)
        (folder / "__init__.py").write_text(ACT_CODE.format(imports=imports, names=names), encoding="utf-8")
        with (self.root / "scenes" / "__init__.py").open("a", encoding="utf-8") as film:
            film.write(f'\n\nFILM = (*FILM, "scenes.{ACT}:Measured")\n')

    # -- files --------------------------------------------------------------------------------------------------

    def cut(self, seconds: float) -> None:
        """Cut every clip to its first seconds."""
        for clip, text in self._texts.items():
            end = f"\n\nfrom bench.cut import cut  # noqa: E402\n\ncut({clip.name}, {seconds})\n"
            self._file(clip).write_text(text + end, encoding="utf-8")

    def restore(self) -> None:
        """Give every clip its whole length."""
        for clip, text in self._texts.items():
            self._file(clip).write_text(text, encoding="utf-8")

    def edit(self, clip: Clip) -> None:
        """Change a clip's file, as somebody who works on it does."""
        self._edits += 1
        with self._file(clip).open("a", encoding="utf-8") as file:
            file.write(f"# edit {self._edits}\n")

    def forget_manims_videos(self) -> None:
        """Remove what plain Manim has encoded; its formulas and outlines of words stay, as the studio's do."""
        for videos in self.root.glob("media/*/videos"):
            shutil.rmtree(videos)

    def ours(self, clip: Clip, quality: str) -> Path:
        """The video that ``clip`` makes of a clip."""
        made = Request(quality=quality, captions="none", voice="none")  # type: ignore[arg-type]
        return self.root / "out" / "clips" / f"{clip.slug}{made.suffix}.mp4"

    def manims(self, clip: Clip) -> Path:
        """The video that plain Manim makes of a clip."""
        (video,) = (self.root / "media" / clip.slug).rglob(f"{clip.name}.mp4")
        return video

    def _file(self, clip: Clip) -> Path:
        return self.root / clip.file

    # -- commands -----------------------------------------------------------------------------------------------

    def manim(self, clip: Clip, quality: str, *more: str) -> list[str]:
        """Plain Manim's command; a folder for each clip, since two processes disturb each other in one."""
        media = ["--media_dir", f"media/{clip.slug}"]
        return [sys.executable, "-m", "manim", MANIM_QUALITY[quality], *media, *more, str(clip.file), clip.name]

    @property
    def program(self) -> list[str]:
        """How our program is started."""
        return [sys.executable, "render.py"]

    def render(self, command: str, what: str, quality: str, *more: str) -> list[str]:
        """A command of ours, without captions and voice: plain Manim draws none, and is silent."""
        return [*self.program, command, what, "--quality", quality, "--captions", "none", "--voice", "none", *more]

    def stage(self, *arguments: str) -> list[str]:
        """One stage of the work, in a process of its own that measures itself."""
        return [sys.executable, "-m", *arguments]


def _source(name: str) -> Path:
    """The file of an address, or the file itself; raises UsageError."""
    if name.endswith(".py"):
        source = Path(name).resolve()
        if not source.is_file():
            raise UsageError(f"no file {name}")
        return source
    known = [address for address in addresses_from_files() if "/" in address]
    if name not in known:
        raise UsageError(f"no clip {name!r}; {nearest(name, known)}")
    return paths.ROOT / "scenes" / f"{name}.py"


def _address(source: Path) -> str:
    return f"{source.parent.name}/{source.stem}"


def _class_of(source: Path) -> str:
    """The name of the clip's class, read without importing Manim; raises UsageError when there is none."""
    for node in ast.parse(source.read_bytes()).body:
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "ExplainerScene" for base in node.bases):
            return node.name
    raise UsageError(f"{source.name} has no clip: no class in it is an ExplainerScene")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
