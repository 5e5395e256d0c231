"""The audit trail finds whatever is done to it behind the portal's back."""

import pytest
from django.db import connection

from disclosure import log
from disclosure.models import LogEntry, LogHead
from tests.factories import make_draft, make_entity, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """Five entries: two projects begun, one of them published and then saved anew."""
    siop = make_entity("siop")
    project = make_draft(siop).project
    publish(project)
    make_draft(siop, "siop-2")
    publish(project, {"title": "Otro"})
    return list(LogEntry.objects.order_by("sequence"))


def without_triggers(*statements):
    """Do what somebody with the database's own password could do."""
    names = {"update": "log_update", "delete": "log_delete"}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE disclosure_logentry DISABLE TRIGGER log_change")
        else:
            for name in names.values():
                cursor.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            cursor.execute(statement)


def test_untouched_chain_has_no_problems(chain):
    assert list(log.problems()) == []
    assert [e.sequence for e in chain] == list(range(1, len(chain) + 1))
    assert chain[0].previous_hash == log.GENESIS


@pytest.mark.parametrize(
    "column",
    ["reason = 'otro'", "action = 'x'", "actor_id = NULL", "data = '{}'", "entity_id = NULL"],
)
def test_edited_entry_is_found(chain, column):
    without_triggers(f"UPDATE disclosure_logentry SET {column} WHERE sequence = 2")
    assert list(log.problems()) == ["log: entry 2 was changed"]


def test_deleted_entry_is_found(chain):
    without_triggers("DELETE FROM disclosure_logentry WHERE sequence = 2")
    assert list(log.problems()) == [
        "log: entry 2 is missing (found 3)",
        "log: entry 3 does not follow the one before it",
    ]


def test_truncated_chain_is_found(chain):
    last = chain[-1].sequence
    without_triggers(f"DELETE FROM disclosure_logentry WHERE sequence = {last}")
    assert list(log.problems()) == [f"log: it should end at entry {last}, and ends at {last - 1}"]


def test_inserted_entry_is_found(chain):
    head = LogHead.objects.get()
    LogEntry.objects.create(
        sequence=head.sequence + 1,
        at=chain[-1].at,
        action="x",
        previous_hash=head.hash,
        hash="f" * 64,
    )
    assert list(log.problems()) == [
        f"log: entry {head.sequence + 1} was changed",
        f"log: it should end at entry {head.sequence}, and ends at {head.sequence + 1}",
    ]


def test_reordered_entries_are_found(chain):
    without_triggers(
        "UPDATE disclosure_logentry SET sequence = 900 WHERE sequence = 2",
        "UPDATE disclosure_logentry SET sequence = 2 WHERE sequence = 3",
        "UPDATE disclosure_logentry SET sequence = 3 WHERE sequence = 900",
    )
    assert "log: entry 2 was changed" in list(log.problems())
    assert "log: entry 3 was changed" in list(log.problems())


def test_log_holds_no_text_of_documents():
    siop = make_entity("siop")
    private = "María de la Luz Pérez"
    publish(make_draft(siop, description=private).project)
    assert private not in str(list(LogEntry.objects.values()))
