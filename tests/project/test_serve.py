"""``manage.py serve``: the portal as ``make run`` starts it, in processes of its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def portal(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    port, directory = free_port(), tmp_path_factory.mktemp("portal")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(directory),
            # Static files as they are: compressing them is no part of this test.
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "costjalisco.settings",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process)
        yield process, address, directory
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def processes_of(directory: Path) -> list[str]:
    """Numbers of the processes that keep their files in ``directory`` (Linux says so)."""
    mark = f"VAR_DIR={directory}\0".encode()
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environment.read_bytes():
                found.append(environment.parent.name)
    return found


def wait_for(address: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if process.poll() is not None:
            assert process.stdout is not None
            raise AssertionError(process.stdout.read())
        try:
            urllib.request.urlopen(f"{address}/salud", timeout=5).close()
            return
        except urllib.error.URLError:
            time.sleep(0.3)
    raise AssertionError("it does not answer")


def test_serve_answers_and_ends_everything_when_told(
    portal: tuple[subprocess.Popen[str], str, Path],
) -> None:
    process, address, directory = portal
    with urllib.request.urlopen(f"{address}/salud", timeout=10) as answer:
        assert json.load(answer)["status"] == "ok"
    with urllib.request.urlopen(f"{address}/", timeout=10) as answer:
        assert answer.status == 200
    assert len(processes_of(directory)) >= 4
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=40)
    assert f"Portal: {address}" in said
    assert processes_of(directory) == []


def test_serve_says_that_the_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert refused.returncode == 1
    assert f"make run PORT={port + 1}" in refused.stderr
