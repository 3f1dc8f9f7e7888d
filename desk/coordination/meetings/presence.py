"""Who writes which item's minutes just now: kept in the cache for some seconds, tells and never blocks."""

from collections.abc import Iterable

from django.core.cache import cache

from desk.accounts.models import User

LASTS = 20  # seconds; an open page says every five what its person writes


def write(user: User, meeting_id: int, item_id: int) -> None:
    """Remember that a person writes under an item (0: has the page open, writes nothing)."""
    cache.set(_key(meeting_id, user.pk), item_id, LASTS)


def leave(user: User, meeting_id: int) -> None:
    """Forget that a person is there."""
    cache.delete(_key(meeting_id, user.pk))


def writers(people: Iterable[User], meeting_id: int) -> list[tuple[User, int]]:
    """Give who of these people has the page open and at which item, by name."""
    known = {_key(meeting_id, each.pk): each for each in people}
    found = [(known[key], item_id) for key, item_id in cache.get_many(list(known)).items()]
    return sorted(found, key=lambda each: str(each[0]))


def _key(meeting_id: int, user_id: int) -> str:
    return f"meetings.writing.{meeting_id}.{user_id}"
