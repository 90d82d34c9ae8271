"""`python -m model.experiments [NAME ...] --bundle default`: measure experiments and put them into a bundle."""

from __future__ import annotations

import argparse
import sys

from model.bundle import Bundle, BundleError
from model.experiments import EXPERIMENTS, run_all


def main() -> int:
    """Parse, and measure. Exit codes: 0 done, 1 could not, 2 wrong arguments."""
    parser = argparse.ArgumentParser(prog="python -m model.experiments", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(EXPERIMENTS)}; all by default")
    parser.add_argument("--bundle", default="default", help="name in assets/models, or a folder")
    parser.add_argument("--again", action="store_true", help="also measure what is there already")
    parser.add_argument("--jobs", type=int, default=1, help="experiments at once")
    arguments = parser.parse_args()
    try:
        bundle = Bundle.load(arguments.bundle)
        run_all(
            bundle,
            progress=lambda done, total, line: print(f"{done}/{total} {line}", flush=True),
            only=arguments.names or None,
            resume=not (arguments.again or arguments.names),
            jobs=arguments.jobs,
        )
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except (BundleError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
