"""The simulated meetings: two that were held, with approved minutes and decisions, and one tomorrow."""

from datetime import datetime, timedelta
from typing import NamedTuple

from desk.coordination import actions as tasks
from desk.coordination.meetings.actions import agenda, approval, decisions, invitations, meetings, minutes
from desk.coordination.meetings.kinds import MeetingKind, Presence
from desk.coordination.meetings.reading import chosen, proposals
from desk.coordination.models import Invitation, Meeting
from desk.demo.draw import identifier
from desk.demo.scene import Scene

CHAIR = "Sekretaris Daerah selaku Ketua Desk Pemilu"
TOMORROW = "Rapat koordinasi kesiapan hari pemungutan suara"
VENUE = "Ruang rapat Setda Provinsi Banten, KP3B Serang (simulasi)"


class Plan(NamedTuple):
    """A decision: text, agency, due so many days after the meeting, and the step that its task has made since."""

    text: str
    owner: str
    due: int
    step: str = ""
    said: str = ""


class Past(NamedTuple):
    """A meeting that was held so many days ago: its items with what was said, who came, what was decided."""

    title: str
    days: int
    kind: MeetingKind
    items: tuple[tuple[str, int, str], ...]
    came: tuple[tuple[str, Presence, str], ...]
    decisions: tuple[Plan, ...]


PAST = (
    Past(
        "Rapat koordinasi pembentukan desk dan pemetaan kerawanan",
        16,
        MeetingKind.COORDINATION,
        (
            (
                "Pembukaan dan arahan ketua desk",
                15,
                "Ketua desk membuka rapat dan meminta kerawanan dipetakan sedini mungkin.\n"
                "- Dukungan anggaran sudah siap; persiapan teknis dilanjutkan\n"
                "- Semua daftar instansi dicatat dengan sumber dan tanggalnya",
            ),
            (
                "TPS tanpa sinyal",
                30,
                "KPU menyampaikan daftar TPS tanpa sinyal yang masih berbeda antar sumber.\n"
                "- Diskominfo menguji sinyal di lapangan\n- ORARI menyiapkan jaringan radio cadangan",
            ),
            ("TPS rawan banjir", 30, "BPBD mengumpulkan TPS rawan banjir dan mengusulkan lokasi cadangan."),
        ),
        (
            ("kpu", Presence.PRESENT, "Ketua"),
            ("bawaslu", Presence.REPRESENTED, "Kepala Bagian Pengawasan"),
            ("diskominfo", Presence.PRESENT, "Kepala Dinas"),
            ("bpbd", Presence.PRESENT, "Kepala Pelaksana"),
            ("forkopimda", Presence.ABSENT, ""),
        ),
        (
            Plan(
                "Uji sinyal di seluruh TPS yang keterangannya berbeda", "diskominfo", 8, "done", "Hasil uji terlampir."
            ),
            Plan("Kirim daftar TPS rawan banjir beserta lokasi cadangannya", "bpbd", 10),
            Plan("Sampaikan tata cara rekapitulasi manual untuk TPS tanpa sinyal", "kpu", 12, "accept"),
        ),
    ),
    Past(
        "Rapat evaluasi mitigasi pekan kedua",
        7,
        MeetingKind.EVALUATION,
        (
            ("Tindak lanjut rapat lalu", 20, "Uji sinyal selesai; daftar banjir masih ditunggu dari dua kabupaten."),
            (
                "Distribusi logistik ke pulau",
                25,
                "Jadwal kapal ke Pulau Tunda menunggu prakiraan gelombang.\n"
                "1. Kapal cadangan disiapkan\n2. Keputusan berangkat paling lambat sehari sebelumnya",
            ),
        ),
        (
            ("kpu", Presence.PRESENT, "Kepala Divisi Logistik"),
            ("bawaslu", Presence.PRESENT, "Ketua"),
            ("diskominfo", Presence.REPRESENTED, "Kepala Bidang Infrastruktur"),
            ("bpbd", Presence.REPRESENTED, "Kepala Bidang Kesiapsiagaan"),
            ("forkopimda", Presence.PRESENT, "Sekretariat"),
        ),
        (
            Plan("Siapkan kapal cadangan untuk logistik Pulau Tunda", "bpbd", 5),
            Plan("Pasang titik kirim di luar wilayah adat Kanekes", "diskominfo", 11, "start"),
            Plan("Bahas jam pemungutan suara di wilayah adat bersama tokoh setempat", "forkopimda", 12),
        ),
    ),
)


def write_meetings(scene: Scene) -> int:
    """Write the meetings the ordinary way; gives how many tasks came of their decisions."""
    before: Meeting | None = None
    for past in PAST:
        before = _held(scene, past, before)
    _tomorrow(scene, before)
    return sum(len(past.decisions) for past in PAST)


def _wish(scene: Scene, title: str, kind: MeetingKind, start: datetime, before: Meeting | None) -> meetings.Wish:
    return meetings.Wish(
        title=title,
        kind=kind,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        venue=VENUE,
        link="",
        region=None,
        host=scene.agencies["kesbangpol"],
        chair=scene.people["pejabat"],
        chair_position=CHAIR,
        previous=before,
    )


def _morning(scene: Scene, days: int) -> datetime:
    return scene.at.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=days)


def _held(scene: Scene, past: Past, before: Meeting | None) -> Meeting:
    start, actor = _morning(scene, -past.days), scene.people["operator.banten"]
    meeting = meetings.plan(
        _wish(scene, past.title, past.kind, start, before),
        actor=actor,
        at=start - timedelta(days=3),
        election=scene.election,
        client_id=identifier(scene.at.date(), "meeting", past.title),
    )
    for code, presence, position in past.came:
        Invitation.objects.create(
            meeting=meeting, agency=scene.agencies[code], added_at=start - timedelta(days=3),
            sent_at=start - timedelta(days=2), presence=presence, attended_as=position,
        )  # fmt: skip
    items = [
        agenda.add(
            meeting.pk, actor=actor, at=start - timedelta(days=2), title=title, duration=duration,
            client_id=identifier(scene.at.date(), "item", past.title, title),
        )
        for title, duration, _text in past.items
    ]  # fmt: skip
    meetings.begin(meeting.pk, actor=actor, at=start)
    end = start + timedelta(hours=2)
    for item, (_title, _duration, text) in zip(items, past.items, strict=True):
        minutes.save(item.pk, text, actor=actor, at=end, base=0)
    for plan in past.decisions:
        wish = decisions.Wish(plan.text, items[-1], scene.agencies[plan.owner], end + timedelta(days=plan.due, hours=5))
        decision = decisions.record(
            meeting.pk, wish, actor=actor, at=end, client_id=identifier(scene.at.date(), "decision", plan.text)
        )
        task = decisions.make_task(meeting.pk, decision.pk, actor=actor, at=end)
        if plan.step:
            who = scene.people.get(plan.owner, actor)
            tasks.move(task.pk, plan.step, actor=who, at=end + timedelta(days=2), text=plan.said)
    official = scene.people["pejabat"]
    approval.approve(meeting.pk, actor=official, at=end + timedelta(hours=4), seen=approval.seen_of(meeting))
    meeting.refresh_from_db()
    return meeting


def _tomorrow(scene: Scene, before: Meeting | None) -> None:
    actor, at = scene.people["operator.banten"], scene.ago(1)
    meeting = meetings.plan(
        _wish(scene, TOMORROW, MeetingKind.COORDINATION, _morning(scene, 1), before),
        actor=actor,
        at=at,
        election=scene.election,
        client_id=identifier(scene.at.date(), "meeting", "tomorrow"),
    )  # fmt: skip
    agenda.add(
        meeting.pk, actor=actor, at=at, title="Pembukaan dan arahan ketua desk", duration=10,
        client_id=identifier(scene.at.date(), "item", "tomorrow"),
    )  # fmt: skip
    groups = proposals(meeting, scene.at)
    keys = [each.key for group in groups for each in group.choices[: 3 if group.name == "before" else 2]]
    agenda.take_up(meeting.pk, chosen(groups, keys), actor=actor, at=at)
    invited = [scene.agencies[code] for code in ("kpu", "bawaslu", "diskominfo", "bpbd", "forkopimda")]
    invitations.add(meeting.pk, invited, actor=actor, at=at)
    invitations.send_out(meeting.pk, actor=actor, at=at)
    for code, word in (("kpu", "yes"), ("diskominfo", "yes")):
        asked = meeting.invitations.get(agency__code=code)
        invitations.reply(asked.pk, actor=scene.people[code], at=scene.at, word=word)
