"""Referring many risks at once: an exact reckoning first, then all of them in one transaction, or none."""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.actions import Refused
from desk.coordination.actions.tasks import check_owner
from desk.coordination.models import Referral
from desk.coordination.owners import answering
from desk.coordination.referrals.actions import Request, check_asked
from risks.models import Flag

MOST = 1000  # risks that one press may refer


class Rule(TextChoices):
    """How the agency of each referral is found."""

    FIXED = "fixed", gettext_lazy("satu instansi untuk semua")
    DUTY = "duty", gettext_lazy("penanggung jawab menurut wilayah kerja, per risiko")


class Left(TextChoices):
    """Why a risk is not referred."""

    OUTSIDE = "outside", gettext_lazy("di luar wilayah tugas Anda")
    CLOSED = "closed", gettext_lazy("sudah ditutup")
    BEFORE = "before", gettext_lazy("sudah dirujuk ke instansi yang sama")
    NOBODY = "nobody", gettext_lazy("belum ada instansi yang bertanggung jawab di sana")


@dataclass(frozen=True, slots=True)
class Part:
    """One risk of many: the agency that would be asked, or why it is left out."""

    flag: Flag
    to: Agency | None
    left: Left | None = None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What would be sent, and what not."""

    parts: list[Part]

    @property
    def sent(self) -> list[Part]:
        """Give the risks that would be referred."""
        return [part for part in self.parts if part.left is None]

    @property
    def count(self) -> int:
        """Count them."""
        return len(self.sent)

    @property
    def left(self) -> list[tuple[str, int]]:
        """Give the reasons to leave some out, in words, with how many each."""
        counts = Counter(part.left for part in self.parts if part.left is not None)
        return [(str(each.label), counts[each]) for each in Left if counts[each]]

    @property
    def shares(self) -> list[tuple[Agency, int]]:
        """Give the agencies with how many each would be asked about, the most first."""
        bodies = {part.to.pk: part.to for part in self.sent if part.to is not None}
        counts = Counter(part.to.pk for part in self.sent if part.to is not None)
        return [(bodies[pk], number) for pk, number in counts.most_common()]

    @property
    def token(self) -> str:
        """Give what changes when other risks or agencies would be meant than the person saw."""
        facts = ",".join(f"{part.flag.pk}>{part.to.pk}" for part in self.sent if part.to is not None)
        return uuid.uuid5(uuid.NAMESPACE_OID, facts).hex


def reckon(
    flags: Sequence[Flag], *, reach: Collection[int], rule: str, fixed: Agency | None, at: datetime
) -> Reckoning:
    """Tell for each risk which agency would be asked; `reach` are the ids of those within the person's remit."""
    agencies = {flag.pk: fixed for flag in flags} if rule == Rule.FIXED else answering(flags, at)
    open_now = set(Referral.objects.open().filter(flag__in=[flag.pk for flag in flags]).values_list("flag_id", "to_id"))

    def part(flag: Flag) -> Part:
        to = agencies.get(flag.pk)
        if flag.pk not in reach:
            return Part(flag, None, Left.OUTSIDE)
        if not flag.open:
            return Part(flag, None, Left.CLOSED)
        if to is None:
            return Part(flag, None, Left.NOBODY)
        return Part(flag, to, Left.BEFORE if (flag.pk, to.pk) in open_now else None)

    return Reckoning([part(flag) for flag in flags])


def send(
    found: Reckoning,
    asked: Request,
    *,
    actor: User,
    at: datetime,
    place: str,
    client_id: uuid.UUID,
) -> int:
    """Refer what was reckoned, in one transaction; sent twice it still refers each once. Gives how many there are."""
    check_asked(asked, at)
    if not found.count:
        raise Refused(_("Tidak ada rujukan yang dapat dibuat dari pilihan ini."))
    for agency, _number in found.shares:
        check_owner(agency)
    ids = {part.flag.pk: uuid.uuid5(client_id, str(part.flag.pk)) for part in found.sent}
    known = Referral.objects.filter(client_id__in=ids.values())
    try:
        with transaction.atomic():
            flags = Flag.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
            shut = [flag.number for flag in flags if not flag.open]
            if known.exists():
                return known.count()
            if shut:
                raise Refused(
                    _("%(number)s baru saja ditutup. Belum ada yang dirujuk; periksa lagi.") % {"number": shut[0]}
                )
            with acting(actor, "referral.bulk", place=place, referrals=len(ids)):
                Referral.objects.bulk_create([_row(part, asked, actor, at, ids) for part in found.sent], batch_size=500)
    except IntegrityError:
        # Two clicks at the same moment: the other one has written them; or somebody referred one of them meanwhile.
        if not known.exists():
            raise Refused(
                _("Sementara itu salah satu risiko sudah dirujuk ke instansi yang sama. Belum ada yang dirujuk.")
            ) from None
    return known.count()


def sent_before(flags: Sequence[Flag], client_id: uuid.UUID) -> bool:
    """Tell whether this press was carried out already."""
    ids = [uuid.uuid5(client_id, str(flag.pk)) for flag in flags]
    return Referral.objects.filter(client_id__in=ids).exists()


def _row(part: Part, asked: Request, actor: User, at: datetime, ids: dict[int, uuid.UUID]) -> Any:
    return Referral(
        election_id=part.flag.election_id,
        flag=part.flag,
        to=part.to,
        asked_by=actor,
        question=asked.question.strip(),
        priority=asked.priority,
        answer_by=asked.answer_by,
        created_at=at,
        asked_at=at,
        client_id=ids[part.flag.pk],
    )
