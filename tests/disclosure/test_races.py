"""Several people and systems at once: nobody's work is lost, done twice or put in another order.

Each race lets threads, with connections of their own, start at the same instant. On PostgreSQL
they meet at the rows; on SQLite one writer waits for another.
"""

import io
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import orjson
import pytest
from django.db import close_old_connections, connection, transaction

from disclosure import actions, invariants, jobs, log, recomputation
from disclosure.actions import imports as import_actions
from disclosure.actions.locks import locked_project
from disclosure.errors import DomainError, StaleVersion, WrongState
from disclosure.models import Draft, Import, ImportItem, ImportState, ItemResult, Project, Revision
from entities.models import Role
from tests.factories import document, make_draft, make_entity, make_user, publish, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
PATIENCE = 30  # seconds after which a race counts as a deadlock


def race(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each of ``acts``, run at once, gave: its result, or the exception that it raised."""
    outcomes: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            start.wait(PATIENCE)
            outcomes[place] = acts[place]()
        except Exception as problem:
            outcomes[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    close_old_connections()
    return outcomes


def kinds(outcomes: Sequence[Any]) -> Counter[str]:
    return Counter(type(one).__name__ for one in outcomes)


@pytest.fixture
def siop():
    return make_entity("siop")


@pytest.fixture
def capturer(siop):
    return make_user(Role.CAPTURER, siop)


@pytest.fixture
def liaison(siop):
    return make_user(Role.LIAISON, siop)


def brought(capturer, entity, documents: list[dict[str, Any]], **options: Any) -> Import:
    """A file with ``documents``, previewed."""
    data = orjson.dumps(documents)
    batch = actions.receive_import(
        actor=capturer, entity=entity, file=io.BytesIO(data), name="obras.json", **options
    )
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEWED
    return batch


def all_is_well() -> None:
    assert list(invariants.problems()) == []


# --- editors -------------------------------------------------------------------------------------


def test_of_editors_who_save_the_same_version_one_wins_and_the_rest_are_told(siop, capturer):
    draft = make_draft(siop)
    for round_number in range(10):
        version = Draft.objects.get().version

        def save(name: str, version: int = version) -> Any:
            return actions.save_draft(
                actor=capturer,
                project=draft.project,
                document=document(siop, title=name),
                expected_version=version,
            )

        names = [f"Obra {round_number}-{n}" for n in range(4)]
        outcomes = race([lambda name=name: save(name) for name in names])
        assert kinds(outcomes) == {"Draft": 1, "StaleVersion": 3}
        winner = next(one for one in outcomes if isinstance(one, Draft))
        kept = Draft.objects.get()
        assert (kept.version, kept.document) == (version + 1, winner.document)
    all_is_well()


def test_of_editors_who_begin_a_draft_of_a_published_project_one_does(siop, capturer):
    project = published(siop)
    outcomes = race(
        [
            lambda n=n: actions.save_draft(
                actor=capturer,
                project=project,
                document=document(siop, title=f"Obra {n}"),
                expected_version=None,
            )
            for n in range(4)
        ]
    )
    assert kinds(outcomes) == {"Draft": 1, "StaleVersion": 3}
    all_is_well()


def test_people_who_start_projects_at_once_get_ids_of_their_own(siop, capturer):
    outcomes = race(
        [
            lambda: actions.start_project(
                actor=capturer, entity=siop, document={"title": "Sin identificador"}
            )
            for _ in range(4)
        ]
    )
    assert kinds(outcomes) == {"Draft": 4}
    assert len(set(Project.all_states.values_list("oc4ids_id", flat=True))) == 4
    all_is_well()


# --- publishing ----------------------------------------------------------------------------------


def test_a_version_published_by_many_at_once_is_published_once(siop, capturer, liaison):
    draft = make_draft(siop)
    actions.submit_draft(actor=capturer, project=draft.project, expected_version=1)
    outcomes = race(
        [
            lambda: actions.publish_draft(actor=liaison, project=draft.project, expected_version=1)
            for _ in range(5)
        ]
    )
    assert kinds(outcomes) == {"Revision": 1, "WrongState": 4}
    assert Revision.objects.count() == 1
    all_is_well()


def test_a_draft_is_published_as_submitted_or_saved_but_never_both(siop, capturer, liaison):
    project = published(siop)
    for round_number in range(8):
        before = project.live_revision.parsed
        version = actions.save_draft(
            actor=capturer,
            project=project,
            document={**before, "title": f"Enviada {round_number}"},
            expected_version=None,
        ).version
        actions.submit_draft(actor=capturer, project=project, expected_version=version)
        edited = {**before, "title": f"Editada {round_number}"}
        revision, saved = race(
            [
                lambda v=version: actions.publish_draft(
                    actor=liaison, project=project, expected_version=v
                ),
                lambda v=version, e=edited: actions.save_draft(
                    actor=liaison, project=project, document=e, expected_version=v
                ),
            ]
        )
        assert (isinstance(revision, Revision), isinstance(saved, Draft)) in {
            (True, False),
            (False, True),
        }
        if isinstance(revision, Revision):
            assert isinstance(saved, StaleVersion)
            assert revision.parsed["title"] == f"Enviada {round_number}"
        else:
            assert isinstance(revision, StaleVersion)
            actions.discard_draft(actor=liaison, project=project, expected_version=saved.version)
        project.refresh_from_db()
    all_is_well()


def test_withdrawing_while_publishing_ends_in_one_order_or_the_other(siop, capturer, liaison):
    project = published(siop)
    for round_number in range(6):
        source = Revision.objects.filter(project=project).first()
        version = actions.save_draft(
            actor=capturer,
            project=project,
            document={**source.parsed, "title": f"Vuelta {round_number}"},
            expected_version=None,
        ).version
        actions.submit_draft(actor=capturer, project=project, expected_version=version)
        outcomes = race(
            [
                lambda v=version: actions.publish_draft(
                    actor=liaison, project=project, expected_version=v
                ),
                lambda: actions.withdraw_project(actor=liaison, project=project, reason="Prueba"),
            ]
        )
        assert isinstance(outcomes[0], Revision)
        assert isinstance(outcomes[1], Project | WrongState)
        all_is_well()


def test_a_project_locked_after_waiting_shows_what_the_other_left(siop):
    """PostgreSQL joins the row that it waited for with what it had read before waiting."""
    project = published(siop)
    seen: list[Any] = []
    has_begun, is_published = threading.Event(), threading.Event()

    def publishes() -> None:
        with transaction.atomic():
            locked_project(project)
            has_begun.set()
            is_published.wait(1)  # the other is waiting for the row by now
            publish(Project.all_states.get(pk=project.pk), {"title": "Otra"})

    def waits() -> None:
        has_begun.wait(PATIENCE)
        with transaction.atomic():
            seen.append(locked_project(project).live_revision.number)
        is_published.set()

    assert race([publishes, waits]) == [None, None]
    assert seen == [2]


def test_the_log_is_one_chain_however_many_write(siop, capturer, liaison):
    def work(number: int) -> None:
        made = actions.start_project(
            actor=capturer, entity=siop, document=document(siop, f"cadena-{number}")
        )
        actions.submit_draft(actor=capturer, project=made.project, expected_version=1)
        actions.publish_draft(actor=liaison, project=made.project, expected_version=1)

    assert race([lambda n=n: work(n) for n in range(6)]) == [None] * 6
    assert list(log.problems()) == []
    all_is_well()


# --- imports -------------------------------------------------------------------------------------


def test_an_import_carried_out_while_somebody_edits_overwrites_nothing(siop, capturer):
    documents = [document(siop, f"obra-{n}", title=f"Obra {n}") for n in range(12)]
    projects = [make_draft(siop, f"obra-{n}", title=f"Obra {n}").project for n in range(12)]
    batch = brought(capturer, siop, [{**d, "description": "Del archivo"} for d in documents])

    def edit() -> Counter[str]:
        outcomes: list[Any] = []
        for project, source in zip(projects, documents, strict=True):
            try:
                outcomes.append(
                    actions.save_draft(
                        actor=capturer,
                        project=project,
                        document={**source, "description": "De la persona"},
                        expected_version=1,
                    )
                )
            except DomainError as refused:
                outcomes.append(refused)
        return kinds(outcomes)

    chosen, edited = race([lambda: actions.choose_items(actor=capturer, batch=batch), edit])
    assert isinstance(chosen, Import)
    results = Counter(ImportItem.objects.filter(batch=batch).values_list("result", flat=True))
    texts = Counter(d.parsed["description"] for d in Draft.objects.all())
    assert edited["Draft"] == results[ItemResult.CONFLICT] == texts["De la persona"]
    assert edited["StaleVersion"] == results[ItemResult.SAVED] == texts["Del archivo"]
    assert {d.version for d in Draft.objects.all()} == {2}
    all_is_well()


def test_two_files_with_the_same_projects_in_another_order_do_not_lock_each_other(siop, capturer):
    for number in range(12):
        make_draft(siop, f"obra-{number}")
    names = [f"obra-{n}" for n in range(12)] + [f"nueva-{n}" for n in range(12)]
    documents = [document(siop, name, title="Del archivo") for name in names]
    first = brought(capturer, siop, documents)
    second = brought(capturer, siop, [{**d, "title": "Del otro"} for d in reversed(documents)])
    outcomes = race(
        [lambda b=b: actions.choose_items(actor=capturer, batch=b) for b in (first, second)]
    )
    assert kinds(outcomes) == {"Import": 2}
    results = Counter(ImportItem.objects.values_list("result", flat=True))
    assert results == {ItemResult.SAVED: 24, ItemResult.CONFLICT: 24}
    assert jobs.Job.objects.exclude(error="").count() == 0
    all_is_well()


def test_a_file_that_publishes_and_people_who_publish_do_not_lock_each_other(
    siop, capturer, liaison
):
    make_user(Role.CAPTURER, siop, email=liaison.email)
    for number in range(10):
        make_draft(siop, f"obra-{number}")
    documents = [document(siop, f"obra-{n}", title="Del archivo") for n in range(10)]
    batch = brought(liaison, siop, documents, publishes=True)
    projects = list(Project.all_states.order_by("-pk"))

    def publish_by_hand() -> None:
        for project in projects:
            try:
                actions.submit_draft(actor=liaison, project=project, expected_version=1)
                actions.publish_draft(actor=liaison, project=project, expected_version=1)
            except DomainError:
                continue

    outcomes = race([lambda: actions.choose_items(actor=liaison, batch=batch), publish_by_hand])
    assert [type(one).__name__ for one in outcomes] == ["Import", "NoneType"]
    assert jobs.Job.objects.exclude(error="").count() == 0
    assert Revision.objects.count() == 10
    all_is_well()


# --- redaction -----------------------------------------------------------------------------------

PRIVATE = "Juan Pérez Domicilio"


def test_an_import_under_way_does_not_bring_back_what_a_redaction_removed(
    siop, capturer, liaison, monkeypatch
):
    project = published(siop, description=f"Casa de {PRIVATE}")
    batch = brought(
        capturer, siop, [document(siop, description=f"Casa de {PRIVATE}", title="Otra")]
    )
    has_begun, may_go_on = threading.Event(), threading.Event()
    examine = import_actions._apply_step

    def slowly(*arguments: Any) -> Any:
        has_begun.set()
        may_go_on.wait(2)  # long enough for the redaction to reach its locks
        return examine(*arguments)

    monkeypatch.setattr(import_actions, "_apply_step", slowly)

    def redact() -> None:
        has_begun.wait(PATIENCE)
        actions.redact_project(
            actor=liaison, project=project, texts=[PRIVATE], reason="Dato personal"
        )
        may_go_on.set()

    outcomes = race([lambda: actions.choose_items(actor=capturer, batch=batch), redact])
    assert kinds(outcomes) == {"Import": 1, "NoneType": 1}
    texts = [*Draft.objects.values_list("document", flat=True)]
    texts += [*Revision.objects.values_list("document", flat=True)]
    texts += [*ImportItem.objects.values_list("document", flat=True)]
    assert [text for text in texts if PRIVATE in text] == []
    all_is_well()


def test_deriving_anew_while_a_redaction_is_under_way_does_not_bring_the_text_back(siop, liaison):
    project = published(siop, description=f"Casa de {PRIVATE}")
    has_begun = threading.Event()

    def redact() -> None:
        with transaction.atomic():
            actions.redact_project(
                actor=liaison, project=project, texts=[PRIVATE], reason="Dato personal"
            )
            has_begun.set()
            threading.Event().wait(1)  # the other is waiting for the row by now

    def recompute() -> int:
        has_begun.wait(PATIENCE)
        return recomputation.recompute()

    assert race([redact, recompute]) == [None, 1]
    project.refresh_from_db()
    assert project.description == "Casa de [dato suprimido]"
    all_is_well()
