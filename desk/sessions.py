"""Sessions stand in the database; Redis only saves most of the reading, and never for longer than a minute.

A copy that outlived its session, because somebody signed out while Redis was away, ends by itself within that minute.
"""

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore
from django.core.cache import caches

LONGEST_COPY = 60  # seconds


class SessionStore(CachedStore):
    """A session in the database with a short-lived copy in the cache."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._cache: Any = _Brief(caches[settings.SESSION_CACHE_ALIAS])


class _Brief:
    """The cache, with a limit on how long it keeps a copy."""

    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def __contains__(self, key: str) -> bool:
        return key in self._cache

    def get(self, key: str) -> Any:
        return self._cache.get(key)

    def set(self, key: str, value: Any, timeout: float) -> None:
        self._cache.set(key, value, min(timeout, LONGEST_COPY))

    def delete(self, key: str) -> None:
        self._cache.delete(key)
