"""An official brings a file through the pages: upload, progress, preview, choice, result."""

import csv
import io
import json
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from disclosure import actions, jobs
from disclosure.exchange.findings_csv import neutral
from disclosure.models import Draft, Import, ImportItem, ImportState, Job, JobState
from entities.models import Entity, Membership, Role, User
from tests.disclosure.form_sending import form_to, send
from tests.factories import document, make_draft, make_entity, make_user, publish, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.fixture
def siop() -> Entity:
    return make_entity("siop")


@pytest.fixture
def capturer(siop) -> User:
    return make_user(Role.CAPTURER, siop)


@pytest.fixture
def official(capturer, client) -> Client:
    client.force_login(capturer)
    return client


def upload(official: Client, content: Any, name: str = "obras.json", **fields: str) -> Any:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    page = official.get(reverse("capture:import")).content.decode()
    sent = form_to(page, "")
    return official.post(
        reverse("capture:import"),
        {**sent.dict(), **fields, "file": SimpleUploadedFile(name, data, "application/json")},
    )


def previewed(official: Client, content: Any) -> tuple[Import, str]:
    """The import after its preview was made, and its address."""
    answer = upload(official, content)
    batch = Import.objects.latest("created_at")
    assert answer.url == reverse("capture:import-detail", args=[batch.pk])
    jobs.run(str(batch.job_id))
    batch.refresh_from_db()
    return batch, answer.url


def choose(official: Client, url: str, page: str, **changes: Any) -> Any:
    sent = form_to(page, f"{url}elegir/")
    for name, value in changes.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return send(official, f"{url}elegir/", sent)


# --- the whole way -------------------------------------------------------------------------------


def test_file_becomes_drafts_through_progress_preview_and_choice(official, capturer, siop) -> None:
    answer = upload(official, [document(siop, "siop-1"), document(siop, "siop-2", title="Dos")])
    batch = Import.objects.get()
    assert (batch.entity, batch.created_by, batch.file_name) == (siop, capturer, "obras.json")

    waiting = official.get(answer.url)
    assert next(t.name for t in waiting.templates) == "disclosure/imports/progress.html"
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in waiting.text

    jobs.run(str(batch.job_id))
    preview = official.get(answer.url)
    assert [(row.title, row.state.label, row.can_choose) for row in preview.context["rows"]] == [
        ("Rehabilitación del camino a Contla", "Nuevo", True),
        ("Dos", "Nuevo", True),
    ]
    assert Draft.objects.count() == 0

    chosen = choose(official, answer.url, preview.text, all="1")
    assert (chosen.status_code, chosen.url) == (302, answer.url)
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLYING
    jobs.run(str(batch.job_id))

    result = official.get(answer.url)
    assert result.context["results"] == [{"label": "Borrador guardado", "value": 2}]
    assert list(Draft.objects.order_by("title").values_list("title", "edited_by")) == [
        ("Dos", capturer.pk),
        ("Rehabilitación del camino a Contla", capturer.pk),
    ]
    link = reverse("capture:detail", args=[document(siop, "siop-2")["id"]])
    assert result.text.count(f'href="{link}"') == 1
    assert official.get(link).status_code == 200


def test_progress_page_shows_the_percent_of_the_job(official, siop) -> None:
    answer = upload(official, [document(siop)])
    Job.objects.update(progress=45, total=100)
    assert (
        '<progress id="barra" max="100" value="45.00">45 %</progress>'
        in official.get(answer.url).text
    )


def test_work_that_failed_can_be_retried(official, siop) -> None:
    answer = upload(official, [document(siop)])
    batch = Import.objects.get()
    Job.objects.filter(pk=batch.job_id).update(state=JobState.FAILED)
    page = official.get(answer.url)
    assert page.context["failed"] is True
    assert "data-refresh" not in page.text
    retried = send(
        official, f"{answer.url}reintentar/", form_to(page.text, f"{answer.url}reintentar/")
    )
    assert retried.url == answer.url
    assert Job.objects.get(pk=batch.job_id).state == JobState.QUEUED


def test_only_what_was_ticked_on_several_pages_becomes_a_draft(official, siop) -> None:
    batch, url = previewed(official, [document(siop, f"siop-{n:02}") for n in range(30)])
    first = official.get(url)
    assert [row.number for row in first.context["rows"]] == list(range(1, 26))
    turned = choose(official, url, first.text, item=["0", "3"], go="page=2")
    assert turned.url == f"{url}?page=2"
    second = official.get(turned.url)
    assert second.context["selected_count"] == 2
    back = choose(official, url, second.text, item=["29"], go="page=1")
    again = official.get(back.url)
    assert [row.number for row in again.context["rows"] if row.is_ticked] == [1, 4]
    choose(official, url, again.text, item=["0"], some="1")
    batch.refresh_from_db()
    jobs.run(str(batch.job_id))
    assert sorted(Draft.objects.values_list("project__oc4ids_id", flat=True)) == [
        document(siop, "siop-00")["id"],
        document(siop, "siop-29")["id"],
    ]


def test_choosing_nothing_says_so(official, siop) -> None:
    batch, url = previewed(official, [document(siop)])
    page = official.get(url)
    choose(official, url, page.text, some="1")
    assert [str(m) for m in official.get(url).context["messages"]] == [
        "Elija al menos un proyecto."
    ]
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEWED


def test_turning_pages_leads_nowhere_else(official, siop) -> None:
    _batch, url = previewed(official, [document(siop)])
    page = official.get(url).text
    turned = choose(official, url, page, go="next=//example.org&estado=x&page=1")
    assert turned.url == f"{url}?page=1"


# --- what the preview says -----------------------------------------------------------------------


def test_preview_tells_new_changed_unchanged_and_refused_apart(official, siop) -> None:
    published(siop, "siop-1")
    published(siop, "siop-2")
    published(make_entity("cea"), "cea-1")
    _batch, url = previewed(
        official,
        [
            document(siop, "siop-1"),
            document(siop, "siop-2", title="Otro nombre"),
            document(siop, "siop-3"),
            document(siop, "cea-1"),
            {**document(siop), "id": "otro-prefijo-1"},
            {**document(siop, "siop-3")},
            "texto",
        ],
    )
    rows = official.get(url).context["rows"]
    assert [(row.state.label, row.item.refusal) for row in rows] == [
        ("Sin cambios", ""),
        ("Cambia", ""),
        ("Nuevo", ""),
        ("Rechazado", "other-entity"),
        ("Rechazado", "prefix"),
        ("Rechazado", "duplicate-in-file"),
        ("Rechazado", "not-an-object"),
    ]
    assert rows[3].refusal == (
        "Pertenece a otra entidad. Si es de la suya, pida a la gerencia que lo revise."
    )
    only = official.get(url, {"estado": "refused"})
    assert [row.number for row in only.context["rows"]] == [4, 5, 6, 7]
    counts = [(each["label"], each["count"]) for each in only.context["counts"]]
    assert counts == [
        ("Todos", 7),
        ("Nuevos", 1),
        ("Con cambios", 1),
        ("Sin cambios", 1),
        ("Rechazados", 4),
    ]


def test_preview_does_not_show_another_entitys_name_for_its_project(official, siop) -> None:
    published(make_entity("cea", name="Comisión Secreta"), "cea-1")
    _batch, url = previewed(official, [document(siop, "cea-1")])
    assert "Comisión Secreta" not in official.get(url).text
    assert "Comisión Secreta" not in official.get(f"{url}0/").text


def test_changed_project_shows_its_difference_with_what_is_public(official, siop) -> None:
    published(siop, "siop-1")
    _batch, url = previewed(official, [document(siop, "siop-1", title="Otro nombre")])
    page = official.get(f"{url}0/")
    changes = [c for c in page.context["public_changes"] if c.pointer != "/updated"]
    assert [(c.pointer, c.kind, c.new) for c in changes] == [("/title", "changed", "Otro nombre")]
    assert "draft_changes" not in page.context


def test_changed_project_shows_the_draft_that_it_would_replace(official, siop) -> None:
    project = published(siop, "siop-1")
    document_now = {**project.live_revision.parsed, "title": "Borrador"}
    actions.save_draft(
        actor=make_user(Role.CAPTURER, siop),
        project=project,
        document=document_now,
        expected_version=None,
    )
    _batch, url = previewed(official, [{**document_now, "title": "Archivo"}])
    page = official.get(f"{url}0/")
    assert [(c.old, c.new) for c in page.context["draft_changes"]] == [("Borrador", "Archivo")]
    assert [(c.old, c.new) for c in page.context["public_changes"]] == [
        ("Rehabilitación del camino a Contla", "Archivo")
    ]


def test_item_shows_the_correction_of_swapped_coordinates(official, siop) -> None:
    swapped = [{"id": "1", "geometry": {"type": "Point", "coordinates": [19.68, -103.25]}}]
    _batch, url = previewed(official, [document(siop, locations=swapped)])
    page = official.get(f"{url}0/")
    found = [f for f in page.context["examined"].warnings if "suggestion" in f.params]
    assert [f.params["suggestion"] for f in found] == [[-103.25, 19.68]]
    assert "[-103.25, 19.68]" in page.text


def test_wrong_project_does_not_sink_the_right_ones(official, siop) -> None:
    batch, url = previewed(
        official, [document(siop, "siop-1", status="nada"), document(siop, "siop-2")]
    )
    rows = official.get(url).context["rows"]
    assert [row.item.errors_count for row in rows] == [1, 0]
    choose(official, url, official.get(url).text, all="1")
    batch.refresh_from_db()
    jobs.run(str(batch.job_id))
    assert sorted(Draft.objects.values_list("errors_count", flat=True)) == [0, 1]


def test_same_file_twice_changes_nothing(official, siop) -> None:
    content = [document(siop, "siop-1")]
    batch, url = previewed(official, content)
    choose(official, url, official.get(url).text, all="1")
    batch.refresh_from_db()
    jobs.run(str(batch.job_id))
    _again, other = previewed(official, content)
    page = official.get(other)
    assert [row.state.label for row in page.context["rows"]] == ["Sin cambios"]
    assert page.context["choosable_count"] == 0
    assert Draft.objects.get().version == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"PK\x03\x04" + b"\0" * 40, "is-spreadsheet"),
        (b"<html></html>", None),
        (b"[]", "no-projects"),
    ],
)
def test_file_that_cannot_be_read_says_what_it_is(official, content, code) -> None:
    batch, url = previewed(official, content)
    page = official.get(url)
    assert page.templates[0].name == "disclosure/imports/unreadable.html"
    assert batch.state == ImportState.UNREADABLE
    if code is not None and code != "is-spreadsheet":
        assert [f["code"] for f in batch.findings] == [code]
    shown = page.text.count('class="finding finding--error"')
    assert shown == len([f for f in batch.findings if f["severity"] == "error"]) == 1


def test_too_large_a_file_is_refused_with_the_limit(official, siop, settings) -> None:
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    answer = upload(official, b" " * (1024 * 1024 + 1))
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"] == [
        "El archivo pasa de 1 MB. Divídalo en varios y súbalos por separado."
    ]
    assert Import.objects.count() == 0


def test_form_without_a_file_says_so(official, siop) -> None:
    answer = official.post(reverse("capture:import"), {"entity": siop.slug})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_entity_is_asked_only_of_who_has_several(official, capturer, siop) -> None:
    assert official.get(reverse("capture:import")).context["form"]["entity"].is_hidden
    cea = make_entity("cea")
    Membership.objects.create(user=capturer, entity=cea, chapter=cea.chapter, role=Role.CAPTURER)
    assert not official.get(reverse("capture:import")).context["form"]["entity"].is_hidden
    upload(official, [document(cea, "cea-1")], entity="cea")
    assert Import.objects.get().entity == cea


def test_other_entity_cannot_be_named_in_the_form(official, siop) -> None:
    make_entity("cea")
    answer = upload(official, [document(siop)], entity="cea")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["entity"])
    assert Import.objects.count() == 0


# --- files and lists -----------------------------------------------------------------------------


def test_original_is_downloaded_byte_by_byte_as_an_attachment(official, siop) -> None:
    content = b"\xef\xbb\xbf" + json.dumps([document(siop)]).encode()
    answer = upload(official, content, name='obras "2026".json')
    got = official.get(f"{answer.url}archivo/")
    assert b"".join(got.streaming_content) == content
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_removed_original_is_gone_and_said(official, siop) -> None:
    _batch, url = previewed(official, [document(siop)])
    Import.objects.update(file="")
    assert official.get(f"{url}archivo/").status_code == 404
    assert f'href="{url}archivo/"' not in official.get(url).text


def test_findings_are_downloaded_as_a_safe_csv(official, siop) -> None:
    wrong = document(siop, title="=HYPERLINK(1)", status="=cmd|' /C calc'!A0")
    batch, url = previewed(official, [wrong, "texto"])
    got = official.get(f"{url}errores.csv")
    data = b"".join(got.streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")
    assert got.headers["Content-Disposition"] == (
        f'attachment; filename="hallazgos-{str(batch.pk)[:8]}.csv"'
    )
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == [
        "Proyecto",
        "Nombre",
        "Lugar en el documento",
        "Campo",
        "Gravedad",
        "Qué pasa y qué hacer",
        "Valor",
    ]
    items = ImportItem.objects.order_by("index")
    assert len(rows) - 1 == sum(len(item.findings) for item in items) + len(batch.findings)
    errors = [row for row in rows[1:] if row[4] == "Error" and row[2] == "/status"]
    assert [(row[0], row[1], row[3], row[6]) for row in errors] == [
        (wrong["id"], "'=HYPERLINK(1)", "Estado actual del proyecto", "'=cmd|' /C calc'!A0")
    ]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\ta", "'\ta"), ("a=1", "a=1")],
)
def test_cell_that_would_be_a_formula_is_neutral(text: str, cell: str) -> None:
    assert neutral(text) == cell


def test_list_of_files_shows_who_brought_what_and_what_came_of_it(official, capturer, siop) -> None:
    previewed(official, [document(siop)])
    previewed(official, b"")
    page = official.get(reverse("capture:import-list"))
    assert [
        (b.file_name, b.get_state_display(), b.created_by) for b in page.context["batches"]
    ] == [
        ("obras.json", "No se pudo leer", capturer),
        ("obras.json", "Listo para elegir", capturer),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_preview_takes_the_same_statements_whatever_its_length(
    official, siop, count, django_assert_num_queries
) -> None:
    _batch, url = previewed(official, [document(siop, f"siop-{n}") for n in range(count)])
    official.get(url)
    with django_assert_num_queries(7):
        official.get(url)


# --- who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "0/", "errores.csv", "archivo/"])
def test_import_of_another_entity_does_not_exist(official, client, siop, path) -> None:
    _batch, url = previewed(official, [document(siop)])
    stranger = Client()
    stranger.force_login(make_user(Role.LIAISON, make_entity("cea")))
    assert stranger.get(f"{url}{path}").status_code == 404
    assert Client().get(f"{url}{path}").url == f"/cuenta/login/?next={url}{path}"


@pytest.mark.parametrize("path", ["elegir/", "reintentar/"])
def test_import_of_another_entity_cannot_be_carried_out(official, siop, path) -> None:
    batch, url = previewed(official, [document(siop)])
    stranger = Client()
    stranger.force_login(make_user(Role.LIAISON, make_entity("cea")))
    assert stranger.post(f"{url}{path}", {"all": "1"}).status_code == 404
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEWED


def test_entity_administrator_sees_the_preview_but_cannot_choose(official, siop) -> None:
    _batch, url = previewed(official, [document(siop)])
    admin = Client()
    admin.force_login(make_user(Role.ENTITY_ADMIN, siop))
    _enable_second_factor(make_user(Role.ENTITY_ADMIN, siop))
    assert admin.get(url).context["may_choose"] is False
    assert admin.post(f"{url}elegir/", {"all": "1"}).status_code == 403


def test_person_without_that_role_is_told_who_imports(client, siop) -> None:
    client.force_login(make_user(Role.COMMITTEE))
    assert client.get(reverse("capture:import")).status_code == 403


def test_publish_then_import_again_says_nothing_changed(official, siop) -> None:
    draft = make_draft(siop, "siop-1")
    publish(draft.project)
    _batch, url = previewed(official, [document(siop, "siop-1")])
    assert [row.state.label for row in official.get(url).context["rows"]] == ["Sin cambios"]


def _enable_second_factor(user: User) -> None:
    TOTP.activate(user, generate_totp_secret())
