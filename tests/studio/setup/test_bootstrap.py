"""The set-up installs what is missing and nothing else, takes no GPU stack, and says in one line what it may not do."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from studio.setup import bootstrap, lock
from studio.setup.bootstrap import Need, SetUpError
from studio.system import paths


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH, but for /bin's own tools that scripts need (env, sh)."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("env", "sh", "touch", "cat"):
        (folder / name).symlink_to(f"/usr/bin/{name}")
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def need(programs: Path) -> Need:
    return Need("frobnicator", "frobnicator-dev", (programs / "frobnicate").exists)


def test_nothing_is_installed_when_nothing_is_missing(programs: Path) -> None:
    program(programs / "apt-get", f"touch {programs}/called")
    program(programs / "frobnicate", "")
    bootstrap.install_system_packages([need(programs)])
    assert not (programs / "called").exists()


def test_root_installs_each_missing_package_once(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(programs / "apt-get", f'echo "$@" >> {programs}/calls; touch {programs}/frobnicate')
    bootstrap.install_system_packages([need(programs), need(programs)])
    update, install = (programs / "calls").read_text().splitlines()
    assert update.split()[-1] == "update"
    assert install.endswith("install --no-install-recommends frobnicator-dev")


def test_passwordless_sudo_is_used(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    program(programs / "apt-get", f"touch {programs}/frobnicate")
    program(programs / "sudo", f'echo "$@" >> {programs}/calls; [ "$1" = -n ] && shift; [ "$1" = true ] || "$@"')
    bootstrap.install_system_packages([need(programs)])
    assert any("install --no-install-recommends frobnicator-dev" in call for call in lines(programs / "calls"))


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


@pytest.mark.parametrize("obstacle", ["no apt", "no root", "apt fails", "package lacks it"])
def test_one_line_says_what_to_install_by_hand(programs: Path, monkeypatch: pytest.MonkeyPatch, obstacle: str) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000 if obstacle == "no root" else 0)
    if obstacle != "no apt":
        program(programs / "apt-get", "exit 100" if obstacle == "apt fails" else "exit 0")
    with pytest.raises(SetUpError) as caught:
        bootstrap.install_system_packages([need(programs)])
    message = str(caught.value)
    assert "frobnicator missing" in message and "apt-get install frobnicator-dev" in message
    assert "\n" not in message


def test_an_unfit_python_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (3, 98))
    monkeypatch.setattr(bootstrap, "NEWEST", (3, 99))
    monkeypatch.setattr(sys, "argv", ["bootstrap"])
    assert bootstrap.main() == 1
    said = capsys.readouterr().err
    assert sys.executable in said and said.count("\n") == 1


def test_the_set_up_takes_the_pythons_that_the_project_declares() -> None:
    asked = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    (major, oldest), (_, newest) = bootstrap.OLDEST, bootstrap.NEWEST
    assert asked == f">={major}.{oldest},<{major}.{newest + 1}"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for .venv/bin/python: notes its arguments, has no torch, answers a dry run from a file."""
    python = program(
        tmp_path / "python",
        f'echo "$@" >> {tmp_path}/calls\n'
        f'case "$*" in *importlib.metadata*) exit 1;; *--dry-run*) cat {tmp_path}/report;; esac',
    )
    monkeypatch.setattr(bootstrap, "PYTHON", python)
    monkeypatch.delenv("TORCH_INDEX", raising=False)
    return tmp_path


def would_install(folder: Path, *names: str) -> None:
    report = {"install": [{"metadata": {"name": name}} for name in names]}
    (folder / "report").write_text(json.dumps(report))


def test_pips_own_choice_is_taken_when_it_is_a_cpu_build(environment: Path) -> None:
    would_install(environment, "torch", "sympy", "networkx")
    bootstrap.install_torch()
    install = lines(environment / "calls")[-1]
    assert install.endswith(bootstrap.pinned("torch")) and "--index-url" not in install


def test_the_cpu_index_is_used_when_pip_would_bring_a_gpu_stack(environment: Path) -> None:
    would_install(environment, "torch", "nvidia-cublas-cu12", "triton")
    bootstrap.install_torch()
    assert f"--index-url {bootstrap.TORCH_CPU_INDEX} {bootstrap.pinned('torch')}" in lines(environment / "calls")[-1]


def test_the_users_index_wins(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_INDEX", "file:///wheels")
    bootstrap.install_torch()
    calls = lines(environment / "calls")
    assert "--index-url file:///wheels" in calls[-1] and not any("--dry-run" in call for call in calls)


def test_an_index_without_torch_is_named(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_INDEX", "file:///wheels")
    program(environment / "python", "exit 1")
    with pytest.raises(SetUpError, match=r"from file:///wheels; .* TORCH_INDEX=") as caught:
        bootstrap.install_torch()
    assert "\n" not in str(caught.value)


def test_a_finished_set_up_starts_no_pip(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "STAMP", environment / "stamp")
    monkeypatch.setattr(bootstrap, "TO_TYPESET", ())
    (environment / "stamp").write_text(f"{bootstrap.fingerprint()}\nvoice")
    bootstrap.set_up(for_tests=False)
    assert not (environment / "calls").exists()


def test_what_a_cluster_needs_is_installed_when_asked_for_and_stays(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "STAMP", environment / "stamp")
    monkeypatch.setattr(bootstrap, "VENV", environment)
    monkeypatch.setattr(bootstrap, "TO_BUILD", ())
    monkeypatch.setattr(bootstrap, "TO_TYPESET", ())
    monkeypatch.setattr(bootstrap, "TO_TEST", ())
    monkeypatch.setattr(bootstrap, "make_environment", lambda: None)
    monkeypatch.setattr(bootstrap, "install_torch", lambda: None)

    def installed(**asked: bool) -> str:
        """The project with its extras as pip is told to install it, or nothing when pip is not called."""
        (environment / "calls").write_text("")
        bootstrap.set_up(**asked)
        return " ".join(lines(environment / "calls")).rpartition("/")[2].partition("[")[2]

    assert installed(for_tests=False) == "dev,voice]"
    assert installed(for_tests=False, for_cluster=True) == "dev,cluster,voice]"
    assert installed(for_tests=False) == installed(for_tests=True) == ""
    (environment / "stamp").write_text("older\ncluster")
    assert installed(for_tests=False) == "dev,cluster,voice]"
    (environment / "stamp").unlink()
    assert installed(for_tests=True) == "dev,cluster,voice]"


def test_a_voice_that_cannot_be_had_is_said_and_asked_for_again(
    environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("TO_BUILD", "TO_TYPESET"):
        monkeypatch.setattr(bootstrap, name, ())
    for name in ("make_environment", "install_torch"):
        monkeypatch.setattr(bootstrap, name, lambda: None)
    monkeypatch.setattr(bootstrap, "STAMP", environment / "stamp")
    monkeypatch.setattr(bootstrap, "VENV", environment)
    program(environment / "python", f'echo "$@" >> {environment}/calls; case "$*" in */voice.txt) exit 1;; esac')
    for _ in range(2):
        bootstrap.set_up(for_tests=False)
        asked, locked, project = lines(environment / "calls")[-3:]
        assert "--require-hashes" in asked and asked.endswith("/voice.txt") and project.endswith("[dev]")
        assert locked.endswith(f"--no-deps --require-hashes --requirement {bootstrap.LOCK}")
        assert "films are silent" in capsys.readouterr().out
    assert (environment / "voice.txt").read_text().startswith(bootstrap.pinned("hibari-tts"))


def test_every_pinned_package_has_hashes_but_torch_whose_files_differ_by_index() -> None:
    """Of its own version, under its own conditions; nothing else is in the lock, so that nothing else is installed."""
    pins = {line.strip() for line in bootstrap.CONSTRAINTS.read_text().splitlines() if "==" in line}
    found: dict[str, list[str]] = {}
    for file in (bootstrap.LOCK, bootstrap.CLUSTER_LOCK, bootstrap.PIP_LOCK):
        for entry in file.read_text().replace("\\\n", "").splitlines():
            if not entry.startswith("#"):
                requirement, *hashes = entry.split(" --hash=sha256:")
                found[key(requirement)] = [digest.strip() for digest in hashes]
    assert {*found} == {key(pin) for pin in pins} - {key(bootstrap.pinned(name)) for name in lock.ELSEWHERE}
    assert all(hashes and all(len(digest) == 64 for digest in hashes) for hashes in found.values())
    assert bootstrap.VOICE.startswith(bootstrap.pinned("hibari-tts"))


def key(requirement: str) -> str:
    """A requirement without differences that mean nothing."""
    return requirement.lower().replace("_", "-").replace("'", '"').replace(" ", "").replace("full-version", "version")


def test_another_file_of_the_same_name_is_not_installed(tmp_path: Path) -> None:
    """By pip itself: a wheel whose bytes are not those of the lock."""
    wheel = tmp_path / "frobnicate-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("frobnicate-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: frobnicate\nVersion: 1.0\n")
        archive.writestr(
            "frobnicate-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("frobnicate-1.0.dist-info/RECORD", "")
    wanted = tmp_path / "lock.txt"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--isolated",
        "install",
        "--dry-run",
        "--no-index",
        "--find-links",
        str(tmp_path),
    ]
    for digest, code in ((hashlib.sha256(wheel.read_bytes()).hexdigest(), 0), ("0" * 64, 1)):
        wanted.write_text(f"frobnicate==1.0 --hash=sha256:{digest}\n")
        done = subprocess.run([*pip, *bootstrap.BY_HASH, str(wanted)], capture_output=True, text=True)
        assert done.returncode == code, done.stderr
        assert code == 0 or "HASHES" in done.stderr


def test_the_stamp_notices_what_it_depends_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "constraints.txt"
    file.write_text("numpy==2.0.0\n")
    monkeypatch.setattr(bootstrap, "INPUTS", (file,))
    before = bootstrap.fingerprint()
    assert bootstrap.fingerprint() == before
    file.write_text("numpy==2.0.1\n")
    after = bootstrap.fingerprint()
    monkeypatch.setenv("TORCH_INDEX", "file:///elsewhere")
    assert len({before, after, bootstrap.fingerprint()}) == 3


def test_the_command_line_finds_its_own_environment() -> None:
    """`python render.py` works with a Python that has none of the packages."""
    bare = [sys.executable, "-S", str(bootstrap.ROOT / "render.py"), "doctor", "--help"]  # -S: no site-packages
    done = subprocess.run(bare, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": ""})
    assert done.returncode == (0 if bootstrap.PYTHON.exists() else 1)
    assert "Traceback" not in done.stderr


def test_without_an_environment_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "no-python")
    with pytest.raises(SystemExit, match=r"^1$"):
        bootstrap.run_in_environment()
    assert capsys.readouterr().err == "error: Python packages are missing; install them with: make setup\n"


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((bootstrap.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    for requirement in asked:
        name = requirement.split(">")[0].split("=")[0].split("[")[0].strip()
        assert bootstrap.pinned(name).startswith(f"{name}==")
