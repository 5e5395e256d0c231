"""The benchmarks run and report; what they report is nobody's verdict here."""

import json
import sqlite3
from contextlib import closing

import pytest

from bench import findings, imports
from bench.__main__ import main
from bench.portal import Site
from bench.report import Row, table

SIZE = 20


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BENCH_DIR", str(tmp_path))
    monkeypatch.setenv("ENGINES", "sqlite")


def test_findings_are_measured_beside_their_peer():
    rows = list(findings.run([SIZE]))
    assert [row.target for row in rows] == [20.0, 20.0, 30.0]
    assert all(row.figure and row.cpu and row.peer_cpu for row in rows)
    assert {row.detail["refused"] for row in rows} == {1}


def test_import_makes_every_draft_and_says_what_it_took():
    seconds, memory = imports.run([SIZE])
    assert seconds.detail["seconds"].keys() == {"receive", "preview", "drafts"}
    assert (seconds.at_most, memory.at_most, memory.unit) == (True, True, "MB")
    assert seconds.queries
    assert memory.figure


def test_loaded_portal_holds_the_invariants():
    site = Site("loaded", "sqlite")
    site.begin_anew()
    site.python("-m", "bench.load", str(SIZE))
    assert site.python("manage.py", "check_invariants") == "Todo concuerda.\n"
    with closing(sqlite3.connect(site.files / "db.sqlite3")) as database:
        published = "SELECT count(*) FROM disclosure_project WHERE state = 'published'"
        assert database.execute(published).fetchone() == (SIZE,)


def test_results_are_written_as_table_and_json(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["bench", str(SIZE), "--only", "findings"])
    assert main() == 0
    kept = json.loads((tmp_path / "results" / "last.json").read_text())
    assert [row["part"] for row in kept["rows"]] == ["findings"] * 3
    assert capsys.readouterr().out.startswith("work ")


def test_row_knows_whether_its_target_is_reached():
    assert Row("a", "b", figure=2.0, target=1.0).reached is True
    assert Row("a", "b", figure=2.0, target=1.0, at_most=True).reached is False
    assert Row("a", "b", figure=2.0).reached is None
    assert table([Row("a", "b", figure=2.0, target=1.0, note="n")]).splitlines()[2] == "    n"
