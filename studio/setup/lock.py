"""The hashes of all packages that the set-up installs, `make lock`: after a version in constraints.txt was changed.

Each version of constraints.txt is looked up, and the SHA-256 of every file that the index has of it is written down:
for all systems and Pythons, so that one lock serves all. Two packages have no place in it: torch, whose CPU builds are
other files in each index (TORCH_INDEX), and the voice, whose one file stands in ``bootstrap.VOICE``.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from studio.setup.bootstrap import CLUSTER_LOCK, CONSTRAINTS, LOCK, PIP_LOCK

ELSEWHERE = ("torch", "hibari-tts")
FOR_CLUSTERS = (
    "cloudpickle", "dask", "distributed", "importlib_metadata", "locket", "msgpack", "partd", "PyYAML", "tblib",
    "toolz", "zict", "zipp",
)  # fmt: skip
"""What only rendering on several machines needs."""
HEAD = "# {what}: the SHA-256 of every file of each version, made of constraints.txt by: make lock\n"


def places() -> dict[Path, tuple[str, list[str]]]:
    """The files of the lock: what each is for, and the versions that belong into it as constraints.txt has them."""
    pins = [line for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines() if re.match(r"[\w.-]+==", line)]
    names = {pin: pin.partition("==")[0] for pin in pins}
    apart = {"pip", *ELSEWHERE, *FOR_CLUSTERS}
    return {
        PIP_LOCK: ("pip, which installs all else", [pin for pin in pins if names[pin] == "pip"]),
        LOCK: ("what rendering and the tests need", [pin for pin in pins if names[pin] not in apart]),
        CLUSTER_LOCK: ("what rendering on several machines needs", [p for p in pins if names[p] in FOR_CLUSTERS]),
    }


def main() -> None:
    """Write the lock anew, with uv, which is fetched into a folder of the moment."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "install", "-qq", "--target", folder, "uv"], check=True)
        for place, (what, pins) in places().items():
            wanted = Path(folder, place.name)
            wanted.write_text("\n".join(pins) + "\n", encoding="utf-8")
            made = subprocess.run(
                [Path(folder, "bin", "uv"), "pip", "compile", "--quiet", "--no-config", "--no-deps", "--universal",
                 "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", wanted],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            place.parent.mkdir(exist_ok=True)
            place.write_text(HEAD.format(what=what) + made.stdout, encoding="utf-8")
            print(f"{place}: {len(pins)} packages")


if __name__ == "__main__":
    main()
