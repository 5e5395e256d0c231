"""The portal as `make run` starts it, with its own processes, and people with browsers."""

import json
import os
import secrets
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

import psycopg2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from psycopg2 import sql

from tests import processes
from tests.run import database_url, redis_url

PASSWORD = "una-clave-de-demostracion"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Portal:
    """A running portal with demonstration data."""

    address: str
    name: str

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            return bytes(answer.read())

    def until(self, path: str, accept: Callable[[bytes], bool], seconds: int = 60) -> bytes:
        """What ``path`` answers once ``accept`` is content with it."""
        end = time.monotonic() + seconds
        while True:
            body = self.get(path)
            if accept(body):
                return body
            assert time.monotonic() < end, f"{path} did not come to what was awaited"
            time.sleep(0.5)


@pytest.fixture(scope="module", params=["embedded", "servers"])
def portal(request: Any, tmp_path_factory: Any) -> Iterator[Portal]:
    """SQLite with a filesystem queue; then PostgreSQL with Redis. Each with gunicorn and Celery."""
    var_dir = tmp_path_factory.mktemp(request.param)
    with database(request.param, var_dir) as settings:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CELERY_", "DJANGO_", "REDIS_", "DATABASE_"))
        }
        environment |= {
            "DJANGO_SETTINGS_MODULE": "costjalisco.settings",
            "VAR_DIR": str(var_dir),
            "DEMO": "1",
            "DEMO_PASSWORD": PASSWORD,
            "SITE_URL": address,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "JOB_SWEEP_SECONDS": "2",
            **settings,
        }
        with processes.running(["manage.py", "serve", "--port", str(port)], environment, grace=30):
            wait_for(f"{address}/salud")
            yield Portal(address, request.param)


class database:
    """The environment of a database of one's own, which goes away afterwards."""

    def __init__(self, kind: str, var_dir: Path) -> None:
        self.kind, self.var_dir = kind, var_dir
        self.name = f"costjalisco_browser_{os.getpid()}"

    def __enter__(self) -> dict[str, str]:
        if self.kind == "embedded":
            return {"DATABASE_URL": f"sqlite:///{self.var_dir / 'db.sqlite3'}"}
        self._execute("CREATE DATABASE {}")
        server = database_url().rsplit("/", 1)[0]
        return {
            "DATABASE_URL": f"{server}/{self.name}",
            "REDIS_URL": redis_url().rsplit("/", 1)[0] + "/8",
        }

    def __exit__(self, *_: Any) -> None:
        if self.kind == "servers":
            self._execute("DROP DATABASE {} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        connection = psycopg2.connect(database_url().rsplit("/", 1)[0] + "/postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(sql.Identifier(self.name)))
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, seconds: int = 180) -> None:
    """Until the portal says that it is well, downloads included."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                json.load(answer)
                return
        except (URLError, HTTPError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise AssertionError(f"{address} did not answer in {seconds} s")


class Person:
    """Somebody with a browser: it notes whatever the pages do wrong."""

    def __init__(self, browser: Browser, portal: Portal, **context: Any) -> None:
        self.portal = portal
        self.context: BrowserContext = browser.new_context(
            base_url=portal.address, locale="es-MX", **context
        )
        self.has_javascript = context.get("java_script_enabled", True)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "response", lambda r: r.status >= 500 and self.faults.append(f"{r.status} {r.url}")
        )
        self.page.on("request", lambda r: self._note_foreign(r.url))

    def sign_in(self, email: str) -> None:
        self.page.goto("/cuenta/login/")
        self.page.locator("[name=login]").fill(email)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/captura/")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def look(self) -> None:
        """Hold the page that is open to what every page promises."""
        page = self.page
        assert page.locator("h1").count() == 1
        if not self.has_javascript:
            return
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], f"{page.url} is {width} px wide"
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == [], page.url

    def leave(self) -> None:
        self.context.close()
        assert self.faults == []

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            self.faults.append(text)

    def _note_foreign(self, url: str) -> None:
        if not url.startswith((self.portal.address, "data:", "blob:", "about:")):
            self.faults.append(f"asks another host: {url}")


@pytest.fixture
def person(browser: Browser, portal: Portal) -> Iterator[Callable[..., Person]]:
    """Make people; each is held, in the end, to have seen no fault."""
    people: list[Person] = []

    def make(**context: Any) -> Person:
        people.append(Person(browser, portal, **context))
        return people[-1]

    yield make
    for each in people:
        each.leave()
