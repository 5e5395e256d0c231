"""The list of projects with text and filters, beside datasette over the same rows.

Datasette is as it comes, which is with the facets that it suggests beside each result, and on a
database that it knows not to change. What it takes without facets is told too.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlencode

from bench import peers
from bench.load import published
from bench.measure import median, spread
from bench.portal import engines, folder
from bench.report import Row
from bench.servers import Server, free_port, gunicorn, running
from bench.traffic import Traffic, drive

# Words as people type them, then sector and status: from rare to very common.
SEARCHES = (
    ("puente salitre", "transport.road", ""),
    ("agua potable", "waterAndWaste", ""),
    ("escuela", "education", "implementation"),
    ("rehabilitacion camino", "transport.road", ""),
    ("centro de salud contla", "health", "completion"),
    ("construccion", "energy", ""),
    ("benito juarez tamazula", "", "maintenance"),
    ("colector", "naturalResources.floodProtection", "preparation"),
)
TURNS, ROUNDS = 4, 4  # each round asks every search once
TARGETS = {"cpu": 0.5, "queries": 6, "growth": 1.5}


def ours() -> list[str]:
    names = ("q", "sector", "estado")
    return [f"/proyectos/?{_query(names, search)}" for search in SEARCHES]


def theirs(database: str) -> list[str]:
    names = ("_search", "sector", "status")
    page = "_size=20&_sort_desc=updated_at"
    return [f"/{database}/projects?{_query(names, search)}&{page}" for search in SEARCHES]


def run(sizes: list[int]) -> Iterator[Row]:
    p95: dict[tuple[str, int], float] = {}
    for size in sizes:
        for engine in engines():
            site = published(size, engine)
            with ExitStack() as stack:
                portal = stack.enter_context(gunicorn(site))
                peer = stack.enter_context(_datasette(size))
                light = stack.enter_context(_datasette(size, "--setting", "suggest_facets", "off"))
                turns = _turns((portal, peer, light), f"datasette-{size}")
            counts = json.loads(site.python("-m", "bench.statements", *ours()).splitlines()[-1])
            row = _row(f"{size:,} projects, {engine}", turns, max(counts))
            p95[engine, size] = row.p95 or 0.0
            yield row
            yield Row(
                "list",
                f"{size:,} projects, {engine}, statements",
                figure=max(counts),
                target=TARGETS["queries"],
                at_most=True,
                detail={"each": counts},
            )
    for engine in engines() if len(sizes) > 1 else []:
        yield Row(
            "list",
            f"p95 at {sizes[-1]:,} to p95 at {sizes[0]:,}, {engine}",
            figure=p95[engine, sizes[-1]] / p95[engine, sizes[0]],
            unit="×",
            target=TARGETS["growth"],
            at_most=True,
        )


def _turns(servers: tuple[Server | None, ...], database: str) -> list[list[Traffic]]:
    """The traffic of each server, the first of which is ours; of one that is not there, none."""
    addresses = [ours(), *[theirs(database)] * (len(servers) - 1)]
    there: list[tuple[Server, list[str], list[Traffic]]] = [
        (s, paths, []) for s, paths in zip(servers, addresses, strict=True) if s
    ]
    for server, paths, _ in there:
        drive(server, paths, count=2 * len(paths), connections=2)
    for _ in range(TURNS):
        for server, paths, traffic in there:
            traffic.append(drive(server, paths, count=ROUNDS * len(paths)))
    return [traffic for _, _, traffic in there]


@contextmanager
def _datasette(size: int, *settings: str) -> Iterator[Server | None]:
    program = peers.datasette()
    if program is None:
        yield None
        return
    path = folder() / f"datasette-{size}.db"
    if not path.exists():
        published(size, "sqlite").python("-m", "bench.datasette_file", str(path))
    port = free_port()
    command = [str(program), "serve", "--immutable", str(path), "--port", str(port), *settings]
    with running(command, port, log=folder() / "datasette.log") as server:
        yield server


def _row(work: str, turns: list[list[Traffic]], queries: int) -> Row:
    mine, *others = turns
    each = spread(value for traffic in mine for value in traffic.milliseconds)
    cpu = median(traffic.cpu_ms for traffic in mine)
    row = Row(
        "list",
        f"{work}, text and filters",
        p50=each.p50,
        p95=each.p95,
        p99=each.p99,
        cpu=cpu,
        queries=queries,
        bytes=sum(t.bytes for t in mine) // sum(len(t.milliseconds) for t in mine),
        unit="× datasette's CPU",
        target=TARGETS["cpu"],
        at_most=True,
    )
    if others:
        datasette, light = others
        other = spread(value for traffic in datasette for value in traffic.milliseconds)
        without = median(traffic.cpu_ms for traffic in light)
        row.peer_cpu = median(traffic.cpu_ms for traffic in datasette)
        row.figure = cpu / row.peer_cpu
        row.note = (
            f"datasette p50 {other.p50:.0f} ms, p95 {other.p95:.0f} ms; "
            f"without suggested facets {without:.1f} CPU ms (ours {cpu / without:.2f} times that)"
        )
    else:
        row.note = "datasette cannot be had here"
    return row


def _query(names: tuple[str, ...], values: tuple[str, ...]) -> str:
    return urlencode([(n, v) for n, v in zip(names, values, strict=True) if v])
