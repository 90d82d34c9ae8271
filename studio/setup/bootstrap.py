"""Set this checkout up: system packages, a virtual environment, pinned Python packages, a CPU build of torch.

`make film` and `make test` run it first, with the system's Python: only the standard library is used here, and by
what is imported here.
It installs nothing that is there already, is quick when nothing is missing, and where it may not install
something it says in one line what to install by hand and ends with exit code 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from studio.system.paths import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "set-up-is-complete"
CONSTRAINTS = ROOT / "constraints.txt"
LOCK, CLUSTER_LOCK, PIP_LOCK = (ROOT / "locks" / f"{name}.txt" for name in ("packages", "cluster", "pip"))
"""The SHA-256 of every file that may be installed (see studio.setup.lock); of torch there is none."""
BY_HASH = ("--no-deps", "--require-hashes", "--requirement")
INPUTS = (ROOT / "pyproject.toml", CONSTRAINTS, LOCK, CLUSTER_LOCK, PIP_LOCK, Path(__file__))
OLDEST, NEWEST = (3, 11), (3, 14)

VOICE = "hibari-tts==0.2.1 --hash=sha256:49f2abbbe451c988e7448b5afa08c8a56410535ebb855c0e7d174275df5ca1f3"
"""The voice, whose words' times hang on an inner value of its network: this very file and no other."""

TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
"""PyTorch's own index of CPU builds; the environment variable TORCH_INDEX puts another in its place."""


class SetUpError(Exception):
    """What is missing and how to mend it, in one line."""


@dataclass(frozen=True)
class Need:
    """A program or file of the system, the Debian package that brings it, and how to see that it is there."""

    name: str
    package: str
    present: Callable[[], bool]


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _succeeds(*command: str) -> Callable[[], bool]:
    def present() -> bool:
        if shutil.which(command[0]) is None:
            return False
        return subprocess.run(command, capture_output=True).returncode == 0

    return present


def _python_header() -> bool:
    return Path(sysconfig.get_path("include"), "Python.h").is_file()


def _ensurepip() -> bool:
    try:
        import ensurepip  # noqa: F401  (Debian ships it apart from Python)
    except ImportError:
        return False
    return True


_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"

TO_BUILD = (
    Need("C compiler", "build-essential", _program("cc")),
    Need("C++ compiler", "build-essential", _program("c++")),
    Need("pkg-config", "pkg-config", _program("pkg-config")),
    Need("Python headers", f"python{_VERSION}-dev", _python_header),
    Need("Python venv", f"python{_VERSION}-venv", _ensurepip),
    Need("Cairo headers", "libcairo2-dev", _succeeds("pkg-config", "--exists", "cairo")),
    Need("Pango headers", "libpango1.0-dev", _succeeds("pkg-config", "--exists", "pangocairo")),
)
"""Needed once, while Python packages are installed: Manim's bindings to Cairo and Pango come as source."""

TO_TYPESET = (
    Need("LaTeX", "texlive-latex-base", _program("latex")),
    Need("LaTeX's amsmath", "texlive-latex-base", _succeeds("kpsewhich", "amsmath.sty")),
    Need("dvisvgm", "dvisvgm", _program("dvisvgm")),
)
"""Needed where formulas are added or changed, and by the tests; those of the film come with the project."""

TO_TEST = (
    Need("ffprobe", "ffmpeg", _program("ffprobe")),
    Need("LibreOffice Impress", "libreoffice-impress", _program("soffice")),
    Need("pdftoppm", "poppler-utils", _program("pdftoppm")),
    Need("Beamer", "texlive-latex-recommended", _succeeds("kpsewhich", "beamer.cls")),
    Need("Beamer's PGF", "texlive-pictures", _succeeds("kpsewhich", "pgfmath.sty")),
    Need("Chromium", "chromium", lambda: any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))),
)


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"set-up: {text}", flush=True)


def install_system_packages(needs: Sequence[Need]) -> None:
    """Install by apt what is missing of `needs`; raise SetUpError where that is not allowed or fails."""
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    packages = list(dict.fromkeys(need.package for need in missing))
    names = ", ".join(need.name for need in missing)
    by_hand = f"{names} missing; install by hand and run make again: sudo apt-get install {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise SetUpError(f"{by_hand}   (or your system's packages of that kind)")
    if os.geteuid() == 0:
        become_root: list[str] = []
    elif _succeeds("sudo", "-n", "true")():
        become_root = ["sudo", "-n"]
    else:
        raise SetUpError(by_hand)
    say(f"installing system packages: {' '.join(packages)}")
    apt = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    subprocess.run([*apt, "update"], stdout=subprocess.DEVNULL)  # a stale list is noticed by the next command
    done = subprocess.run([*apt, "install", "--no-install-recommends", *packages], stdout=subprocess.DEVNULL)
    if done.returncode != 0 or not all(need.present() for need in missing):
        raise SetUpError(by_hand)


def pip(*arguments: str) -> None:
    """Run pip inside .venv; raise SetUpError when it fails (it has then said why)."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments]
    if subprocess.run(command).returncode != 0:
        raise SetUpError(f"this failed, see above: {' '.join(command)}")


def install_locked(lock: Path) -> None:
    """Install what a lock names: files with these hashes and no others, whatever an index or the way to it says."""
    pip("install", "-qq", *BY_HASH, str(lock))


def pinned(package: str) -> str:
    """The requirement `package==version` as constraints.txt has it."""
    for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        if line.split("==")[0] == package:
            return line.strip()
    raise SetUpError(f"{CONSTRAINTS.name} does not pin {package}")


def make_environment() -> None:
    """Make .venv, unless one with a supported Python and a pip that can see ahead (23.3) is there."""
    ready = f"import sys, pip; v = sys.version_info[:2]; sys.exit(not {OLDEST} <= v <= {NEWEST})"
    if not (PYTHON.exists() and _succeeds(str(PYTHON), "-c", ready)()):
        say(f"making .venv with Python {_VERSION}")
        if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode != 0:
            raise SetUpError(f"could not make a virtual environment in {VENV}")
    install_locked(PIP_LOCK)


def install_torch() -> None:
    """Install a CPU build of torch.

    Where pip's ordinary choice would bring GPU packages (gigabytes of nvidia-*), PyTorch's index of CPU
    builds is used. TORCH_INDEX, when set, is used in any case.
    """
    requirement = pinned("torch")
    version = requirement.partition("==")[2]
    installed = f"from importlib.metadata import version as v; exit(v('torch').split('+')[0] != {version!r})"
    if _succeeds(str(PYTHON), "-c", installed)():
        return
    index = os.environ.get("TORCH_INDEX") or (TORCH_CPU_INDEX if brings_gpu_packages(requirement) else "")
    say(f"installing {requirement} ({'from ' + index if index else 'a CPU build'})")
    try:
        pip("install", "-qq", "--no-deps", *(["--index-url", index] if index else []), requirement)
    except SetUpError:
        if not index:
            raise
        raise SetUpError(
            f"no {requirement} from {index}; name another package index: make film TORCH_INDEX=https://..."
        ) from None


def brings_gpu_packages(requirement: str) -> bool:
    """Whether pip's ordinary choice for `requirement` comes with GPU packages; asks without loading them."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--dry-run", "-qq"]
    answer = subprocess.run([*command, "--report", "-", requirement], stdout=subprocess.PIPE, text=True)
    if answer.returncode != 0:
        raise SetUpError(f"pip found no way to install {requirement}: is there a network?")
    names = [item["metadata"]["name"].lower() for item in json.loads(answer.stdout)["install"]]
    return any(name.startswith(("nvidia-", "cuda-", "triton")) for name in names)


def install_voice() -> bool:
    """Install the voice, by its hash; returns whether it is there: without it films are silent, and nothing else."""
    wanted = VENV / "voice.txt"
    wanted.write_text(f"{VOICE}\n", encoding="utf-8")
    try:
        pip("install", "-qq", *BY_HASH, str(wanted))
    except SetUpError:
        say(f"no voice: {VOICE.partition(' ')[0]} could not be installed; films are silent until make setup finds it")
        return False
    return True


def fingerprint() -> str:
    """Changes whenever the Python packages have to be looked at again."""
    digest = hashlib.sha256(f"{ROOT}\n{os.environ.get('TORCH_INDEX', '')}".encode())
    for path in INPUTS:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def set_up(for_tests: bool, for_cluster: bool = False) -> None:
    """Bring the checkout into a state in which the film renders (and, if asked, in which the tests run)."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise SetUpError(
            f"{sys.executable} is Python {_VERSION}; Python 3.11 to 3.14 is needed: "
            "install one and name it, as in `make film PYTHON=python3.12`"
        )
    needs = TO_TYPESET + TO_TEST if for_tests else ()
    before, *installed = STAMP.read_text().split() if STAMP.is_file() else [""]
    extras = {*installed, "voice", *(["cluster"] if for_tests or for_cluster else [])}
    complete = before == fingerprint() and extras == {*installed} and PYTHON.exists()
    if complete:
        return install_system_packages(needs)
    STAMP.unlink(missing_ok=True)
    install_system_packages(TO_BUILD + needs)
    make_environment()
    install_torch()
    if not install_voice():
        extras.remove("voice")
    say("installing Python packages by their hashes in locks/ (a few minutes the first time)")
    install_locked(LOCK)
    if "cluster" in extras:
        install_locked(CLUSTER_LOCK)
    project = f"{ROOT}[{','.join(['dev', *sorted(extras)])}]"
    offline = ("--no-index", "--no-build-isolation")  # all that it needs is there, or the lock is not complete
    pip("install", "-qq", *offline, "--constraint", str(CONSTRAINTS), "--editable", project)
    STAMP.write_text("\n".join([fingerprint(), *sorted(extras)]))
    say("complete")


def run_in_environment() -> NoReturn:
    """Run the program that was asked for once more, with .venv's Python; exit code 1 where that does not help."""
    if PYTHON.exists() and Path(sys.prefix) != VENV:
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    print("error: Python packages are missing; install them with: make setup", file=sys.stderr)
    raise SystemExit(1)


def main() -> int:
    """Command line: `python3 -m studio.setup.bootstrap [--tests] [--cluster]`; exit code 0 done, 1 could not."""
    parser = argparse.ArgumentParser(prog="python3 -m studio.setup.bootstrap", description="Set this checkout up.")
    parser.add_argument("--tests", action="store_true", help="also what only the tests need")
    parser.add_argument("--cluster", action="store_true", help="also what rendering on several machines needs")
    try:
        asked = parser.parse_args()
        set_up(for_tests=asked.tests, for_cluster=asked.cluster)
    except SetUpError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("set-up: interrupted; run make again to go on", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
