"""Role × address × method × whose × state: the whole matrix, and nothing beside it.

What is expected comes from ``permissions.GRANTS`` and from the table in ``routes.py``, never from
what the pages do.
"""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from disclosure import actions, jobs
from disclosure.actions.tokens import issue_token
from disclosure.models import Import, LogEntry, Project
from disclosure.permissions import GRANTS, PLATFORM_GRANTS, Action
from entities.models import ApiToken, Entity, Role, User
from tests.factories import (
    document,
    make_draft,
    make_entity,
    make_municipality,
    make_user,
    publish,
    published,
)
from tests.permissions.routes import (
    CAPTURES,
    ISSUES,
    PLATFORM,
    PUBLIC,
    ROUTES,
    SIGNED_IN,
    Route,
    Rule,
    addresses,
)

pytestmark = pytest.mark.django_db

PEOPLE = ["anonymous", "nobody", "platform", *[role.value for role in Role]]
STATES = ["editing", "submitted", "returned", "published", "changing", "withdrawn"]
VERBS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"]


def test_every_address_is_in_the_table_and_nothing_else():
    known = [route.pattern for route in ROUTES]
    assert len(known) == len(set(known))
    assert set(addresses()) == set(known)


class World:
    """Two entities with the same things in them; everybody acts on the first one's."""

    def __init__(self) -> None:
        make_municipality()
        self.own, self.other = make_entity("siop"), make_entity("cea")
        self.projects = {
            (entity.slug, state): self._project(entity, state)
            for entity in (self.own, self.other)
            for state in STATES
        }
        self.imports = {e.slug: self._import(e) for e in (self.own, self.other)}
        self.tokens = {e.slug: self._token(e) for e in (self.own, self.other)}

    def person(self, name: str) -> User | None:
        if name == "anonymous":
            return None
        if name == "nobody":
            return make_user()
        if name == "platform":
            found = User.objects.filter(email="plataforma@example.org").first()
            return found or User.objects.create_superuser("plataforma@example.org", "x" * 12)
        return make_user(Role(name), self.own)

    def _project(self, entity: Entity, state: str) -> Project:
        local_id = f"{entity.slug}-{state}"
        capturer, liaison = make_user(Role.CAPTURER, entity), make_user(Role.LIAISON, entity)
        if state in ("published", "changing", "withdrawn"):
            project = published(entity, local_id)
        else:
            project = make_draft(entity, local_id).project
        if state == "changing":
            publish(project, {"title": "Segunda versión"})
            live = document(entity, local_id, title="Tercera versión")
            actions.save_draft(
                actor=capturer, project=project, document=live, expected_version=None
            )
        if state == "withdrawn":
            actions.withdraw_project(actor=liaison, project=project, reason="Duplicado")
        if state in ("submitted", "returned"):
            actions.submit_draft(actor=capturer, project=project, expected_version=1)
        if state == "returned":
            actions.return_draft(actor=liaison, project=project, expected_version=1, reason="Falta")
        return project

    def _import(self, entity: Entity) -> Import:
        content = json.dumps([document(entity, f"{entity.slug}-importado")]).encode()
        batch = actions.receive_import(
            actor=make_user(Role.CAPTURER, entity),
            entity=entity,
            file=io.BytesIO(content),
            name="obras.json",
        )
        jobs.run(batch.job_id)
        return batch

    def _token(self, entity: Entity) -> ApiToken:
        return issue_token(actor=make_user(Role.LIAISON, entity), entity=entity, name="Sistema")[0]

    def path(self, route: Route, whose: str, state: str) -> str:
        """The route's pattern with the identifiers of what belongs to ``whose``."""
        entity = self.own if whose == "own" else self.other
        values = {
            "oc4ids:oc4ids_id": self.projects[entity.slug, state].oc4ids_id,
            "uuid:import_id": str(self.imports[entity.slug].pk),
            "int:token_id": str(self.tokens[entity.slug].pk),
            "int:index": "0",
            "int:number": "1",
            "int:old": "1",
            "int:new": "2" if state == "changing" else "1",
            "int:other": "1",
            "slug:slug": entity.slug,
            "slug:code": "14085",
        }
        if route.example:
            return f"/{route.example}"
        return "/" + re.sub(r"<([^>]+)>", lambda match: values[match[1]], route.pattern)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, made once: each request is undone, and in the end so is all of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False


def allowed(person: str, rule: Rule, *, own: bool) -> bool:
    if rule == PUBLIC:
        return True
    if person == "anonymous":
        return False
    if rule == SIGNED_IN:
        return True
    if rule == PLATFORM:
        return person == "platform"
    if rule == CAPTURES:
        return person in (Role.CAPTURER, Role.LIAISON)
    if rule == ISSUES:
        return person in (Role.LIAISON, Role.ENTITY_ADMIN)
    assert isinstance(rule, Action)
    if person == "platform":
        return rule in PLATFORM_GRANTS
    if person == "nobody":
        return False
    # A manager's role is in the chapter, and so reaches the other entity as well.
    reaches = own or Role(person) not in (Role.CAPTURER, Role.LIAISON, Role.ENTITY_ADMIN)
    return reaches and Role(person) in GRANTS[rule]


def sees(person: str, *, own: bool) -> bool:
    return allowed(person, Action.VIEW, own=own)


def cases(route: Route) -> Iterator[tuple[str, str]]:
    for whose in ("own", "other"):
        for state in STATES if route.is_of_a_project else ["published"]:
            yield whose, state


def answer(client: Client, method: str, path: str, body: Any = None) -> Any:
    """The response to a request whose effects are undone."""
    with transaction.atomic():
        data = json.dumps(body) if body and method in ("POST", "PUT") else ""
        response = client.generic(method, path, data, "application/json")
        response.writes = LogEntry.objects.count()
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("person", PEOPLE)
def test_pages_let_in_who_may_and_nobody_else(world: World, person: str):
    user = world.person(person)
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    wrong = []
    for route in ROUTES:
        if route.is_api:
            continue
        for method, rule in route.rules.items():
            for whose, state in cases(route):
                path = world.path(route, whose, state)
                status = answer(client, method, path).status_code
                if not as_expected(status, person, rule, own=whose == "own", state=state):
                    wrong.append((method, path, whose, state, rule, status))
    assert wrong == []


def as_expected(status: int, person: str, rule: Rule, *, own: bool, state: str) -> bool:
    if rule == PUBLIC:
        hidden = state in ("editing", "submitted", "returned")
        return status in ({200, 404} if hidden else {200, 301, 400, 404, 405, 410, 422, 503})
    if person == "anonymous":
        return status == 302
    if allowed(person, rule, own=own):
        return status in (200, 302, 400, 409, 422)
    if rule in (CAPTURES, ISSUES) or sees(person, own=own):
        return status == 403
    return status == 404


def test_what_is_not_yet_public_is_nobodys_business(world: World):
    """The public pages of a project never published do not exist, whoever asks."""
    wrong = []
    for person in PEOPLE:
        client = Client(raise_request_exception=False)
        if (user := world.person(person)) is not None:
            client.force_login(user)
        for route in ROUTES:
            if "GET" in route.rules and route.rules["GET"] == PUBLIC and route.is_of_a_project:
                for state in ("editing", "submitted", "returned"):
                    path = world.path(route, "own", state)
                    if client.get(path).status_code != 404:
                        wrong.append((person, path))
    assert wrong == []


def test_no_other_verb_does_anything(world: World):
    """Verbs that are not in the table write nothing and are refused; HEAD goes with GET."""
    client = Client(raise_request_exception=False)
    client.force_login(world.person(Role.LIAISON))
    before = LogEntry.objects.count()
    wrong = []
    for route in ROUTES:
        if route.is_api:
            continue
        for method in VERBS:
            if method in route.rules or (method == "HEAD" and "GET" in route.rules):
                continue
            response = answer(client, method, world.path(route, "own", "published"))
            if response.status_code != 405 or response.writes != before:
                wrong.append((method, route.pattern, response.status_code))
    assert wrong == []


def test_english_pages_have_the_same_doors(world: World):
    client = Client(raise_request_exception=False)
    with translation.override("en"):
        for route in ROUTES:
            if not route.is_api and route.rules.get("GET") == Action.VIEW:
                path = "/en" + world.path(route, "own", "editing")
                assert (path, client.get(path).status_code) == (path, 302)


@pytest.mark.parametrize("person", PEOPLE)
def test_api_lets_in_who_may_and_nobody_else(world: World, person: str):
    """A key is its holder's, for one entity: it opens nothing of another, whatever the role."""
    client = Client(raise_request_exception=False)
    if (user := world.person(person)) is not None:
        _token, key = ApiToken.issue(user=user, entity=world.own, name="Sistema")
        client.defaults["HTTP_AUTHORIZATION"] = f"Token {key}"
    wrong = []
    for route in ROUTES:
        if not route.is_api:
            continue
        for method, rule in route.rules.items():
            for whose, state in cases(route):
                path = world.path(route, whose, state)
                status = answer(client, method, path, document(world.own, "nuevo")).status_code
                if not as_the_api_should(status, person, rule, own=whose == "own", state=state):
                    wrong.append((method, path, whose, state, rule, status))
    assert wrong == []


def as_the_api_should(status: int, person: str, rule: Rule, *, own: bool, state: str) -> bool:
    if rule == PUBLIC:
        return as_expected(status, person, rule, own=own, state=state)
    if person == "anonymous":
        return status == 401
    if rule == CAPTURES:  # what is started belongs to the key's entity: there is no other
        own = True
    if not own:
        return status == 404
    if allowed(person, rule, own=own):
        without_draft = rule == Action.VIEW and state in ("published", "withdrawn")
        return status in (200, 201, 400, 404 if without_draft else 400, 409, 422, 428)
    return status == (403 if sees(person, own=own) else 404)


def test_api_refuses_other_verbs(world: World):
    _token, key = ApiToken.issue(
        user=make_user(Role.LIAISON, world.own), entity=world.own, name="Sistema"
    )
    client = Client(raise_request_exception=False, headers={"Authorization": f"Token {key}"})
    before = LogEntry.objects.count()
    wrong = []
    for route in ROUTES:
        for method in VERBS if route.is_api and route.rules else []:
            if method in route.rules or (method == "HEAD" and "GET" in route.rules):
                continue
            response = answer(client, method, world.path(route, "own", "published"))
            if response.status_code != 405 or response.writes != before:
                wrong.append((method, route.pattern, response.status_code))
    assert wrong == []
