"""Redis as the cache, and what happens while it is gone: the database remembers in its place, and no page fails.

Limits on sign-in and used one-time codes live in the cache, so it may not simply forget while Redis is away.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

logger = logging.getLogger(__name__)

LEFT_ALONE = 5.0  # seconds in which a server that did not answer is not asked again
PATIENCE = {"socket_connect_timeout": 1.0, "socket_timeout": 2.0}  # seconds
# Until when each server is left alone; one memory for all threads, each of which has caches of its own.
_away_until: dict[str, float] = {}


class SteadyCache(BaseCache):
    """Asks Redis; while it does not answer, asks the cache named by the option `instead` (none: all is a miss)."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = dict(params.get("OPTIONS", {}))
        self._instead = str(options.pop("instead", ""))
        options = {**PATIENCE, "retry": Retry(NoBackoff(), 1), **options}
        self._redis = RedisCache(server, {**params, "OPTIONS": options})
        self._server = server

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Set a value unless there is one; True when it was set."""
        return bool(self._ask(lambda cache: cache.add(key, value, timeout, version), True))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Give a value, or the default."""
        return self._ask(lambda cache: cache.get(key, default, version), default)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value for `timeout` seconds."""
        self._ask(lambda cache: cache.set(key, value, timeout, version), None)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value longer; False when there is none."""
        return bool(self._ask(lambda cache: cache.touch(key, timeout, version), False))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value; True when there was one."""
        return bool(self._ask(lambda cache: cache.delete(key, version), False))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to a number and give it; ValueError when there is none."""
        return int(self._ask(lambda cache: cache.incr(key, delta, version), None, missing=True))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Tell whether there is a value."""
        return bool(self._ask(lambda cache: cache.has_key(key, version), False))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """Give the values that there are."""
        wanted = list(keys)
        return dict(self._ask(lambda cache: cache.get_many(wanted, version), {}))

    def set_many(self, data: dict[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        """Keep several values; gives the keys that failed, which is none."""
        self._ask(lambda cache: cache.set_many(data, timeout, version), None)
        return []

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Forget several values."""
        gone = list(keys)
        self._ask(lambda cache: cache.delete_many(gone, version), None)

    def clear(self) -> None:
        """Forget everything."""
        self._ask(lambda cache: cache.clear(), None)

    def close(self, **_more: Any) -> None:
        """Leave Redis's connections to its pool."""
        self._redis.close()

    def answers(self) -> bool:
        """Tell whether Redis itself answers now, for the doctor."""
        try:
            self._redis.get("desk.answers")
        except (RedisError, OSError):
            return False
        return True

    def _ask(self, question: Callable[[BaseCache], Any], nothing: Any, *, missing: bool = False) -> Any:
        if time.monotonic() >= _away_until.get(self._server, 0.0):
            try:
                return question(self._redis)
            except ResponseError:
                raise
            except (RedisError, OSError) as error:
                _away_until[self._server] = time.monotonic() + LEFT_ALONE
                logger.warning("Redis does not answer (%s); the database stands in for it", error)
        if self._instead:
            return question(caches[self._instead])
        if missing:
            raise ValueError("no such key while Redis is gone")
        return nothing
