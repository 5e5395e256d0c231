"""A client of the API, with or without a token."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from entities.models import ApiToken, Entity, Role, User
from tests.factories import make_entity, make_user

ROOT = "/api/v1/"


class Api:
    """Calls the API as a program does: paths below its root, JSON bodies, headers by name."""

    def __init__(self, key: str = "") -> None:
        self.key = key
        self.client = Client(raise_request_exception=False)

    def __call__(
        self, method: str, path: str, body: Any = None, *, data: bytes = b"", **headers: str
    ) -> HttpResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key:
            sent.setdefault("Authorization", f"Token {self.key}")
        raw = data or (b"" if body is None else json.dumps(body).encode())
        content_type = sent.pop("Content-Type", "application/json")
        address = path.removeprefix("http://127.0.0.1:8000")
        address = address if address.startswith("/") else f"{ROOT}{address}"
        return self.client.generic(method, address, raw, content_type, headers=sent)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self("PUT", path, body, **headers)


def with_token(user: User, entity: Entity) -> Api:
    return Api(ApiToken.issue(user=user, entity=entity, name="Sistema de obra")[1])


@pytest.fixture
def public() -> Api:
    return Api()


@pytest.fixture
def siop(db: None) -> Entity:
    return make_entity("siop")


@pytest.fixture
def infejal(db: None) -> Entity:
    return make_entity("infejal")


@pytest.fixture
def as_role() -> Callable[[Role, Entity], Api]:
    """A client with the token of somebody who holds that role in that entity."""
    return lambda role, entity: with_token(make_user(role, entity), entity)


@pytest.fixture
def capturer(siop: Entity, as_role: Callable[[Role, Entity], Api]) -> Api:
    return as_role(Role.CAPTURER, siop)


@pytest.fixture
def liaison(siop: Entity, as_role: Callable[[Role, Entity], Api]) -> Api:
    return as_role(Role.LIAISON, siop)
