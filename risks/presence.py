"""Who is looking at which risk just now: kept in the cache for less than a minute, tells and never blocks."""

from collections.abc import Iterable

from django.core.cache import cache

from desk.accounts.models import User

LASTS = 45  # seconds; a page says every quarter of a minute that it is still open


def look(user: User, flag_id: int) -> None:
    """Remember that a person has a risk before them; one person looks at one risk at a time."""
    cache.set(_key(user.pk), flag_id, LASTS)


def leave(user: User) -> None:
    """Forget that a person looks at anything."""
    cache.delete(_key(user.pk))


def lookers(people: Iterable[User], flag_ids: Iterable[int]) -> dict[int, list[User]]:
    """Give for each of some risks who of these people has it before them, by user name."""
    known = {_key(each.pk): each for each in people}
    wanted = set(flag_ids)
    found: dict[int, list[User]] = {}
    for key, flag_id in cache.get_many(list(known)).items():
        if flag_id in wanted:
            found.setdefault(flag_id, []).append(known[key])
    for each in found.values():
        each.sort(key=lambda person: person.username)
    return found


def _key(user_id: int) -> str:
    return f"risks.looking.{user_id}"
