"""What every test has: no network, an empty cache, and texts in both languages."""

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase

from costjalisco import catalogs
from disclosure import tasks
from tests import database

TransactionTestCase._fixture_teardown = database.empty  # type: ignore[method-assign]


class NetworkBlocked(OSError):
    """A test tried to leave this machine."""


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):  # a Unix socket's path
        return True
    host = address[0]
    try:
        return host in ("", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Connections and names beyond this machine are refused at once."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex, resolve = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if not _is_here(address):
            raise NetworkBlocked(f"a test tried to connect to {address}")
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if not _is_here(address):
            raise NetworkBlocked(f"a test tried to connect to {address}")
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_here((host,)):
            raise NetworkBlocked(f"a test tried to look up {host}")
        return resolve(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def compiled_texts() -> None:
    for language in catalogs.languages():
        if catalogs.is_stale(language):
            catalogs.compile_catalog(language)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Rate limits and cached pages of another test have no say in this one."""
    cache.clear()


@pytest.fixture(autouse=True)
def patient_waker() -> None:
    """A broker that another test made unreachable is asked again in this one."""
    tasks.connect()


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A Redis database that tests may empty."""
    return os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium if there is one; as root it cannot have its own sandbox."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    arguments = {**browser_type_launch_args, "args": ["--no-sandbox"]}
    return {**arguments, "executable_path": chromium} if chromium else arguments
