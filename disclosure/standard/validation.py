"""Findings of a project or of a package: everything that is to be said about it."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from disclosure.standard.checks import structure
from disclosure.standard.checks.context import Context, Place
from disclosure.standard.checks.decision import identifiers_hold
from disclosure.standard.checks.explain import PACKAGE_VERSION, explain, kind_of
from disclosure.standard.checks.identifiers import check_project_id, has_prefix
from disclosure.standard.checks.missing import check_missing
from disclosure.standard.checks.references import resolve
from disclosure.standard.checks.walk import Plan, project_plan, walk
from disclosure.standard.findings import Finding, Severity
from disclosure.standard.model import standard

_RECOMMENDED = ("license", "publicationPolicy")


def validate_project(
    document: Any,
    *,
    prefix: str | None = None,
    advice: bool = True,
    not_applicable: Collection[str] = (),
    index: int | None = None,
) -> list[Finding]:
    """Everything to be said about one project, errors first, each in the order of the document.

    Never raises, whatever JSON value it is given. `prefix` ("oc4ids-mxdy6h") is the one that the
    id must start with; without it, any registered form will do. With `advice`, the data points of
    the 40 of Jalisco that are missing are findings too, but for those in `not_applicable` (their
    element ids). Fields beyond the standard are always mentioned. With `index`, pointers start at
    the package that the project is in: "/projects/<index>/title".
    """
    base = None if index is None else ((None, "projects"), index)
    return _sorted(_project_findings(document, base, prefix, advice, not_applicable))


def validate_package(
    package: Any, *, prefix: str | None = None, advice: bool = False
) -> list[Finding]:
    """Everything to be said about a package of projects: its own data, then each project.

    Pointers start at the package: "/projects/0/title". Never raises, whatever it is given.
    """
    if type(package) is not dict:
        context = Context({}, None)
        context.add("not-package", None, package, found=kind_of(package))
        return context.finish()
    projects = package.get("projects")
    findings = _package_findings(package, projects, advice)
    if type(projects) is list:
        for index, project in enumerate(projects):
            base: Place = ((None, "projects"), index)
            findings.extend(_project_findings(project, base, prefix, advice, ()))
    return _sorted(findings)


def validate_metadata(metadata: Mapping[str, Any], *, advice: bool = False) -> list[Finding]:
    """Everything to be said about a package but its projects, which were read one by one."""
    package = {**metadata, "projects": [{"id": "-"}]}
    return _sorted(_package_findings(package, None, advice))


def may_publish(document: Any, *, prefix: str | None = None) -> bool:
    """Whether a project has no errors: what `validate_project` would say, decided quickly."""
    if type(document) is not dict:
        return False
    identifier = document.get("id")
    if type(identifier) is not str or not has_prefix(identifier, prefix):
        return False
    try:
        return identifiers_hold(document) and structure.project().accepts(document)
    except RecursionError:
        return False


def _project_findings(
    document: Any,
    base: Place,
    prefix: str | None,
    advice: bool,
    not_applicable: Collection[str],
) -> list[Finding]:
    is_object = type(document) is dict
    context = Context(document if is_object else {}, base)
    if is_object:
        check_project_id(context, document, prefix)
        walk(context, project_plan(), document, base)
        resolve(context)
    try:
        if not structure.project().accepts_quickly(document):
            explain(context, structure.project().errors(document, base), standard().project)
    except RecursionError:
        context.add("too-deep", base)
    if advice and is_object:
        check_missing(context, not_applicable)
    return context.finish()


def _package_findings(package: dict[str, Any], projects: Any, advice: bool) -> list[Finding]:
    context = Context(package, None)
    metadata = {name: value for name, value in package.items() if name != "projects"}
    walk(context, _package_plan(), metadata, None)
    _check_repeated_projects(context, projects)
    try:
        if not structure.envelope().accepts_quickly(package):
            explain(context, structure.envelope().errors(package), standard().package)
    except RecursionError:
        context.add("too-deep", None)
    version = package.get("version")
    if type(version) is str and version != PACKAGE_VERSION and _is_version(context):
        context.add(
            "version-unknown",
            (None, "version"),
            version,
            expected_version=PACKAGE_VERSION,
            suggestion=PACKAGE_VERSION,
        )
    if advice:
        for name in _RECOMMENDED:
            if package.get(name) is None:
                context.add("package-incomplete", (None, name))
    return context.finish()


def _check_repeated_projects(context: Context, projects: Any) -> None:
    first: dict[str, int] = {}
    for index, project in enumerate(projects if type(projects) is list else ()):
        identifier = project.get("id") if type(project) is dict else None
        if type(identifier) is str and first.setdefault(identifier, index) != index:
            context.repeated.add("/projects")
            context.add(
                "project-repeated",
                (((None, "projects"), index), "id"),
                identifier,
                place=f"/projects/{first[identifier]}",
            )


def _is_version(context: Context) -> bool:
    return all(finding.pointer != "/version" for finding in context.findings)


@lru_cache(maxsize=1)
def _package_plan() -> Plan:
    plan = Plan(standard().package)
    del plan.children["projects"]
    return plan


def _sorted(findings: list[Finding]) -> list[Finding]:
    return [
        finding for severity in Severity for finding in findings if finding.severity is severity
    ]
