"""Files and pages opened with what the desktop has for them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def open_on_screen(target: Path | str) -> bool:
    """Open a file in the desktop's player, an address in its browser, if there is a screen; says if it was tried."""
    if sys.platform == "darwin":
        command = ["open", str(target)]
    elif (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and shutil.which("xdg-open"):
        command = ["xdg-open", str(target)]
    else:
        return False
    subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return True
