"""The command line gives what is published, byte for byte."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.factories import make_chapter, make_draft, make_entity, published

pytestmark = pytest.mark.django_db


def exported(capsys, *arguments):
    call_command("export", *arguments)
    return capsys.readouterr().out


def test_package_carries_the_published_texts(capsys):
    siop = make_entity("siop")
    texts = [published(siop, name).live_revision.document for name in "ab"]
    make_draft(siop, "borrador")
    out = exported(capsys, "json")
    assert out.endswith(f'"projects":[{",".join(texts)}]}}')
    assert len(json.loads(out)["projects"]) == 2


def test_lines_of_one_entity_go_to_a_file(tmp_path):
    published(make_entity("siop"), "a")
    cea = published(make_entity("cea"), "b")
    target = tmp_path / "cea.jsonl"
    call_command("export", "jsonl", "--entity", "cea", "--output", str(target))
    assert target.read_text() == cea.live_revision.document + "\n"
    assert [p.name for p in tmp_path.iterdir()] == ["cea.jsonl"]


def test_nothing_published_is_said():
    make_chapter()
    with pytest.raises(CommandError, match="No hay proyectos publicados"):
        call_command("export", "json")


def test_unknown_entity_is_said():
    make_chapter()
    with pytest.raises(CommandError, match="cuautla-x"):
        call_command("export", "jsonl", "--entity", "cuautla-x")
