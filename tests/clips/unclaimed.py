"""How many things in each clip claim nothing, by kind: the list may only become shorter.

``python -m tests.clips.unclaimed`` inspects every clip and writes the list anew; it refuses to let it grow.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from scenes import clips
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.inspector.parallel import Inspection, inspect_all
from studio.inspector.report import Report
from studio.request.traces import traces_of
from studio.system.processes import processes_for
from studio.system.workplaces import workplace

FILE = Path(__file__).with_suffix(".json")
Counts = dict[str, int]


def counts_of(report: Report) -> Counts:
    """What a clip leaves unclaimed: how many things of each kind."""
    return dict(sorted(Counter(kind for kind, _ in report.unclaimed).items()))


def read_counts() -> dict[str, Counts]:
    """The list, by the clips' addresses."""
    found: dict[str, Counts] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def main() -> int:
    """Write the list; 1 if a clip has more without a claim than before."""
    with workplace():
        setting = Setting(str(traces_of("default", [None])[0]))
        reports = inspect_all(
            [Inspection.of(clip, setting, QUALITIES["draft"]) for clip in clips()], processes_for(None)
        )
    found = {report.address: counts_of(report) for report in reports}
    known = read_counts() if FILE.exists() else found
    grown = [address for address in found if sum(found[address].values()) > sum(known.get(address, {}).values())]
    if grown:
        print(f"more without a claim than before: {', '.join(grown)}", file=sys.stderr)
        return 1
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"{sum(sum(counts.values()) for counts in found.values())} things claim nothing")
    return 0


if __name__ == "__main__":
    sys.exit(main())
