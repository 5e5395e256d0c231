"""An entity's own system at work: start, save, submit, return, publish, withdraw."""

import re
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from disclosure import actions
from disclosure.api.addresses import address_of
from disclosure.api.authentication import own_project, token_of
from disclosure.api.base import ApiView, HasToken
from disclosure.api.errors import BodyInvalid, BodyUnexpected
from disclosure.api.history import revision_summary
from disclosure.api.idempotency import Outcome, once
from disclosure.api.openapi import ID_PARAMETER, JSON, answers, in_header, takes
from disclosure.errors import NotFound, VersionRequired
from disclosure.models import Draft
from disclosure.permissions import Action
from disclosure.standard import canonical
from disclosure.standard.findings import Finding
from disclosure.standard.reading import Unreadable

# A version that nothing ever has.
_NONE_SUCH = 0
_LONGEST_REASON = 4000
_TAG = re.compile(r'\s*(?:W/)?"([0-9]{1,9})"\s*')
KEY_HEADER = in_header(
    "Idempotency-Key",
    _("Una clave única: repetir la petición con ella repite la respuesta y no la acción."),
)
IF_MATCH = in_header("If-Match", _('La versión que leyó, por ejemplo "3".'), required=True)


def expected_version(request: Request) -> int:
    """The version in ``If-Match``. A tag that no version has matches nothing (412).

    :raises VersionRequired: without it, and for ``*``: nothing is overwritten unseen.
    """
    header = request.META.get("HTTP_IF_MATCH", "").strip()
    if not header or header == "*":
        raise VersionRequired()
    found = _TAG.fullmatch(header)
    return int(found[1]) if found else _NONE_SUCH


def reason_of(request: Request) -> str:
    """The body's ``reason``, or "". :raises BodyInvalid: it has anything else."""
    body = _fields(request)
    reason = body.get("reason", "")
    if body.keys() - {"reason"} or not isinstance(reason, str) or len(reason) > _LONGEST_REASON:
        raise BodyInvalid()
    return reason


def nothing_in(request: Request) -> None:
    if _fields(request):
        raise BodyUnexpected()


def document_of(request: Request) -> dict[str, Any]:
    """:raises Unreadable: there is no body at all."""
    if not int(request.META.get("CONTENT_LENGTH") or 0):
        raise Unreadable("empty")
    return _fields(request)


def _fields(request: Request) -> dict[str, Any]:
    """What the parser read: an object, empty if there was no body."""
    body = request.data
    assert isinstance(body, dict)
    return body


def status_of(draft: Draft) -> dict[str, Any]:
    """What is known of a draft, besides its document."""
    findings = [Finding.from_json(record).as_json() for record in draft.findings]
    return {
        "id": draft.project.oc4ids_id,
        "version": draft.version,
        "state": draft.state,
        "returned_reason": draft.returned_reason,
        "base_revision": draft.base_revision.number if draft.base_revision else None,
        "edited_at": draft.edited_at,
        "submitted_at": draft.submitted_at,
        "sha256": canonical.digest(draft.document.encode()),
        "errors": draft.errors_count,
        "warnings": draft.warnings_count,
        "missing": draft.missing_count,
        "findings": findings,
        "url": address_of("draft", draft.project.oc4ids_id),
    }


def saved(draft: Draft, *, is_new: bool = False) -> Outcome:
    headers = {"ETag": f'"{draft.version}"'}
    if is_new:
        headers["Location"] = address_of("draft", draft.project.oc4ids_id)
    return Outcome(status_of(draft), 201 if is_new else 200, headers)


class StartProject:
    """``POST projects/``, beside the public's ``GET``."""

    @extend_schema(
        operation_id="projects_start",
        summary=_("Iniciar un proyecto"),
        description=_(
            "Crea un proyecto de la entidad de la llave, con su borrador. Sin id, el portal le da "
            "el siguiente."
        ),
        parameters=[KEY_HEADER],
        request=takes("Oc4idsProject"),
        responses=answers("DraftStatus", 201),
    )
    def post(self, request: Request) -> HttpResponseBase:
        token, document = token_of(request), document_of(request)
        return once(
            request,
            lambda: saved(
                actions.start_project(
                    actor=token.user,
                    entity=token.entity,
                    document=document,
                ),
                is_new=True,
            ),
        )


class DraftView(ApiView):
    tag = "drafts"
    permission_classes = [HasToken]

    @extend_schema(
        operation_id="draft_read",
        summary=_("El documento del borrador"),
        description=_("Los bytes del borrador. Su versión va en ETag."),
        parameters=[ID_PARAMETER],
        responses=answers("Oc4idsProject"),
    )
    def get(self, request: Request, oc4ids_id: str) -> HttpResponseBase:
        draft = _draft_of(request, oc4ids_id)
        return HttpResponse(
            draft.document, content_type=JSON, headers={"ETag": f'"{draft.version}"'}
        )

    @extend_schema(
        operation_id="draft_save",
        summary=_("Guardar el borrador"),
        description=_(
            "Reemplaza el documento entero. Lleva If-Match con la versión leída; o bien, para "
            "empezar el borrador de un proyecto publicado que no tiene, If-None-Match: *."
        ),
        parameters=[
            ID_PARAMETER,
            in_header("If-Match", _('La versión que leyó, por ejemplo "3".')),
            in_header("If-None-Match", _("«*»: todavía no hay borrador.")),
            KEY_HEADER,
        ],
        request=takes("Oc4idsProject"),
        responses=answers("DraftStatus") | answers("DraftStatus", 201),
    )
    def put(self, request: Request, oc4ids_id: str) -> HttpResponseBase:
        project = own_project(request, oc4ids_id, Action.EDIT)
        actor = token_of(request).user
        begins = request.META.get("HTTP_IF_NONE_MATCH", "").strip() == "*"
        version = None if begins else expected_version(request)
        document = document_of(request)
        return once(
            request,
            lambda: saved(
                actions.save_draft(
                    actor=actor,
                    project=project,
                    document=document,
                    expected_version=version,
                ),
                is_new=begins,
            ),
        )


class DraftFindingsView(ApiView):
    tag = "drafts"
    permission_classes = [HasToken]

    @extend_schema(
        operation_id="draft_findings",
        summary=_("Estado y hallazgos del borrador"),
        description=_("En captura, en revisión o devuelto, con el motivo; y qué le falta."),
        parameters=[ID_PARAMETER],
        responses=answers("DraftStatus"),
    )
    def get(self, request: Request, oc4ids_id: str) -> HttpResponseBase:
        return self.answer(status_of(_draft_of(request, oc4ids_id)))


class SubmitView(ApiView):
    tag = "drafts"
    permission_classes = [HasToken]

    @extend_schema(
        operation_id="draft_submit",
        summary=_("Enviar a revisión"),
        parameters=[ID_PARAMETER, IF_MATCH, KEY_HEADER],
        request=None,
        responses=answers("DraftStatus"),
    )
    def post(self, request: Request, oc4ids_id: str) -> HttpResponseBase:
        project = own_project(request, oc4ids_id, Action.EDIT)
        actor = token_of(request).user
        version = expected_version(request)
        nothing_in(request)
        return once(
            request,
            lambda: saved(
                actions.submit_draft(actor=actor, project=project, expected_version=version)
            ),
        )


class ReturnView(ApiView):
    tag = "drafts"
    permission_classes = [HasToken]

    @extend_schema(
        operation_id="draft_return",
        summary=_("Devolver con observaciones"),
        parameters=[ID_PARAMETER, IF_MATCH, KEY_HEADER],
        request=takes("Reason"),
        responses=answers("DraftStatus"),
    )
    def post(self, request: Request, oc4ids_id: str) -> HttpResponseBase:
        project = own_project(request, oc4ids_id, Action.REVIEW)
        actor = token_of(request).user
        version, reason = expected_version(request), reason_of(request)
        return once(
            request,
            lambda: saved(
                actions.return_draft(
                    actor=actor,
                    project=project,
                    expected_version=version,
                    reason=reason,
                )
            ),
        )


class PublishView(ApiView):
    tag = "drafts"
    permission_classes = [HasToken]

    @extend_schema(
        operation_id="draft_publish",
        summary=_("Publicar"),
        description=_("Hace del borrador la siguiente versión pública. ETag es su número."),
        parameters=[ID_PARAMETER, IF_MATCH, KEY_HEADER],
        request=takes("OptionalReason"),
        responses=answers("Publication", 201),
    )
    def post(self, request: Request, oc4ids_id: str) -> HttpResponseBase:
        project = own_project(request, oc4ids_id, Action.REVIEW)
        actor = token_of(request).user
        version, reason = expected_version(request), reason_of(request)

        def publish() -> Outcome:
            revision = actions.publish_draft(
                actor=actor,
                project=project,
                expected_version=version,
                reason=reason,
            )
            summary = revision_summary(project, revision)
            return Outcome(
                {
                    "id": project.oc4ids_id,
                    "url": address_of("project", project.oc4ids_id),
                    "revision": summary,
                },
                201,
                {"ETag": f'"{revision.number}"', "Location": str(summary["url"])},
            )

        return once(request, publish)


class WithdrawView(ApiView):
    tag = "drafts"
    permission_classes = [HasToken]

    @extend_schema(
        operation_id="project_withdraw",
        summary=_("Retirar de la consulta pública"),
        description=_("If-Match lleva el número de la versión publicada que se retira."),
        parameters=[ID_PARAMETER, IF_MATCH, KEY_HEADER],
        request=takes("Reason"),
        responses=answers("Withdrawal"),
    )
    def post(self, request: Request, oc4ids_id: str) -> HttpResponseBase:
        project = own_project(request, oc4ids_id, Action.WITHDRAW)
        actor = token_of(request).user
        number, reason = expected_version(request), reason_of(request)

        def withdraw() -> Outcome:
            withdrawn = actions.withdraw_project(
                actor=actor,
                project=project,
                reason=reason,
                expected_revision=number,
            )
            return Outcome(
                {
                    "id": withdrawn.oc4ids_id,
                    "withdrawn_at": withdrawn.withdrawn_at,
                    "reason": withdrawn.withdrawn_reason,
                }
            )

        return once(request, withdraw)


def _draft_of(request: Request, oc4ids_id: str) -> Draft:
    """:raises NotFound: there is no such project of the token's entity, or it has no draft."""
    project = own_project(request, oc4ids_id, Action.VIEW)
    draft = Draft.objects.select_related("project", "base_revision").filter(project=project).first()
    if draft is None:
        raise NotFound()
    return draft
