"""Tests stay on this machine, and leave nothing to each other."""

import socket

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from disclosure.models import LogEntry, LogHead, Project, Revision
from entities.models import Role
from tests.conftest import NetworkBlocked
from tests.factories import make_entity, make_user, published


def test_network_beyond_this_machine_is_refused() -> None:
    with pytest.raises(NetworkBlocked):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(NetworkBlocked):
        socket.getaddrinfo("example.org", 80)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_database_is_emptied_after_a_test_that_commits(turn: int) -> None:
    entity = make_entity()
    make_user(Role.LIAISON, entity)
    assert (Project.all_states.count(), LogHead.objects.get(pk=1).sequence) == (0, 0)
    published(entity)
    assert (Revision.objects.count(), LogEntry.objects.count()) == (1, 3)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_append_only_rules_hold_after_a_test_that_commits(turn: int) -> None:
    entity = make_entity()
    published(entity)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM disclosure_revision")
