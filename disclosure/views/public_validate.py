"""Anybody checks a file: what is wrong in it, in words. Nothing is kept."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from disclosure import wording
from disclosure.api.throttling import ValidateThrottle
from disclosure.standard.findings import Finding, Severity
from disclosure.standard.reading import Limits, ProjectReader, Unreadable
from disclosure.standard.validation import validate_package, validate_project

MOST_BYTES = 10_000_000
MOST_PROJECTS = 2_000
PROJECTS_SHOWN = 50
FINDINGS_SHOWN = 60
ROWS_WRITTEN = 50_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class ValidateForm(forms.Form):
    """A file or a text, not both."""

    file = forms.FileField(
        label=gettext_lazy("Archivo JSON"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json,.jsonl,application/json"}),
        help_text=gettext_lazy(
            "Un paquete OC4IDS, una lista de proyectos o un solo proyecto, en JSON."
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("O pegue aquí el JSON"),
        required=False,
        strip=False,
        max_length=2_000_000,
        widget=forms.Textarea(
            attrs={"class": "code-input", "rows": 8, "spellcheck": "false", "autocomplete": "off"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        file, text = data.get("file"), data.get("text")
        if self.errors:
            return data
        if file is None and not (text or "").strip():
            raise forms.ValidationError(_("Elija un archivo o pegue el JSON."))
        if file is not None and (text or "").strip():
            raise forms.ValidationError(_("Elija un archivo o pegue el JSON, no ambos."))
        if file is not None and file.size > MOST_BYTES:
            limit = wording.size_in_words(MOST_BYTES)
            self.add_error("file", _("El archivo pasa de %(limit)s.") % {"limit": limit})
        return data

    def stream(self) -> BinaryIO:
        """What was given, to be read."""
        file = self.cleaned_data["file"]
        return file if file is not None else io.BytesIO(self.cleaned_data["text"].encode())


@dataclass
class CheckedProject:
    """What was found in one project."""

    position: int
    identifier: str
    title: str
    findings: list[Finding]
    errors: int = 0
    warnings: int = 0

    def __post_init__(self) -> None:
        self.errors = sum(f.severity is Severity.ERROR for f in self.findings)
        self.warnings = sum(f.severity is Severity.WARNING for f in self.findings)

    @property
    def serious(self) -> list[Finding]:
        """The first errors, then the first warnings."""
        order = list(Severity)
        found = [f for f in self.findings if f.severity is not Severity.ADVICE]
        return sorted(found, key=lambda f: order.index(f.severity))[:FINDINGS_SHOWN]

    @property
    def advice(self) -> list[Finding]:
        return [f for f in self.findings if f.severity is Severity.ADVICE][:FINDINGS_SHOWN]

    @property
    def hidden(self) -> int:
        return len(self.findings) - len(self.serious) - len(self.advice)


@dataclass
class Report:
    """What was found in a file. ``unreadable`` says why the rest of it could not be read."""

    projects: list[CheckedProject] = field(default_factory=list)
    package: list[Finding] = field(default_factory=list)
    shape: str = ""
    unreadable: str = ""

    @property
    def errors(self) -> int:
        package = sum(f.severity is Severity.ERROR for f in self.package)
        return package + sum(project.errors for project in self.projects)

    @property
    def warnings(self) -> int:
        package = sum(f.severity is Severity.WARNING for f in self.package)
        return package + sum(project.warnings for project in self.projects)

    @property
    def invalid(self) -> int:
        return sum(project.errors > 0 for project in self.projects)

    @property
    def shown(self) -> list[CheckedProject]:
        """Projects with errors first."""
        return sorted(self.projects, key=lambda p: (-p.errors, p.position))[:PROJECTS_SHOWN]

    @property
    def hidden(self) -> int:
        return max(0, len(self.projects) - PROJECTS_SHOWN)


@require_http_methods(["GET", "HEAD", "POST"])
def validate(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, ValidateForm())
    wait = _seconds_to_wait(request)
    if wait is not None:
        return _too_many(request, wait)
    form = ValidateForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    report = report_on(form.stream())
    if request.POST.get("as") == "csv":
        return _as_csv(report)
    return _page(request, form, report=report)


def report_on(stream: BinaryIO) -> Report:
    """Read and check what the stream holds, a project at a time. Never raises."""
    reader = ProjectReader(stream, limits=Limits(bytes=MOST_BYTES, projects=MOST_PROJECTS))
    report = Report()
    first: dict[str, int] = {}
    try:
        for read in reader:
            found = [*read.findings, *validate_project(read.document)]
            report.projects.append(_checked(read.index, read.document, found))
            identifier = report.projects[-1].identifier
            before = first.setdefault(identifier, read.index)
            if identifier and before != read.index:
                report.package.append(_repeated(identifier, read.index, before))
    except Unreadable as problem:
        report.unreadable = problem.sentence(wording.reader_language())
    report.shape = reader.shape or ""
    report.package += reader.findings
    if reader.package is not None:
        envelope = validate_package({**reader.package, "projects": []})
        report.package += [f for f in envelope if not f.pointer.startswith("/projects")]
    return report


def _repeated(identifier: str, index: int, before: int) -> Finding:
    return Finding(
        "project-repeated",
        Severity.ERROR,
        f"/projects/{index}/id",
        identifier,
        {"place": f"/projects/{before}"},
    )


def _checked(index: int, document: Any, findings: list[Finding]) -> CheckedProject:
    source = document if isinstance(document, dict) else {}
    identifier, title = source.get("id"), source.get("title")
    return CheckedProject(
        position=index + 1,
        identifier=identifier if isinstance(identifier, str) else "",
        title=title.strip() if isinstance(title, str) else "",
        findings=findings,
    )


def _page(
    request: HttpRequest, form: ValidateForm, *, report: Report | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "crumbs": [{"label": _("Inicio"), "url": reverse("home")}],
        "form": form,
        "report": report,
        "limit": wording.size_in_words(MOST_BYTES),
    }
    return render(request, "disclosure/public/validate.html", context, status=status)


def _as_csv(report: Report) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="hallazgos.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(
        [_("Proyecto"), _("Identificador"), _("Gravedad"), _("Lugar"), _("Qué pasa"), _("Clave")]
    )
    for number, row in enumerate(_rows(report)):
        if number == ROWS_WRITTEN:
            break
        writer.writerow([_harmless(cell) for cell in row])
    return response


def _rows(report: Report) -> Iterator[list[str]]:
    lang = wording.reader_language()
    if report.unreadable:
        yield ["", "", _("Error"), "", report.unreadable, "unreadable"]
    for finding in report.package:
        yield [
            "",
            "",
            finding.severity.value,
            finding.pointer,
            finding.sentence(lang),
            finding.code,
        ]
    for project in report.projects:
        for finding in project.findings:
            yield [
                str(project.position),
                project.identifier,
                finding.severity.value,
                finding.pointer,
                finding.sentence(lang),
                finding.code,
            ]


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _seconds_to_wait(request: HttpRequest) -> float | None:
    """As many checks as through the API, counted together; ``None`` if this one may go on."""
    throttle = ValidateThrottle()
    request.auth = None  # type: ignore[attr-defined]
    allowed = throttle.allow_request(request, None)  # type: ignore[arg-type]
    return None if allowed else throttle.wait() or 1.0


def _too_many(request: HttpRequest, wait: float) -> HttpResponse:
    form = ValidateForm(request.POST)
    form.full_clean()
    form.errors.clear()
    form.add_error(
        None,
        _("Ha revisado muchos archivos en poco tiempo. Espere %(seconds)s segundos y repita.")
        % {"seconds": int(wait) + 1},
    )
    response = _page(request, form, status=429)
    response.headers["Retry-After"] = str(int(wait) + 1)
    return response
