"""The words of change for referrals."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import Actor, acting
from desk.coordination.actions import Refused
from desk.coordination.actions.tasks import check_owner, give
from desk.coordination.models import Referral, ReferralAnswer, Task
from desk.coordination.referrals.kinds import ANSWERED, ENDED, OPEN, ReferralState
from desk.coordination.referrals.rules import FORWARD, MOVES
from desk.files import actions as files
from risks.models import Flag

LATEST = timedelta(days=2)  # a task made of a referral whose moment has passed gets so long


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an agency: the words, how urgent, and until when an answer is wanted (zone-aware)."""

    question: str
    priority: str
    answer_by: datetime


def refer(
    flag: Flag,
    to: Agency,
    asked: Request,
    *,
    actor: User,
    at: datetime,
    by: Agency | None = None,
    before: Referral | None = None,
    client_id: uuid.UUID,
) -> Referral:
    """Put a risk before an agency; the same client UUID again gives the first referral and changes nothing.

    Refused when the risk is closed, the agency is, the moment has passed, or this agency has not done with it yet.
    """
    known = Referral.objects.filter(client_id=client_id).first()
    if known:
        return known
    check_asked(asked, at)
    check_agency(to, by)
    try:
        with acting(actor, "referral.send", place=flag.place, agency=to.code):
            # Whoever closes the risk at this moment is waited for; then it is closed.
            row = Flag.objects.select_for_update(of=("self",)).select_related("station").get(pk=flag.pk)
            if not row.open:
                raise Refused(_("%(number)s sudah ditutup; buka kembali sebelum merujuknya.") % {"number": row.number})
            check_free(row, to)
            return Referral.objects.create(
                election_id=row.election_id,
                flag=row,
                to=to,
                by=by,
                asked_by=actor,
                question=asked.question.strip(),
                priority=asked.priority,
                answer_by=asked.answer_by,
                created_at=at,
                asked_at=at,
                before=before,
                client_id=client_id,
            )
    except IntegrityError:
        # Two clicks at the same moment: the other one has written it.
        return Referral.objects.get(client_id=client_id)


def check_asked(asked: Request, at: datetime) -> None:
    """Refuse an empty question and a moment that has passed."""
    if not asked.question.strip():
        raise Refused(_("Tulis apa yang ditanyakan atau diminta."))
    if asked.answer_by <= at:
        raise Refused(_("Batas jawaban sudah lewat. Pilih hari dan jam sesudah sekarang."))


def check_agency(to: Agency, by: Agency | None) -> None:
    """Refuse an agency that no longer sits at the desk, and one that would ask itself."""
    check_owner(to)
    if by is not None and by.pk == to.pk:
        raise Refused(_("%(agency)s tidak dapat merujuk kepada dirinya sendiri.") % {"agency": to})


def check_free(flag: Flag, to: Agency) -> None:
    """Refuse a second open referral of a risk to the same agency, and name the first."""
    other = Referral.objects.open().filter(flag=flag, to=to).first()
    if other:
        raise Refused(
            _("%(flag)s sudah dirujuk ke %(agency)s dengan %(number)s (%(state)s). Lanjutkan di sana.")
            % {"flag": flag.number, "agency": to, "number": other, "state": other.get_state_display()}
        )


def move(
    referral_id: int,
    name: str,
    *,
    actor: User,
    at: datetime,
    text: str = "",
    upload: File | None = None,
    client_id: uuid.UUID | None = None,
) -> Referral:
    """Make one step of a referral's way, with words and perhaps a file; Refused when another was faster."""
    step = MOVES[name]
    if step.needs_text and not text.strip():
        raise Refused(str(step.prompt))
    with transaction.atomic():
        row = locked(referral_id)
        if client_id and ReferralAnswer.objects.filter(client_id=client_id).exists():
            return row
        if row.state not in step.sources:
            raise Refused(changed_meanwhile(row))
        if step.target == ReferralState.SENT:
            check_owner(row.to)
        with acting(actor, f"referral.{name}", reason=text.strip(), place=row.place, agency=row.to.code):
            row.state = step.target
            row.closed_at = at if step.target in ENDED else None
            if step.target in ANSWERED and row.answered_at is None:
                row.answered_at = at
            if step.target == ReferralState.SENT:
                row.asked_at, row.answered_at = at, None
            row.save(update_fields=["state", "closed_at", "answered_at", "asked_at", "changed_at"])
            _say(row, actor=actor, at=at, text=text, state=step.target, upload=upload, client_id=client_id)
    return row


def answer(
    referral_id: int,
    *,
    actor: User,
    at: datetime,
    text: str,
    upload: File | None = None,
    client_id: uuid.UUID | None = None,
) -> Referral:
    """Say something about a referral that is still open, without moving it."""
    if not text.strip() and upload is None:
        raise Refused(_("Tulis jawaban atau lampirkan berkas."))
    with transaction.atomic():
        row = locked(referral_id)
        if client_id and ReferralAnswer.objects.filter(client_id=client_id).exists():
            return row
        if row.state not in OPEN:
            raise Refused(changed_meanwhile(row))
        with acting(actor, "referral.answer", place=row.place, agency=row.to.code):
            _say(row, actor=actor, at=at, text=text, state="", upload=upload, client_id=client_id)
    return row


def forward(
    referral_id: int, to: Agency, asked: Request, *, actor: User, at: datetime, client_id: uuid.UUID
) -> Referral:
    """Refer a risk on to another agency: this referral ends, and the next one, which is given, remembers it."""
    with transaction.atomic():
        row = locked(referral_id)
        known = Referral.objects.filter(client_id=client_id).first()
        if known:
            return known
        if row.state not in FORWARD.sources:
            raise Refused(changed_meanwhile(row))
        if to.pk == row.to_id:
            raise Refused(_("%(agency)s sudah memegang rujukan ini. Pilih instansi lain.") % {"agency": to})
        with acting(actor, "referral.forward", reason=asked.question.strip(), place=row.place, agency=row.to.code):
            row.state, row.closed_at = ReferralState.FORWARDED, at
            row.save(update_fields=["state", "closed_at", "changed_at"])
            said = _("Diteruskan ke %(agency)s.") % {"agency": to}
            _say(row, actor=actor, at=at, text=said, state=ReferralState.FORWARDED, upload=None, client_id=None)
        by = row.by if row.by_id != to.pk else None
        return refer(row.flag, to, asked, actor=actor, at=at, by=by, before=row, client_id=client_id)


def make_task(referral_id: int, *, actor: User, at: datetime) -> Task:
    """Turn a referral into a task of the same agency about the same risk; twice gives the first one."""
    with transaction.atomic():
        row = locked(referral_id)
        if row.task is not None:
            return row.task
        if row.state not in OPEN:
            raise Refused(changed_meanwhile(row))
        first = row.question.strip().splitlines()[0]
        task = give(
            actor=actor,
            at=at,
            election=row.election,
            owner=row.to,
            title=first if len(first) <= 200 else f"{first[:199]}…",
            detail=row.question if row.question.strip() != first or len(first) > 200 else "",
            due_at=row.answer_by if row.answer_by > at else at + LATEST,
            priority=row.priority,
            flag=row.flag,
            requester=row.by,
            client_id=uuid.uuid5(row.client_id, "task"),
        )
        with acting(actor, "referral.task", place=row.place, agency=row.to.code):
            row.task = task
            row.save(update_fields=["task", "changed_at"])
    return task


def hand_over(agency: Agency, to: Agency, *, reason: str, actor: Actor | None, at: datetime) -> int:
    """Give the open referrals of an agency that closes to another one; gives how many there were.

    Those whose risk the other one has been asked about already stay where they are.
    """
    if not to.active or to.pk == agency.pk:
        raise Refused(_("%(agency)s tidak dapat menerima. Pilih instansi lain yang aktif.") % {"agency": to})
    taken = Referral.objects.open().filter(to=to).values("flag")
    rows = Referral.objects.open().filter(to=agency).exclude(flag__in=taken).exclude(by=to)
    with acting(actor, "referral.hand-over", reason=reason, place=agency.region_code, agency=to.code):
        return rows.update(to=to, changed_at=at)


def locked(referral_id: int) -> Referral:
    """Give a referral that nobody else can change until this transaction ends."""
    rows = Referral.objects.select_for_update(of=("self",))
    return rows.select_related("to", "by", "task", "election", "flag__station").get(pk=referral_id)


def changed_meanwhile(row: Referral) -> str:
    """Say that somebody else was faster, who, and what has become of the referral."""
    last = row.answers.select_related("author").exclude(state="").last()
    who = str(last.author) if last and last.author else _("orang lain")
    return _(
        "Sementara itu %(who)s mengubah rujukan ini menjadi “%(state)s”. "
        "Tindakan Anda belum disimpan; baca perubahannya, lalu pilih lagi."
    ) % {"who": who, "state": row.get_state_display()}


def _say(
    row: Referral,
    *,
    actor: User,
    at: datetime,
    text: str,
    state: str,
    upload: File | None,
    client_id: uuid.UUID | None,
) -> None:
    stored = files.keep(upload, upload.name or "lampiran", actor=actor, at=at) if upload is not None else None
    ReferralAnswer.objects.create(
        referral=row,
        author=actor,
        text=text.strip(),
        state=state,
        file=stored,
        written_at=at,
        client_id=client_id or uuid.uuid4(),
    )
