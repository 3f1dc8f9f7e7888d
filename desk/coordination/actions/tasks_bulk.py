"""The words of change for many tasks at once: one for each place or risk, all of them or none."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.actions.tasks import Refused, check_due, check_owner
from desk.coordination.models import Task
from risks.models import Flag
from tps.models import Election, PollingStation, Region

MOST = 2000


@dataclass(frozen=True, slots=True)
class Part:
    """One task of many: what it is about, its name for the title, and which agency does it (None: nobody is known)."""

    thing: Flag | PollingStation | Region
    name: str
    owner: Agency | None

    @property
    def key(self) -> str:
        """Give what tells this part from the others of the same selection."""
        return f"{self.thing._meta.label}:{self.thing.pk}"


def give_each(
    parts: Sequence[Part],
    *,
    actor: User,
    at: datetime,
    election: Election,
    title: str,
    detail: str,
    due_at: datetime,
    priority: str,
    place: str,
    client_id: uuid.UUID,
) -> int:
    """Give a task for each part that has an owner, in one transaction; sent twice it still gives each once.

    `{wilayah}` in the title becomes the part's name. Gives how many tasks there are of this selection.
    """
    check_due(due_at, at)
    owned = [(part, part.owner) for part in parts if part.owner is not None]
    if not owned:
        raise Refused(_("Tidak ada tugas yang dapat dibuat: belum ada instansi untuk satu pun pilihan."))
    if len(owned) > MOST:
        raise Refused(_("Itu lebih dari %(most)s tugas. Persempit pilihannya.") % {"most": MOST})
    for agency in {owner.pk: owner for _part, owner in owned}.values():
        check_owner(agency)
    ids = [uuid.uuid5(client_id, part.key) for part, _owner in owned]
    made = [
        Task(
            election=election,
            title=title.replace("{wilayah}", part.name)[:200],
            detail=detail,
            owner=owner,
            requested_by=actor,
            due_at=due_at,
            priority=priority,
            flag=part.thing if isinstance(part.thing, Flag) else None,
            station=part.thing if isinstance(part.thing, PollingStation) else None,
            region=part.thing if isinstance(part.thing, Region) else None,
            created_at=at,
            client_id=each,
        )
        for (part, owner), each in zip(owned, ids, strict=True)
    ]
    known = Task.objects.filter(client_id__in=ids)
    if not known.exists():
        try:
            with acting(actor, "task.bulk", place=place, tasks=len(made)):
                Task.objects.bulk_create(made, batch_size=500)
        except IntegrityError:
            # Two clicks at the same moment: the other one has written them.
            if not known.exists():
                raise
    return known.count()
