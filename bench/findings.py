"""Findings of a project, and the decision whether it may be published, beside libcoveoc4ids.

The peer is given our schema and codelists in place of its downloads (tests/standard/oracle.py) and
its projects fifty in a package, which is how it is quickest: alone, each pays for the schema again.
CPU time of this process counts; ours and the peer's turns alternate.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from bench.documents import PREFIX, documents
from bench.measure import cost_of, median, spread
from bench.report import Row
from disclosure.standard.validation import may_publish, validate_project

MOST = 300  # projects in one turn
TURNS = 5
IN_PACKAGE = 50


def run(sizes: list[int]) -> Iterator[Row]:
    projects = list(documents(min(MOST, max(sizes))))
    ours: dict[str, Callable[[Any], object]] = {
        "findings and advice": lambda p: validate_project(p, prefix=PREFIX),
        "findings": lambda p: validate_project(p, prefix=PREFIX, advice=False),
        "may it be published": lambda p: may_publish(p, prefix=PREFIX),
    }
    targets = {"findings and advice": 20.0, "findings": 20.0, "may it be published": 30.0}
    for work in ours.values():
        work(projects[0])
    _peer(projects[:1])
    peer: list[float] = []
    took: dict[str, list[list[float]]] = {name: [] for name in ours}
    for _ in range(TURNS):
        peer.append(_peer(projects))
        for name, work in ours.items():
            took[name].append([cost_of(partial(work, p)).cpu * 1e3 for p in projects])
    alone = median(_peer([project]) for project in projects[:20])
    refused = sum(not may_publish(project, prefix=PREFIX) for project in projects)
    for name, turns in took.items():
        each = spread(value for turn in turns for value in turn)
        ratios = [theirs / (sum(t) / len(t)) for theirs, t in zip(peer, turns, strict=True)]
        yield Row(
            "findings",
            f"{name}, {len(projects)} projects",
            figure=median(ratios),
            unit="× libcoveoc4ids",
            target=targets[name],
            p50=each.p50,
            p95=each.p95,
            p99=each.p99,
            cpu=each.mean,
            peer_cpu=median(peer),
            detail={"peer alone, ms": alone, "refused": refused, "ratios": ratios},
        )


def _peer(projects: list[dict[str, Any]]) -> float:
    """CPU milliseconds that libcoveoc4ids takes for each project."""
    from tests.standard.full_document import full_package
    from tests.standard.oracle import examine

    package = full_package()
    total = 0.0
    for start in range(0, len(projects), IN_PACKAGE):
        package["projects"] = projects[start : start + IN_PACKAGE]
        total += cost_of(partial(examine, package)).cpu
    return total / len(projects) * 1e3
