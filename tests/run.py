"""``make test``: run the groups of tests that this machine can run, and say which and why.

    python tests/run.py [GROUP ...] [-- PYTEST ARGUMENTS]

Groups: sqlite, postgres, redis, browser; all of them if none is named. With ``REQUIRE=all`` (or
``REQUIRE=postgres,redis``) a group that cannot run is a failure, and so is a test that was
skipped wherever it was tried. ``DATABASE_URL`` and ``TEST_REDIS_URL`` say where PostgreSQL and
Redis are, if not on this machine.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = "postgres://postgres@127.0.0.1:5432/costjalisco"
REDIS = "redis://127.0.0.1:6379/9"


@dataclass(frozen=True)
class Group:
    """Some of the tests, and what they need."""

    name: str
    about: str
    marks: str
    missing: Callable[[], str]  # why it cannot run here, or ""
    parallel: bool = True
    on_postgres: bool = False


@dataclass
class Outcome:
    """What became of a group's tests, by their ids."""

    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)


def database_url() -> str:
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else POSTGRES


def redis_url() -> str:
    return os.environ.get("TEST_REDIS_URL", REDIS)


def without_postgres() -> str:
    import psycopg2

    # Any server has the database "postgres"; the one for tests is made by the tests.
    url = database_url().rsplit("/", 1)[0] + "/postgres"
    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError as problem:
        return f"PostgreSQL does not answer: {str(problem).strip().splitlines()[0]}"
    return ""


def without_redis() -> str:
    import redis

    try:
        redis.Redis.from_url(redis_url(), socket_connect_timeout=3).ping()
    except redis.RedisError as problem:
        return f"Redis does not answer: {problem}"
    return without_postgres()


def without_browser() -> str:
    if os.environ.get("CHROMIUM") or shutil.which("chromium"):
        return ""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        if Path(playwright.chromium.executable_path).exists():
            return ""
    return "there is no Chromium (make services, or CHROMIUM=/path/to/it)"


NOT_ORDINARY = "not redis and not browser"
GROUPS = (
    Group("sqlite", "the ordinary tests", f"not postgres and {NOT_ORDINARY}", lambda: ""),
    Group("postgres", "the same on PostgreSQL", NOT_ORDINARY, without_postgres, on_postgres=True),
    Group("redis", "workers that are killed", "redis", without_redis, False, on_postgres=True),
    Group("browser", "a real browser", "browser", without_browser, False),
)


def main(arguments: list[str]) -> int:
    own, extra = arguments, []
    if "--" in arguments:
        cut = arguments.index("--")
        own, extra = arguments[:cut], arguments[cut + 1 :]
    unknown = set(own) - {group.name for group in GROUPS}
    if unknown:
        print(f"There is no group {', '.join(sorted(unknown))}.")
        return 2
    every = {group.name for group in GROUPS}
    asked = set(filter(None, os.environ.get("REQUIRE", "").split(",")))
    required = every if "all" in asked else asked
    outcomes: list[Outcome] = []
    report: list[str] = []
    broken = False
    for group in GROUPS:
        if own and group.name not in own:
            continue
        reason = group.missing()
        if reason:
            report.append(f"{group.name:<9} did not run, because {reason}")
            broken |= group.name in required
            continue
        print(f"\n=== {group.name}: {group.about}", flush=True)
        code, outcome = run(group, extra)
        outcomes.append(outcome)
        # 5: pytest found no test. Without -k or a path that is a defect of the group.
        broken |= code not in ((0, 5) if extra else (0,))
        report.append(
            f"{group.name:<9} ran: {len(outcome.passed)} passed, {len(outcome.failed)} failed"
            + (f", {len(outcome.skipped)} skipped" if outcome.skipped else "")
        )
    ran = set().union(*(o.passed | o.failed for o in outcomes))
    never = set().union(*(o.skipped for o in outcomes)) - ran
    print("\n=== groups")
    print("\n".join(report))
    for name in sorted(never):
        print(f"skipped wherever it was tried: {name}")
    if never and required == every:
        broken = True
    if broken:
        print("Not everything that should pass passed.")
    passed = sum(len(o.passed) for o in outcomes)
    failed = sum(len(o.failed) for o in outcomes)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if broken else 0


def run(group: Group, extra: list[str]) -> tuple[int, Outcome]:
    environment = {**os.environ, "TEST_REDIS_URL": redis_url()}
    environment.pop("DATABASE_URL", None)
    if group.on_postgres:
        environment["DATABASE_URL"] = database_url()
    command = [sys.executable, "-m", "pytest", "-q", "-m", group.marks]
    if group.parallel:
        command += ["-n", str(min(os.cpu_count() or 1, 8)), "--dist", "worksteal"]
    with tempfile.TemporaryDirectory() as directory:
        results = Path(directory) / "results.xml"
        command += [f"--junitxml={results}", *extra]
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        return code, read(results)


def read(results: Path) -> Outcome:
    outcome = Outcome()
    if not results.exists():
        return outcome
    for case in ET.parse(results).iter("testcase"):  # noqa: S314 (pytest wrote it just now)
        name = f"{case.get('classname')}::{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed.add(name)
        elif case.find("skipped") is not None:
            outcome.skipped.add(name)
        else:
            outcome.passed.add(name)
    return outcome


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
