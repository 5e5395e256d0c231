"""Pages under /en/: none of the interface's texts is left in Spanish."""

import json
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from costjalisco import catalogs
from disclosure import actions, jobs, public
from disclosure.models import Import, Project
from entities.models import Entity, Role
from tests import factories as make
from tests.disclosure.form_sending import form_to

pytestmark = pytest.mark.django_db
_READ_ATTRIBUTES = {"alt", "aria-label", "content", "placeholder", "title"}


@pytest.fixture
def entity() -> Entity:
    public.places_of.cache_clear()
    return make.make_entity("siop", municipality=make.make_municipality())


@pytest.fixture
def project(entity: Entity) -> Project:
    """Published twice, and with a draft."""
    project = make.published(entity)
    make.publish(project, {"title": "Camino a Contla, segunda etapa"})
    project.refresh_from_db()
    assert project.live_revision is not None
    actions.save_draft(
        actor=make.make_user(Role.CAPTURER, entity),
        project=project,
        document={**project.live_revision.parsed, "sector": ["lo-que-no-existe"]},
        expected_version=None,
    )
    return project


class Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {
            " ".join((value or "").split()) for name, value in attrs if name in _READ_ATTRIBUTES
        }

    def handle_data(self, data: str) -> None:
        self.found.add(" ".join(data.split()))


@cache
def texts_in_spanish() -> set[str]:
    return {
        form
        for message in catalogs.read("en")
        for form in ([message.id] if isinstance(message.id, str) else message.id)
        if form and message.id != message.string
    }


def spanish_in(client: Client, name: str, *args: object) -> tuple[str, list[str]]:
    """Texts of the interface that the English page ``name`` shows as they are in the sources."""
    with override("en"):
        address = reverse(name, args=args)
    response = client.get(address)
    assert response.status_code == 200, address
    texts = Texts()
    texts.feed(response.content.decode())
    return name, sorted(texts.found & texts_in_spanish())


def test_public_pages_are_in_english(client: Client, entity: Entity, project: Project) -> None:
    pages: list[tuple[str, ...]] = [
        ("home",),
        ("project-list",),
        ("project-detail", project.oc4ids_id),
        ("project-history", project.oc4ids_id),
        ("project-version", project.oc4ids_id, "1"),
        ("project-changes", project.oc4ids_id, "1", "2"),
        ("entity-list",),
        ("entity-detail", entity.slug),
        ("municipality-list",),
        ("municipality-detail", "14085"),
        ("data",),
        ("dictionary",),
        ("codes",),
        ("validate",),
        ("about",),
        ("patterns",),
        ("account_login",),
        ("account_signup",),
        ("account_reset_password",),
    ]
    assert [spanish_in(client, *page) for page in pages] == [(page[0], []) for page in pages]


def test_office_pages_are_in_english(client: Client, entity: Entity, project: Project) -> None:
    liaison = make.make_user(Role.LIAISON, entity)
    TOTP.activate(liaison, generate_totp_secret())
    client.force_login(liaison)
    waiting = make.make_draft(entity, "siop-2")
    actions.submit_draft(
        actor=make.make_user(Role.CAPTURER, entity),
        project=waiting.project,
        expected_version=waiting.version,
    )
    pages: list[tuple[str, ...]] = [
        ("capture:list",),
        ("capture:start",),
        ("capture:import",),
        ("capture:import-list",),
        ("capture:log",),
        ("capture:token-list",),
        ("capture:token-issue",),
        ("capture:detail", project.oc4ids_id),
        ("capture:edit", project.oc4ids_id),
        ("capture:discard", project.oc4ids_id),
        ("review:list",),
        ("review:detail", waiting.project.oc4ids_id),
        ("review:withdraw", project.oc4ids_id),
        ("review:redact", project.oc4ids_id),
        ("account_email",),
        ("account_change_password",),
        ("mfa_index",),
        ("usersessions_list",),
    ]
    assert [spanish_in(client, *page) for page in pages] == [(page[0], []) for page in pages]


def test_import_pages_are_in_english(
    client: Client, entity: Entity, project: Project, settings: Any, tmp_path: Path
) -> None:
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**files, "OPTIONS": {"location": str(tmp_path)}},
    }
    client.force_login(make.make_user(Role.CAPTURER, entity))
    documents = [make.document(entity, "siop-1"), make.document(entity, "siop-9"), 3]
    content = ("obras.json", json.dumps(documents).encode(), "application/json")
    form = form_to(client.get(reverse("capture:import")).text, "")
    client.post(reverse("capture:import"), {**form.dict(), "file": SimpleUploadedFile(*content)})
    batch = Import.objects.get()
    assert spanish_in(client, "capture:import-detail", batch.pk)[1] == []
    jobs.run(str(batch.job_id))
    pages: list[tuple[Any, ...]] = [
        ("capture:import-detail", batch.pk),
        *(("capture:import-item", batch.pk, index) for index in range(len(documents))),
        ("capture:import-list",),
    ]
    assert [spanish_in(client, *page) for page in pages] == [(page[0], []) for page in pages]
