"""What turns a meeting's rows into the paper of its minutes. Reads only; actions change."""

from datetime import datetime

from django.conf import settings
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk import clock
from desk.accounts.models import User
from desk.coordination.meetings import pdf, words
from desk.coordination.meetings.kinds import Presence
from desk.coordination.models import AgendaItem, Decision, Meeting
from desk.paper.actions import Identity
from desk.paper.models import Letterhead, spoken
from desk.paper.sheet import Head, Proof, Signature
from tps.models import Region

LANGUAGE = "id"


def paper(
    meeting: Meeting,
    letterhead: Letterhead,
    identity: Identity | None,
    at: datetime,
    *,
    corrects: str = "",
    approver: User | None = None,
) -> tuple[bytes, int]:
    """Draw a meeting's minutes as they stand in their rows; without an identity they are marked as a draft."""
    with override(LANGUAGE):
        return pdf.render(record(meeting, letterhead, identity, at, corrects=corrects, approver=approver))


def title(meeting: Meeting) -> str:
    """Give the subject line of a meeting's minutes."""
    with override(LANGUAGE):
        return _("Notulen %(kind)s, %(day)s") % {
            "kind": meeting.get_kind_display(),
            "day": words.day(meeting.starts_at),
        }


def filename(meeting: Meeting) -> str:
    """Give a file name that sorts: notulen-2024-01-29-rapat-koordinasi.pdf, with the revision when there is one."""
    revision = f"-r{meeting.revision}" if meeting.revision else ""
    return (
        f"notulen-{clock.local(meeting.starts_at):%Y-%m-%d}-{slugify(meeting.title)[:60] or meeting.pk}{revision}.pdf"
    )


def province_of(meeting: Meeting) -> str:
    """Give the dotted code of the province on whose paper the minutes are written."""
    code = meeting.place or meeting.host.region_code
    if code:
        return code[:2]
    return Region.objects.filter(level="province").order_by("code").values_list("code", flat=True).first() or "36"


def record(
    meeting: Meeting,
    letterhead: Letterhead,
    identity: Identity | None,
    at: datetime,
    *,
    corrects: str = "",
    approver: User | None = None,
) -> pdf.Record:
    """Give all that the paper says, in the language that is active."""
    items = meeting.items.select_related("minutes", "flag", "task", "decision__meeting").order_by("position", "pk")
    asked = meeting.invitations.filter(withdrawn_at__isnull=True).select_related("agency").order_by("agency__name")
    before = meeting.previous
    day = words.day(at)
    correction = ""
    if corrects:
        correction = _("Perbaikan. Notulen ini mengganti notulen nomor %(number)s. Alasan: %(reason)s") % {
            "number": corrects,
            "reason": meeting.reason,
        }
    return pdf.Record(
        head=Head(letterhead.government, letterhead.office, letterhead.address, bytes(letterhead.logo or b"")),
        number=identity.number if identity else _("(diberikan saat disahkan)"),
        classification=letterhead.classification,
        enclosures="-",
        subject=title(meeting),
        place_and_date=f"{letterhead.city}, {day}" if letterhead.city else day,
        title=meeting.title,
        facts=_facts(meeting),
        attendees=[
            pdf.Attendee(
                each.agency.name,
                str(each.get_presence_display()) if each.presence != Presence.UNKNOWN else "",
                each.attended_as,
            )
            for each in asked
        ],
        points=[pdf.Point(each.title, about(each), each.duration, each.minutes.text) for each in items],
        before=_before(before, at) if before else "",
        follow_ups=[_outcome(each, with_state=True) for each in _of(before)] if before else [],
        decisions=[_outcome(each) for each in _of(meeting)],
        people=_people(meeting, approver, at),
        signature=Signature(meeting.chair_position, str(meeting.chair) if meeting.chair else ""),
        proof=_proof(identity),
        copies=[line.strip() for line in letterhead.copies_to.splitlines() if line.strip()],
        correction=correction,
        draft="" if identity else _("KONSEP"),
    )


def about(item: AgendaItem) -> str:
    """Say what an item of an agenda came from: R-0012, T-0007, or the meeting before."""
    if item.flag:
        return item.flag.number
    if item.task:
        return item.task.number
    if item.decision:
        return _("keputusan %(day)s") % {"day": words.short_day(item.decision.meeting.starts_at)}
    return ""


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    return [
        (_("Hari, tanggal"), words.weekday(meeting.starts_at)),
        (_("Waktu"), words.hours(meeting.starts_at, meeting.ends_at)),
        (_("Tempat"), meeting.venue or _("daring")),
        *([(_("Tautan daring"), meeting.link)] if meeting.link else []),
        (_("Jenis"), capfirst(str(meeting.get_kind_display()))),
        (_("Penyelenggara"), meeting.host.name),
        (_("Pimpinan rapat"), meeting.chair_position),
    ]


def _of(meeting: Meeting) -> list[Decision]:
    return list(meeting.decisions.select_related("owner", "task").order_by("created_at", "pk"))


def _outcome(decision: Decision, *, with_state: bool = False) -> pdf.Outcome:
    task = decision.task
    named = ""
    if task:
        named = f"{task.number}\n{task.get_state_display()}" if with_state else task.number
    return pdf.Outcome(
        decision.text,
        decision.owner.name if decision.owner else "",
        words.short_day(decision.due_at) if decision.due_at else "",
        named,
    )


def _before(meeting: Meeting, at: datetime) -> str:
    return _("Keputusan “%(meeting)s”, %(day)s; keadaan tugas per %(at)s.") % {
        "meeting": meeting.title,
        "day": words.day(meeting.starts_at),
        "at": words.moment(at),
    }


def _people(meeting: Meeting, approver: User | None, at: datetime) -> str:
    prepared = _("Disusun oleh %(name)s") % {"name": meeting.created_by or _("desk")}
    if approver is None:
        return _("%(prepared)s; belum disahkan.") % {"prepared": prepared}
    return _("%(prepared)s; disahkan oleh %(name)s pada %(at)s.") % {
        "prepared": prepared,
        "name": approver,
        "at": words.moment(at),
    }


def _proof(identity: Identity | None) -> Proof:
    if identity is None:
        return Proof(settings.SITE_URL, (_("Konsep untuk ditinjau; belum disahkan dan belum bernomor."),))
    return Proof(
        identity.url,
        (
            _("Verifikasi dokumen: kode %(code)s") % {"code": spoken(identity.code)},
            identity.url,
            _("Kode ini memeriksa keaslian berkas; bukan tanda tangan elektronik."),
        ),
    )
