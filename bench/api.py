"""A page of 100 projects from the API, beside PostgREST on the same table, and DRF serializers."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import peers
from bench.load import published
from bench.measure import median, spread
from bench.portal import Site, engines, folder, psql, server_address
from bench.report import Row
from bench.servers import Server, free_port, gunicorn, running
from bench.traffic import Traffic, drive

TURNS, SECONDS, CONNECTIONS = 3, 4.0, 6
OURS = "/api/v1/projects/?page_size=100"
SERIALIZERS = "/projects/?page_size=100"
# A client wants the document as JSON; as text it would be JSON within a string.
POSTGREST = "/projects?select=document&state=eq.published&order=updated_at.desc&limit=100"


def run(sizes: list[int]) -> Iterator[Row]:
    if "postgresql" not in engines():
        yield Row("api", "page of 100", note="not measured: PostgreSQL does not answer")
        return
    size = max(sizes)
    site = published(size, "postgresql")
    program = peers.postgrest()
    with ExitStack() as stack:
        servers = {
            "ours": (stack.enter_context(gunicorn(site)), OURS),
            "drf": (
                stack.enter_context(gunicorn(site, "bench.drf_wsgi")),
                SERIALIZERS,
            ),
        }
        if program is not None:
            servers["postgrest"] = stack.enter_context(_postgrest(program, site)), POSTGREST
        for server, path in servers.values():
            drive(server, [path], count=10, connections=CONNECTIONS)
        turns: dict[str, list[Traffic]] = {name: [] for name in servers}
        for _ in range(TURNS):
            for name, (server, path) in servers.items():
                turns[name].append(drive(server, [path], seconds=SECONDS, connections=CONNECTIONS))
    yield from _rows(turns, size)


@contextmanager
def _postgrest(program: Path, site: Site) -> Iterator[Server]:
    psql(
        "CREATE SCHEMA IF NOT EXISTS postgrest",
        "CREATE OR REPLACE VIEW postgrest.projects AS"
        " SELECT project.state, project.updated_at, revision.document::json AS document"
        " FROM disclosure_project project"
        " JOIN disclosure_revision revision ON revision.id = project.live_revision_id"
        " WHERE NOT project.is_quarantined",
        database=site.database,
    )
    port = free_port()
    settings = folder() / "postgrest.conf"
    settings.write_text(
        f'db-uri = "{server_address(site.database)}"\n'
        'db-schemas = "postgrest"\n'
        'db-anon-role = "postgres"\n'
        f"server-port = {port}\n"
        'server-host = "127.0.0.1"\n'
        'log-level = "crit"\n'
    )
    command = [str(program), str(settings)]
    log = folder() / "postgrest.log"
    with running(command, port, log=log, database=site.database) as server:
        yield server


def _rows(turns: dict[str, list[Traffic]], size: int) -> Iterator[Row]:
    ours = turns.pop("ours")
    each = spread(value for traffic in ours for value in traffic.milliseconds)
    targets = {"postgrest": ("PostgREST", 1.0), "drf": ("DRF serializers", 3.0)}
    for key, (name, target) in targets.items():
        if key not in turns:
            yield Row("api", f"page of 100, {size:,}", note=f"{name} cannot be had here")
            continue
        ratios = [mine.rate / other.rate for mine, other in zip(ours, turns[key], strict=True)]
        cheaper = [b.cpu_ms / a.cpu_ms for a, b in zip(ours, turns[key], strict=True)]
        yield Row(
            "api",
            f"page of 100 of {size:,}, CPU of all processes",
            figure=median(cheaper),
            unit=f"× less than {name}",
            target=target,
            detail={"ratios": cheaper},
        )
        yield Row(
            "api",
            f"page of 100 of {size:,}, {CONNECTIONS} connections",
            figure=median(ratios),
            unit=f"× {name}",
            target=target,
            p50=each.p50,
            p95=each.p95,
            p99=each.p99,
            cpu=median(traffic.cpu_ms for traffic in ours),
            peer_cpu=median(traffic.cpu_ms for traffic in turns[key]),
            bytes=ours[0].bytes // len(ours[0].milliseconds),
            note=f"{median(t.rate for t in ours):.0f} requests a second, "
            f"{name} {median(t.rate for t in turns[key]):.0f}",
            detail={"ratios": ratios},
        )
