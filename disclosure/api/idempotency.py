"""Writing once: a request repeated with the same ``Idempotency-Key`` gets the same answer.

The key is taken in a transaction of its own. The effect and its answer are then written in one
transaction that holds the key's row: a process killed in between leaves neither, and whoever
repeats the request does it. A request that fails has no effect, and gives the key back.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from disclosure.api.authentication import token_of
from disclosure.api.errors import InvalidHeader, KeyInUse, KeyReused
from disclosure.api.openapi import JSON
from disclosure.api.renderers import JSONRenderer
from disclosure.models import IdempotentRequest
from disclosure.standard import canonical

KEPT_FOR = timedelta(days=7)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_PRECONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH")


@dataclass(frozen=True)
class Outcome:
    """What a write is answered with."""

    data: dict[str, Any]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def once(request: Request, act: Callable[[], Outcome]) -> HttpResponse:
    """Do ``act``, or repeat the answer that this request's key already had.

    :raises KeyReused: the key came with another request before.
    :raises KeyInUse: the same request is being answered at this moment.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return _answer(act())
    if not _KEY.fullmatch(key):
        raise InvalidHeader(
            header="Idempotency-Key", expected=_("de 1 a 200 caracteres ASCII sin espacios")
        )
    fingerprint = _fingerprint(request)
    held = _take(request, key, fingerprint)
    try:
        with transaction.atomic():
            return _answer_once(held.pk, fingerprint, act)
    except OperationalError as problem:
        if _is_locked(problem):
            raise KeyInUse() from problem
        raise
    except BaseException:
        IdempotentRequest.objects.filter(
            pk=held.pk, status__isnull=True, fingerprint=fingerprint
        ).delete()
        raise


def _answer_once(pk: int, fingerprint: str, act: Callable[[], Outcome]) -> HttpResponse:
    row = IdempotentRequest.objects.select_for_update(nowait=True).filter(pk=pk).first()
    if row is None:
        raise KeyInUse()
    if row.fingerprint != fingerprint:
        raise KeyReused()
    if row.status is not None:
        return HttpResponse(
            row.body,
            status=row.status,
            content_type=JSON,
            headers={**row.headers, "Idempotent-Replayed": "true"},
        )
    outcome = act()
    response = _answer(outcome)
    row.status, row.headers, row.body = outcome.status, outcome.headers, response.text
    row.save(update_fields=["status", "headers", "body"])
    return response


def _answer(outcome: Outcome) -> HttpResponse:
    return HttpResponse(
        JSONRenderer().render(outcome.data),
        status=outcome.status,
        content_type=JSON,
        headers=outcome.headers,
    )


def _take(request: Request, key: str, fingerprint: str) -> IdempotentRequest:
    IdempotentRequest.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return IdempotentRequest.objects.get_or_create(
        user=token_of(request).user, key=key, defaults={"fingerprint": fingerprint}
    )[0]


def _fingerprint(request: Request) -> str:
    """Of everything that makes it the same request."""
    said = [
        request.method,
        request.path,
        token_of(request).entity_id,
        *(request.META.get(name) for name in _PRECONDITIONS),
        request.data,
    ]
    return hashlib.sha256(canonical.canonical_bytes(said)).hexdigest()


def _is_locked(problem: OperationalError) -> bool:
    """Whether another transaction holds the row (PostgreSQL's lock_not_available)."""
    return getattr(problem.__cause__, "pgcode", None) == "55P03"
