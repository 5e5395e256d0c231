"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from entities.queries import current_chapter, offices_of


def portal(request: HttpRequest) -> dict[str, Any]:
    """``chapter``, ``demo`` and, for people who signed in, ``offices`` (what they may open)."""
    user = getattr(request, "user", None)
    return {
        # Lazy: a page that has read it already gives it itself.
        "chapter": SimpleLazyObject(current_chapter),
        "demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "offices": offices_of(user) if user is not None and user.is_authenticated else None,
    }
