"""A portal of the benchmark's own: its databases, its settings, and what every part needs in it.

Nothing here touches the databases of ``make run``: all is under ``var/bench``, or in PostgreSQL
databases whose names begin with ``bench_``.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

ROOT = Path(__file__).resolve().parent.parent


# Production has Redis beside PostgreSQL; the embedded portal has neither.
REDIS = "redis://127.0.0.1:6379/11"


def folder() -> Path:
    """Where databases, peers and results are kept between runs."""
    path = Path(os.environ.get("BENCH_DIR", ROOT / "var" / "bench"))
    path.mkdir(parents=True, exist_ok=True)
    return path


@dataclass(frozen=True)
class Site:
    """One portal: a folder for its files and a database."""

    name: str
    engine: str  # "sqlite" or "postgresql"

    @property
    def files(self) -> Path:
        path = folder() / f"{self.name}-{self.engine}"
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def database(self) -> str:
        """The name of its database in PostgreSQL."""
        return f"bench_{self.name.replace('-', '_')}"

    @property
    def environment(self) -> dict[str, str]:
        """The settings of its processes; nothing of the surrounding portal's gets in."""
        address = f"sqlite:///{self.files / 'db.sqlite3'}"
        if self.engine == "postgresql":
            address = server_address(self.database)
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "BENCH_DIR")}
        return {
            **kept,
            "VAR_DIR": str(self.files),
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "costjalisco.settings",
            "LOG_LEVEL": "WARNING",
            "API_RATE_ANONYMOUS": "100000000/min",
            **({"REDIS_URL": REDIS} if self.engine == "postgresql" and redis_answers() else {}),
            "PYTHONPATH": str(ROOT),
        }

    def python(self, *arguments: str, timeout: int = 1800) -> str:
        """Run Python in this portal's settings; what it printed."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=timeout,
        ).stdout

    def begin_anew(self) -> None:
        """An empty portal: migrated, with reference data and nothing else."""
        if self.engine == "postgresql":
            psql(f'DROP DATABASE IF EXISTS "{self.database}"', f'CREATE DATABASE "{self.database}"')
        shutil.rmtree(self.files)
        self.python("-m", "bench.empty_portal")


def server_address(database: str) -> str:
    """The address of a database on the server of ``DATABASE_URL``, else of this machine."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        given = "postgres://postgres@127.0.0.1:5432/postgres"
    return urlunsplit(urlsplit(given)._replace(path=f"/{database}"))


def engines() -> list[str]:
    """The databases that this machine can be measured with; ``ENGINES`` may name fewer."""
    if named := os.environ.get("ENGINES"):
        return named.split(",")
    return ["sqlite", "postgresql"] if database_exists("postgres") else ["sqlite"]


@cache
def redis_answers() -> bool:
    try:
        return bool(redis.Redis.from_url(REDIS, socket_connect_timeout=2).ping())
    except redis.RedisError:
        return False


def database_exists(name: str) -> bool:
    try:
        psycopg2.connect(server_address(name), connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def psql(*statements: str, database: str = "postgres") -> None:
    """Run statements outside a transaction."""
    connection = psycopg2.connect(server_address(database))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()


def set_up(environment: Mapping[str, str] | None = None) -> None:
    """Make this process one of the portal's."""
    import django

    os.environ.update(environment or {})
    django.setup()
