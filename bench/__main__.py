"""``make bench [N=1000,10000] [ONLY=findings,import]``: see docs/benchmarks.md."""

import argparse
import importlib
import os
import sys
from collections.abc import Iterator
from time import perf_counter

from bench.portal import folder
from bench.report import Row, table, write

PARTS = {
    "findings": "bench.findings",
    "import": "bench.imports",
    "api": "bench.api",
    "list": "bench.listing",
    "jsonprojects": "bench.downloads",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "sizes", nargs="*", default=["1000", "10000"], help="numbers of projects: 1000,10000"
    )
    parser.add_argument(
        "--only",
        default=os.environ.get("ONLY", ""),
        help=f"some of {', '.join(PARTS)} (or ONLY=)",
    )
    options = parser.parse_args()
    sizes = sorted({int(n) for text in options.sizes for n in text.split(",") if n})
    names = [name for name in options.only.split(",") if name] or list(PARTS)
    if not sizes or unknown(names):
        parser.error(f"parts are {', '.join(PARTS)}")
    rows = list(measured(names, sizes))
    print(table(rows))
    print(f"\n{write(rows, folder() / 'results')}")
    return 0


def unknown(names: list[str]) -> list[str]:
    return [name for name in names if name not in PARTS]


def measured(names: list[str], sizes: list[int]) -> Iterator[Row]:
    """The rows of these parts. A part that this machine cannot run says so in a row."""
    for name in names:
        started = perf_counter()
        print(f"{name}…", file=sys.stderr, flush=True)
        yield from importlib.import_module(PARTS[name]).run(sizes)
        print(f"  {perf_counter() - started:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
