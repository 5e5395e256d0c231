import csv
import io
import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from disclosure import actions, public
from disclosure.models import BulkFile, Import, LogEntry, Project, Revision
from disclosure.standard import canonical
from disclosure.views.converters import Oc4idsConverter
from entities.models import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
ID = f"{make.PREFIX}-siop-1"
PAGE = f"/proyectos/{ID}/"


@pytest.fixture(autouse=True)
def places_read_anew():
    """Each process keeps the places that it read; each test has its own."""
    public.places_of.cache_clear()


def text_of(response):
    """The words of the page's main part, single-spaced."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert main is not None
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


def withdraw(project, reason="La obra no se hará."):
    actor = make.make_user(Role.LIAISON, project.entity)
    return actions.withdraw_project(actor=actor, project=project, reason=reason)


# --- every page ----------------------------------------------------------------------------------


@pytest.fixture
def portal():
    """One of everything that has a page."""
    entity = make.make_entity("siop", municipality=make.make_municipality())
    project = make.published(entity)
    make.publish(project, {"title": "Camino a Contla, segunda etapa"})
    withdraw(make.published(entity, "retirado"))
    return project


PAGES = [
    "/",
    "/proyectos/",
    PAGE,
    f"{PAGE}historial/",
    f"{PAGE}v/1/",
    f"{PAGE}cambios/1/2/",
    f"/proyectos/{make.PREFIX}-retirado/",
    f"/proyectos/{make.PREFIX}-retirado/historial/",
    f"/proyectos/{make.PREFIX}-retirado/v/1/",
    "/entidades/",
    "/entidades/siop/",
    "/municipios/",
    "/municipios/14085/",
    "/datos/",
    "/datos/diccionario/",
    "/datos/codigos/",
    "/validar/",
    "/acerca/",
    "/patrones/",
]


@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_pages_open_in_both_languages_and_hold_nothing_inline(portal, client, language):
    for address in PAGES:
        prefix = "/en" if language == "en" else ""
        response = client.get(prefix + address)
        html = response.content.decode()

        assert (address, response.status_code) == (address, 200)
        assert (address, re.findall(r'<html lang="([^"]+)"', html)) == (address, [language])
        assert (address, html.count("<h1")) == (address, 1)
        assert (address, re.findall(r"<[^>]*\s(?:style|on\w+)=", html)) == (address, [])
        inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)", html)
        assert (address, inline) == (address, [])
        assert (address, re.findall(r"<style", html)) == (address, [])


def test_pages_lead_to_themselves_in_the_other_language(portal, client):
    for address in PAGES:
        html = client.get(f"{address}?page=1").content.decode()

        assert f'<a href="/en{address}?page=1" hreflang="en" lang="en">English</a>' in html

    html = client.get("/en/proyectos/?q=camino").content.decode()
    assert '<a href="/proyectos/?q=camino" hreflang="es-mx" lang="es-mx">Español</a>' in html


def test_pages_are_for_reading_only(portal, client):
    for address in PAGES:
        expected = 200 if address == "/validar/" else 405
        if expected == 405:
            assert (address, client.post(address).status_code) == (address, 405)


def test_links_of_the_public_pages_lead_somewhere(portal, client):
    seen = set()
    for address in PAGES:
        html = client.get(address).content.decode()
        seen.update(
            re.findall(r'href="(/(?!static|api|cuenta|datos/\w+\.|jsonprojects)[^"#?]*)', html)
        )

    seen = {link for link in seen if not link.endswith("-ejemplo/")}  # of the pattern page
    broken = {link for link in seen if client.get(link).status_code not in (200, 302, 410)}

    assert broken == set()


def test_demonstration_says_so(portal, client, settings):
    notice = "Datos de demostración: no son obras reales"
    assert notice not in client.get("/").content.decode()

    settings.DEMO = True

    for address in PAGES:
        assert notice in client.get(address).content.decode()


# --- what is not public --------------------------------------------------------------------------


def test_drafts_are_nowhere(client):
    entity = make.make_entity(municipality=make.make_municipality())
    make.make_draft(entity, "secreto", title="Obra secretísima")
    project = make.published(entity)
    actions.save_draft(
        actor=make.make_user(Role.CAPTURER, entity),
        project=project,
        document={**project.live_revision.parsed, "title": "Cambio secretísimo"},
        expected_version=None,
    )

    for address in [*PAGES[:5], "/entidades/siop/", "/municipios/14085/", "/proyectos/feed/"]:
        assert "secretísim" not in client.get(address).content.decode()
    assert "secretísim" not in client.get(f"/proyectos/{ID}.json").content.decode()


def test_unpublished_looks_like_nonexistent(client):
    make.make_draft(make.make_entity(), "secreto")

    for tail in ("/", ".json", "/historial/", "/v/1/", "/cambios/1/2/"):
        unpublished = client.get(f"/proyectos/{make.PREFIX}-secreto{tail}")
        nonexistent = client.get(f"/proyectos/{make.PREFIX}-secretx{tail}")
        assert unpublished.status_code == nonexistent.status_code == 404
        assert unpublished.content.replace(b"secreto", b"") == nonexistent.content.replace(
            b"secretx", b""
        )


def test_withdrawn_project_keeps_a_page_with_the_reason(client):
    project = make.published()
    withdraw(project, "Se duplicó <b>por error</b>.")

    text = text_of(client.get(PAGE))

    assert "Este proyecto se retiró de la consulta pública" in text
    assert "Motivo: Se duplicó &lt;b&gt;por error&lt;/b&gt;." in text
    assert "Presupuesto" not in text
    assert "Se duplicó" in text_of(client.get(f"{PAGE}historial/"))
    assert "se retiró de la consulta pública" in text_of(client.get(f"{PAGE}v/1/"))
    assert client.get("/proyectos/").context["page"].paginator.count == 0


def test_withdrawn_project_is_gone_as_json(client):
    project = make.published()
    withdraw(project, "Se duplicó.")

    response = client.get(f"/proyectos/{ID}.json")

    assert (response.status_code, response.headers["Content-Type"]) == (
        410,
        "application/problem+json",
    )
    project.refresh_from_db()
    assert response.json() == {
        "type": "urn:costjalisco:problem:withdrawn",
        "title": "El proyecto se retiró de la consulta pública.",
        "status": 410,
        "detail": "Se duplicó.",
        "code": "withdrawn",
        "withdrawn_at": project.withdrawn_at.isoformat(),
    }


def test_redacted_revision_says_when_and_why_and_not_what(client):
    project = make.published(purpose="Contacto: Juan Pérez Domínguez")
    actions.redact_project(
        actor=make.make_user(Role.LIAISON, project.entity),
        project=project,
        texts=["Juan Pérez Domínguez"],
        reason="Nombre de un particular",
    )

    for address in (PAGE, f"{PAGE}v/1/", f"{PAGE}historial/"):
        text = text_of(client.get(address))
        assert "Motivo: Nombre de un particular" in text
        assert "Juan" not in text
    assert "Se suprimieron datos de esta versión" in text_of(client.get(PAGE))


# --- the project ---------------------------------------------------------------------------------


def test_project_page_says_what_matters_in_words(portal, client):
    text = text_of(client.get(PAGE))

    for words in (
        "SIOP · Tamazula de Gordiano Camino a Contla, segunda etapa",
        "Ejecución Versión 2, publicada el",
        "Presupuesto 11.7 millones de pesos $11,731,000.00 MXN",
        "Contrato 10.5 millones de pesos $10,500,000.50 MXN",
        "Inicio 15 de enero de 2026",
        "Término 15 de diciembre de 2026",
        "Contratista Constructora Tamazula, S.A. de C.V. 10.5 millones de pesos",
        "Sector y subsector Transporte transport Carreteras y caminos transport.road",
        "latitud 19.68, longitud -103.25",
        "Se publicó con",
        Revision.objects.get(project=portal, number=2).sha256,
    ):
        assert words in text


def test_project_page_in_english(portal, client):
    text = text_of(client.get(f"/en{PAGE}"))

    assert "11.7 million pesos" in text
    assert "15 January 2026" in text
    assert "Implementation implementation" in text


def test_project_page_takes_four_statements_whatever_it_holds(
    client, django_assert_num_queries: DjangoAssertNumQueries
):
    make.published()
    make.published(local_id="siop-2", documents=[{"id": str(n)} for n in range(50)])

    for address in (PAGE, f"/proyectos/{make.PREFIX}-siop-2/"):
        with django_assert_num_queries(3):
            client.get(address)


def test_nothing_of_a_document_runs_in_its_page(client):
    payload = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    make.published(
        title=payload,
        description=payload,
        purpose=payload,
        status="implementation",
        documents=[{"id": payload, "title": payload, "url": "https://example.org/javascript:x"}],
        raro={payload: [payload, {payload: payload}]},
    )

    for address in (
        "/",
        "/proyectos/",
        PAGE,
        f"{PAGE}v/1/",
        f"{PAGE}historial/",
        "/entidades/siop/",
    ):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html


def test_json_twin_carries_the_exact_bytes_of_the_live_revision(portal, client):
    response = client.get(f"/proyectos/{ID}.json")

    revision = Revision.objects.get(project=portal, number=2)
    assert response.headers["Content-Type"] == "application/json"
    assert f'"projects":[{revision.document}]}}'.encode() in response.content
    body = canonical.parse(response.content)
    assert body["uri"] == f"http://127.0.0.1:8000/proyectos/{ID}.json"
    assert body["version"] == "0.9"
    assert body["publishedDate"] == revision.published_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert client.get(f"/en/proyectos/{ID}.json").content == response.content


def test_json_twin_is_not_sent_again_and_may_be_read_from_anywhere(portal, client):
    address = f"/proyectos/{ID}.json"
    first = client.get(address, headers={"Origin": "https://otro.example"})

    assert first.headers["Access-Control-Allow-Origin"] == "*"
    for headers in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = client.get(address, headers=headers)
        assert (again.status_code, again.content) == (304, b"")

    make.publish(portal, {"title": "Otro título"})
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_json_of_a_project_that_does_not_exist_is_a_problem(client):
    response = client.get("/proyectos/nada.json")

    assert (response.status_code, response.json()["code"]) == (404, "not-found")


def test_history_tells_each_version_newest_first(portal, client):
    text = text_of(client.get(f"{PAGE}historial/"))

    assert re.findall(r"Versión (\d)(?: vigente)? \d+ de", text) == ["2", "1"]
    assert "Motivo: Prueba" in text


def test_history_leads_to_the_comparison_that_was_asked_for(portal, client):
    response = client.get(f"{PAGE}historial/?de=1&a=2")

    assert (response.status_code, response.headers["Location"]) == (302, f"{PAGE}cambios/1/2/")


def test_changes_are_told_in_words(portal, client):
    text = text_of(client.get(f"{PAGE}cambios/1/2/"))

    assert "1 cambio." in text
    assert (
        "Nombre del proyecto modificado Antes Rehabilitación del camino a Contla "
        "Ahora Camino a Contla, segunda etapa" in text
    )


def test_changes_of_what_does_not_exist_are_not_found(portal, client):
    assert client.get(f"{PAGE}cambios/1/9/").status_code == 404
    assert client.get(f"{PAGE}v/9/").status_code == 404
    assert client.get(f"{PAGE}cambios/2/1/").headers["Location"] == f"{PAGE}cambios/1/2/"


# --- addresses of ids ----------------------------------------------------------------------------


@given(identifier=st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1))
def test_every_id_has_one_address(identifier):
    converter = Oc4idsConverter()

    address = converter.to_url(identifier)

    assert re.fullmatch(converter.regex, address)
    assert converter.to_python(address) == identifier


@pytest.mark.parametrize("address", ["~41", "~4", "~zz", "a~00", "~FF", "~c3", "ñ", "a~7E"])
def test_other_spellings_of_an_id_are_no_address(address):
    converter = Oc4idsConverter()

    with pytest.raises(ValueError, match=r".*"):
        converter.to_python(address)


def test_odd_ids_have_pages(client):
    project = make.published(local_id="Ñandú 1/2.json~")

    address = reverse("project-detail", args=[project.oc4ids_id])

    assert address == f"/proyectos/{make.PREFIX}-~c3~91and~c3~ba~201~2f2.json~7e/"
    assert client.get(address).status_code == 200
    assert client.get(f"{address.rstrip('/')}.json").status_code == 200


# --- the list ------------------------------------------------------------------------------------


def test_list_takes_the_same_statements_for_one_project_and_for_three(
    client, django_assert_num_queries: DjangoAssertNumQueries
):
    entity = make.make_entity(municipality=make.make_municipality())
    make.published(entity)
    plain = "/proyectos/"
    filtered = (
        "/proyectos/?q=camino&entidad=siop&municipio=14085&region=05&estado=implementation"
        "&sector=transport&tipo=rehabilitation&monto_min=1&desde=2026-01-01&orden=-amount"
    )
    client.get(plain)
    for count in (1, 3):
        with django_assert_num_queries(4):
            response = client.get(plain)
        assert len(response.context["page"].object_list) == count
        with django_assert_num_queries(5 if _is_postgresql() else 6):
            response = client.get(filtered)
        assert len(response.context["page"].object_list) == count
        if count == 1:
            make.published(entity, "siop-2")
            make.published(entity, "siop-3")


def _is_postgresql():
    from django.db import connection

    return connection.vendor == "postgresql"


def test_list_says_what_it_shows(client):
    make.published(make.make_entity(municipality=make.make_municipality()))

    response = client.get("/proyectos/?q=caminos&entidad=siop&municipio=14085&monto_min=1,000,000")

    assert response.context["sentence"] == (
        "1 proyecto con «caminos» de Entidad SIOP en Tamazula de Gordiano de 1,000,000 pesos o más."
    )


def test_list_keeps_what_was_asked_for_in_its_controls(client):
    make.published(make.make_entity(municipality=make.make_municipality()))

    html = client.get('/proyectos/?q=a"b&estado=completion&orden=title').content.decode()

    assert 'name="q" value="a&quot;b"' in html
    assert '<option value="completion" selected>' in html
    assert '<option value="title" selected>' in html


def test_list_leaves_blank_filters_out_of_its_address(client):
    make.make_chapter()

    response = client.get("/proyectos/?q=&entidad=siop&estado=")

    assert (response.status_code, response.headers["Location"]) == (302, "/proyectos/?entidad=siop")


def test_list_says_which_filters_it_did_not_understand(client):
    make.published()

    response = client.get("/proyectos/?monto_min=mucho&desde=ayer&estado=quizas")

    assert response.status_code == 200
    assert "Hay filtros que no se entienden y no se aplicaron" in text_of(response)
    assert set(response.context["form"].errors) == {"monto_min", "desde", "estado"}


def test_list_turns_pages_and_keeps_the_filters(client):
    entity = make.make_entity()
    first = make.published(entity)
    Project.all_states.bulk_create(
        [
            Project(
                oc4ids_id=f"x-{n}",
                entity=entity,
                title=f"Obra {n:02}",
                created_by=first.created_by,
                updated_at=datetime(2020, 1, 1, n % 24, tzinfo=UTC),
            )
            for n in range(25)
        ]
    )
    for project in Project.all_states.filter(oc4ids_id__startswith="x-"):
        Project.all_states.filter(pk=project.pk).update(
            state="published", live_revision=_copy_of(first.live_revision, project)
        )

    html = client.get("/proyectos/?entidad=siop&orden=title").content.decode()

    assert "26 proyectos de Entidad SIOP." in html
    assert '<a href="?entidad=siop&amp;orden=title&amp;page=2" rel="next">Siguiente</a>' in html
    last = client.get("/proyectos/?entidad=siop&orden=title&page=999")
    assert len(last.context["page"].object_list) == 6


def _copy_of(revision, project):
    return Revision.objects.create(
        project=project,
        number=1,
        document=revision.document,
        sha256=revision.sha256,
        size=revision.size,
        standard_version=revision.standard_version,
        author=revision.author,
        published_at=revision.published_at,
    )


def test_counting_stops_where_nobody_turns_pages(monkeypatch, client):
    entity = make.make_entity()
    for number in range(3):
        make.published(entity, f"siop-{number}")
    monkeypatch.setattr(public, "MOST_COUNTED", 2)

    response = client.get("/proyectos/")

    assert response.context["sentence"] == "Más de 2 proyectos."
    assert response.context["page"].paginator.num_pages == 1


# --- feeds ---------------------------------------------------------------------------------------


def entries_of(response):
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314  (our own feed)
    return [
        (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}id"))
        for entry in root.iter(f"{ATOM}entry")
    ]


def test_feeds_tell_each_publication_once(portal, client):
    expected = [
        (
            "Camino a Contla, segunda etapa",
            f"http://127.0.0.1:8000/proyectos/{ID}/v/2/",
        )
    ]
    for address in (
        "/proyectos/feed/",
        "/proyectos/feed/?entidad=siop",
        "/entidades/siop/feed/",
        "/municipios/14085/feed/",
    ):
        assert entries_of(client.get(address)) == expected
    assert entries_of(client.get("/proyectos/feed/?entidad=otra")) == []
    assert entries_of(client.get("/en/proyectos/feed/"))[0][1].endswith(f"/en/proyectos/{ID}/v/2/")


def test_feed_holds_only_what_xml_can(client):
    make.published(title="Puente\x0b \x1f]]>&<b>", description="\ufffe")

    assert [title for title, _ in entries_of(client.get("/proyectos/feed/"))] == [
        "Puente\ufffd \ufffd]]>&<b>"
    ]


def test_feed_is_not_sent_again_until_something_changes(portal, client):
    first = client.get("/proyectos/feed/")
    asked = {"If-None-Match": first.headers["ETag"]}

    assert client.get("/proyectos/feed/", headers=asked).status_code == 304
    make.publish(portal, {"title": "Otro"})
    assert client.get("/proyectos/feed/", headers=asked).status_code == 200


# --- entities and municipalities -----------------------------------------------------------------


def test_entity_page_adds_up_its_own_projects(client):
    siop, cea = make.make_entity("siop"), make.make_entity("cea")
    make.published(siop)
    make.published(siop, "siop-2", contractingProcesses=[{"id": "x"}])
    make.published(siop, "siop-3", contractingProcesses=[{"id": "x"}], budget={"description": "-"})
    make.published(
        siop,
        "siop-4",
        contractingProcesses=[{"id": "x"}],
        budget={"amount": {"amount": 9, "currency": "USD"}},
    )
    make.published(cea, "cea-1")

    response = client.get("/entidades/siop/")

    assert [figure["value"] for figure in response.context["figures"]][:2] == [
        "4",
        "22.2 millones de pesos",
    ]
    text = text_of(response)
    assert "1 proyecto no ha divulgado monto." in text
    assert "1 proyecto está en otra moneda y no se suma." in text


def test_entity_list_counts_what_is_published(client):
    siop = make.make_entity("siop")
    make.make_entity("cea")
    make.published(siop)
    withdraw(make.published(siop, "siop-2"))
    make.make_draft(siop, "siop-3")

    context = client.get("/entidades/").context

    assert [(e.slug, e.published) for e in context["publishing"]] == [("siop", 1)]
    assert [e.slug for e in context["others"]] == ["cea"]


def test_entity_that_left_keeps_its_page_while_it_has_projects(client):
    gone, empty = make.make_entity("gone"), make.make_entity("empty")
    make.published(gone)
    for entity in (gone, empty):
        entity.is_active = False
        entity.save()

    assert client.get("/entidades/gone/").status_code == 200
    assert client.get("/entidades/empty/").status_code == 404


def test_municipality_pages_show_what_is_there(portal, client):
    make.make_municipality("14120", "Zapopan")

    regions = client.get("/municipios/").context["regions"]

    assert [
        [(place.name, place.published) for place in region["municipalities"]] for region in regions
    ] == [[("Tamazula de Gordiano", 1), ("Zapopan", 0)]]
    assert "proyecto publicado 1" in text_of(client.get("/municipios/14085/"))
    assert client.get("/municipios/99999/").status_code == 404


@pytest.mark.parametrize(
    ("address", "statements"),
    [("/entidades/", 2), ("/entidades/siop/", 5), ("/municipios/", 2), ("/municipios/14085/", 5)],
)
def test_places_take_the_same_statements_for_one_project_and_for_three(
    client, django_assert_num_queries: DjangoAssertNumQueries, address, statements
):
    entity = make.make_entity(municipality=make.make_municipality())
    make.published(entity)
    for count in (1, 3):
        with django_assert_num_queries(statements):
            client.get(address)
        if count == 1:
            make.published(entity, "siop-2")
            make.published(entity, "siop-3")


# --- data ----------------------------------------------------------------------------------------


def test_data_page_lists_the_files_with_sizes_and_digests(client):
    make.make_chapter()
    moment = datetime(2026, 3, 14, 15, 26, tzinfo=UTC)
    BulkFile.objects.create(
        name="oc4ids.json",
        path="x",
        sha256="a" * 64,
        size=12_400,
        compressed_size=3_100,
        projects_count=1284,
        built_at=moment,
        modified_at=moment,
    )

    text = text_of(client.get("/datos/"))

    assert "oc4ids.json" in text
    assert f"SHA-256 {'a' * 64} 1,284 12.4 kB 3.1 kB comprimido" in text
    assert "14 de marzo de 2026, 09:26 h" in text


def test_dictionary_names_every_field_and_code_list(client):
    make.make_chapter()

    fields, codes = client.get("/datos/diccionario/"), client.get("/datos/codigos/")

    listed = sum(len(group["fields"]) for group in fields.context["groups"])
    assert listed == 291 + 11
    assert len(codes.context["lists"]) == 36
    assert "Nombre del proyecto title" in text_of(fields)
    assert "Licitación pública" in text_of(codes)


# --- checking a file -----------------------------------------------------------------------------


def check(client, document=None, *, raw=None, **extra):
    data = raw if raw is not None else canonical.canonical_bytes(document)
    file = SimpleUploadedFile("proyecto.json", data, "application/json")
    return client.post("/validar/", {"file": file, **extra})


def test_checking_a_right_file_says_so(client):
    make.make_chapter()

    response = check(client, make.document())

    assert response.status_code == 200
    assert "Se puede publicar 1 proyecto, sin errores." in text_of(response)


def test_checking_a_wrong_text_says_what_to_do(client):
    make.make_chapter()
    text = canonical.canonical_bytes({**make.document(), "status": "haciendose"}).decode()

    response = client.post("/validar/", {"text": text})

    assert "1 error impide publicar. Proyectos con errores: 1 de 1." in text_of(response)
    assert "haciendose" in text_of(response)


def test_checking_finds_what_is_wrong_in_the_package(client):
    make.make_chapter()
    project = make.document()

    response = check(client, {"projects": [project, project], "version": "0.9"})

    report = response.context["report"]
    assert report.shape == "package"
    assert {finding.pointer for finding in report.package if finding.code == "missing"} == {
        "/uri",
        "/publisher",
        "/publishedDate",
    }
    assert [f.pointer for f in report.package if f.code == "project-repeated"] == ["/projects/1/id"]


@pytest.mark.parametrize(
    "raw", [b"no es json", b"", b"\xff\xfe", b"[" * 10_000, b'{"id": NaN}', b"{}", b"null"]
)
def test_checking_hostile_files_never_fails(client, raw):
    make.make_chapter()

    assert check(client, raw=raw).status_code in (200, 422)


def test_checking_nothing_or_both_or_too_much_is_refused(client, monkeypatch):
    make.make_chapter()
    assert client.post("/validar/").status_code == 422
    assert check(client, make.document(), text="{}").status_code == 422

    monkeypatch.setattr("disclosure.views.public_validate.MOST_BYTES", 10)
    response = check(client, make.document())

    assert response.status_code == 422
    assert "El archivo pasa de 10 bytes." in text_of(response)


def test_checking_keeps_nothing(client):
    make.make_chapter()
    before = [model.objects.count() for model in (Import, LogEntry, Revision)]

    check(client, make.document())

    assert [model.objects.count() for model in (Import, LogEntry, Revision)] == before
    assert Project.all_states.count() == 0


def test_findings_as_csv_hold_no_formula(client):
    make.make_chapter()

    response = check(client, {**make.document(), "id": "=cmd|' /C calc'!A0"}, **{"as": "csv"})

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["Proyecto", "Identificador", "Gravedad", "Lugar", "Qué pasa", "Clave"]
    assert len(rows) > 1
    assert {row[1] for row in rows[1:]} == {"'=cmd|' /C calc'!A0"}
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []


def test_checking_has_a_limit_for_each_client(client, settings):
    make.make_chapter()
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "validate": "2/min"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}

    answers = [check(client, make.document()) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 61
    assert client.get("/validar/").status_code == 200


def test_checking_from_another_site_is_refused(client):
    make.make_chapter()
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/validar/", {"text": "{}"})

    assert response.status_code == 403
    assert "No se permite hacer esto" in text_of(response)


# --- errors --------------------------------------------------------------------------------------


def test_unknown_addresses_have_a_page_that_helps(client):
    make.make_chapter()

    page = client.get("/no-existe/")

    assert page.status_code == 404
    assert "No se encontró esta página" in text_of(page)
    assert client.get("/api/v1/no-existe/").headers["Content-Type"] == "application/problem+json"


def test_failure_page_needs_nothing_that_may_have_failed(django_assert_num_queries, rf):
    from costjalisco import views

    with django_assert_num_queries(0):
        response = views.server_error(rf.get("/"))
        problem = views.server_error(rf.get("/api/v1/projects/"))

    assert (response.status_code, problem.status_code) == (500, 500)
    assert "Algo falló de nuestro lado" in response.content.decode()
    assert canonical.parse(problem.content)["code"] == "server-error"


def test_address_of_a_project_is_the_same_in_both_languages_but_for_the_prefix():
    with override("en"):
        assert reverse("project-detail", args=[ID]) == f"/en{PAGE}"
    with override("es-mx"):
        assert reverse("project-detail", args=[ID]) == PAGE
