"""Who is named with an "@" in an answer: people by their user name, agencies by their code."""

import re
from dataclasses import dataclass

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.coordination.access import visible_to
from desk.coordination.models import Task

# An address like ketua@kpu.example names nobody.
_NAME = re.compile(r"(?<![\w.])@([A-Za-z0-9][\w.+-]*)")
MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a text reaches, each with the agency by which they were named, and the names that reach nobody."""

    people: list[tuple[User, Agency | None]]
    unheard: list[str]


def named_in(text: str, task: Task) -> Named:
    """Find whom a text names of those who may read the task; nobody is told of a task that they cannot open."""
    words = list(dict.fromkeys(word.rstrip(".-_").lower() for word in _NAME.findall(text)))[:MOST_NAMES]
    if not words:
        return Named([], [])
    agencies = {each.code: each for each in Agency.objects.active().filter(code__in=words)}
    people = User.objects.filter(is_active=True).select_related("agency")
    by_name = {each.username.lower(): each for each in people.filter(username__in=words)}
    of_agency: dict[int, list[User]] = {}
    for each in people.filter(agency__in=agencies.values()):
        of_agency.setdefault(each.agency_id or 0, []).append(each)
    found: dict[int, tuple[User, Agency | None]] = {}
    unheard = []
    for word in words:
        agency = agencies.get(word)
        # A liaison's user name is often the agency's code; then the whole agency is meant.
        candidates = of_agency.get(agency.pk, []) if agency else [by_name[word]] if word in by_name else []
        readers = [each for each in candidates if visible_to(each).filter(pk=task.pk).exists()]
        for each in readers:
            found.setdefault(each.pk, (each, agency))
        if not readers:
            unheard.append(word)
    return Named(list(found.values()), unheard)
