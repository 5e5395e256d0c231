"""How often a client may ask: so many requests in each minute, counted where all processes can."""

import logging
import time
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from disclosure.api.counters import FileCounters

logger = logging.getLogger(__name__)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
# When the cache cannot be reached, it is not asked again for so many seconds.
_PAUSE = 5.0


class ClientThrottle(BaseThrottle):
    """A fixed number of requests in each period, for a token or else for an address.

    The period starts at the same instant for everybody, so the count is one number that the
    cache increments: exact however many processes answer. If the cache is down nobody is
    refused: reading what is public must not depend on it.
    """

    scope: str | None = None
    _asleep_until = 0.0

    def __init__(self) -> None:
        self._wait: float | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        token = request.auth
        scope = self.scope or ("token" if token else "anonymous")
        limit, seconds = _rate(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"][scope])
        client = f"t{token.pk}" if token else self.get_ident(request)
        now = time.time()
        key = f"api:{scope}:{client}:{int(now // seconds)}".replace(" ", "")
        if self._count(key, seconds) <= limit:
            return True
        self._wait = seconds - now % seconds
        return False

    def wait(self) -> float | None:
        return self._wait

    @classmethod
    def _count(cls, key: str, seconds: int) -> int:
        """This request's number in its period; 0 when the cache does not answer."""
        if time.monotonic() < ClientThrottle._asleep_until:
            return 0
        try:
            return _increment(key, seconds)
        except Exception as problem:  # each cache has its own errors, and none may stop a reader
            ClientThrottle._asleep_until = time.monotonic() + _PAUSE
            logger.warning("throttle: the cache does not answer: %s", problem)
            return 0


class ValidateThrottle(ClientThrottle):
    """Validating costs more than reading."""

    scope = "validate"


def _increment(key: str, seconds: int) -> int:
    cache = caches["default"]
    if isinstance(cache, DatabaseCache):
        return _counters().increment(key, seconds)
    try:
        return cache.incr(key)  # nearly always there
    except ValueError:
        return 1 if cache.add(key, 1, seconds + 5) else cache.incr(key)


@lru_cache(maxsize=1)
def _counters() -> FileCounters:
    return FileCounters(settings.VAR_DIR / "counters.sqlite3")


def _rate(text: str) -> tuple[int, int]:
    """``"600/min"`` → (600, 60)."""
    number, period = text.split("/")
    return int(number), _SECONDS[period[0]]
