"""The demonstration: believable, complete, always the same, and never mistaken for the real."""

import json
from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from disclosure import invariants, jobs
from disclosure.demo import accounts, scenario
from disclosure.demo.documents import NOTICE
from disclosure.models import Draft, DraftState, Project, ProjectState, Revision
from disclosure.standard.model import standard
from entities.models import Entity, Membership, Role, User
from tests import database
from tests.standard import oracle

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The demonstration of 60 projects, made once for the tests of this module."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "_wakers", [])
        call_command("load_reference", verbosity=0)
        yield scenario.build(60)
        database.empty()


def documents() -> list[Any]:
    return [revision.parsed for revision in Revision.objects.all()]


def test_demo_makes_sixty_projects_and_nothing_twice(demonstration: int) -> None:
    before = [Project.all_states.count(), Revision.objects.count(), User.objects.count()]
    assert (demonstration, before[0]) == (60, 60)
    assert scenario.build(60) == 0
    assert [Project.all_states.count(), Revision.objects.count(), User.objects.count()] == before


def test_demo_shows_every_state_of_the_portal() -> None:
    assert set(Project.all_states.values_list("state", flat=True)) == set(ProjectState)
    assert set(Draft.objects.values_list("state", flat=True)) == set(DraftState)
    assert Draft.objects.filter(errors_count__gt=0, state=DraftState.EDITING).exists()
    assert Draft.objects.filter(base_revision__isnull=False, state=DraftState.SUBMITTED).exists()
    assert {1, 2, 3} == set(Revision.objects.values_list("number", flat=True))


def test_demo_shows_every_status_of_the_standard() -> None:
    public = set(Project.published.values_list("status", flat=True))
    assert public == set(standard().codelists["projectStatus"].codes)


def test_demo_spreads_over_state_bodies_and_a_dozen_towns() -> None:
    bodies = Counter(Project.published.values_list("entity__slug", flat=True))
    assert set(bodies) == set(accounts.BODIES)
    assert len(accounts.BODIES) == 15
    own = Project.all_states.filter(entity__slug="tamazula-de-gordiano")
    assert set(own.values_list("state", flat=True)) == set(ProjectState)


def test_demo_documents_say_that_they_are_invented() -> None:
    assert not Project.all_states.filter(is_demo=False).exists()
    assert not Entity.objects.filter(slug__in=accounts.BODIES, is_demo=False).exists()
    for document in documents():
        assert NOTICE in document["description"]
        assert "-demo-" in document["id"]
        for paper in document["documents"]:
            assert paper["url"].startswith("https://example.org/")
        for party in document["parties"]:
            assert "supplier" not in party["roles"] or "Ejemplo" in party["name"]


def test_demo_publications_have_neither_errors_nor_warnings() -> None:
    severe = [f for r in Revision.objects.all() for f in r.findings if f["severity"] != "advice"]
    assert severe == []


def test_demo_package_is_valid_for_the_official_tool() -> None:
    projects = [p.live_revision.parsed for p in Project.published.select_related("live_revision")]
    package = {
        "uri": "https://example.org/paquete.json",
        "publishedDate": "2026-11-01T00:00:00-06:00",
        "publisher": {"name": "CoST Jalisco"},
        "version": "0.9",
        "projects": projects,
    }
    result = oracle.examine(package)
    assert result["validation_errors_count"] == 0
    assert result["additional_fields_count"] == 0
    assert result["additional_closed_codelist_values"] == {}
    assert result["conformance_checks"] == []


def test_demo_amounts_agree() -> None:
    for document in documents():
        if "budget" not in document:
            continue
        whole = document["budget"]["amount"]["amount"]
        parts = document["budget"]["budgetBreakdowns"][0]["budgetBreakdown"]
        assert round(sum(part["amount"]["amount"] for part in parts), 2) == whole
        for process in document.get("contractingProcesses", []):
            summary = process["summary"]
            value = summary.get("contractValue", {"amount": 0})["amount"]
            paid = sum(t["value"]["amount"] for t in summary.get("transactions", []))
            assert paid <= value + 0.05


def test_demo_works_stand_near_their_municipality() -> None:
    for project in Project.published.select_related("municipality"):
        place = project.municipality
        assert place is not None
        assert project.longitude == pytest.approx(place.longitude, abs=0.013)
        assert project.latitude == pytest.approx(place.latitude, abs=0.013)


def test_demo_keeps_the_invariants() -> None:
    assert list(invariants.problems()) == []


def test_demo_is_always_the_same() -> None:
    texts = {p.oc4ids_id: _told(p) for p in Project.all_states.all()}
    _forget_everything()
    assert scenario.build(60) == 60
    again = Project.all_states.exclude(oc4ids_id__startswith="antes-")
    assert {p.oc4ids_id: _told(p) for p in again} == texts


def _told(project: Project) -> list[str]:
    """Everything said of a project, ``updated`` apart."""
    told = [revision.parsed for revision in project.revisions.order_by("number")]
    draft = Draft.objects.filter(project=project).first()
    told += [draft.parsed] if draft else []
    return [json.dumps({**one, "updated": ""}, sort_keys=True) for one in told]


def _forget_everything() -> None:
    """Take every project out of sight: their ids become free."""
    for project in Project.all_states.all():
        project.oc4ids_id = f"antes-{project.oc4ids_id}"
        project.is_demo = False
        project.save(update_fields=["oc4ids_id", "is_demo"])


@pytest.mark.parametrize("account", accounts.ACCOUNTS, ids=lambda account: account.email)
def test_demo_accounts_have_their_role(account: accounts.Account) -> None:
    user = User.objects.get(email=account.email)
    assert not user.has_usable_password()
    roles = set(Membership.objects.filter(user=user).values_list("role", "entity__slug"))
    assert roles == ({(account.role, account.entity)} if account.role else set())
    assert user.is_superuser == (account.role is None)


def test_demo_contract_of_accounts_is_kept() -> None:
    assert [account.email for account in accounts.ACCOUNTS] == [
        "admin@demo.mx",
        "gerente@demo.mx",
        "administrador.siop@demo.mx",
        "enlace.siop@demo.mx",
        "captura.siop@demo.mx",
        "captura.infejal@demo.mx",
        "enlace.infejal@demo.mx",
        "captura.tamazula@demo.mx",
        "enlace.tamazula@demo.mx",
        "comite@demo.mx",
    ]
    assert Membership.objects.filter(role=Role.MANAGER, user__email="gerente@demo.mx").exists()


def test_demo_password_is_given_and_can_be_changed(
    settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO = True
    monkeypatch.setenv("DEMO_PASSWORD", "una-clave-de-prueba")
    call_command("demo", projects=0)
    assert "Contraseña de todas: una-clave-de-prueba" in capsys.readouterr().out
    assert User.objects.get(email="comite@demo.mx").check_password("una-clave-de-prueba")
    assert not User.objects.get(email="captura.cea@demo.mx").has_usable_password()
    monkeypatch.delenv("DEMO_PASSWORD")
    call_command("demo", projects=0)
    assert "DEMO_PASSWORD=" in capsys.readouterr().out
    assert User.objects.get(email="comite@demo.mx").check_password("una-clave-de-prueba")


def test_demo_is_refused_on_a_real_portal(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo")
