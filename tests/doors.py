"""Every address of the product with arguments that lead to something real, for tests that try all doors."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from desk import clock
from desk.accounts.models import SavedView
from desk.agencies.models import Contact
from desk.briefings import actions as briefings
from desk.briefings.models import Amendment, Recipient
from desk.coordination.models import Answer, Decision, Invitation, Jurisdiction, LadderStep, Payment
from desk.files.actions import keep
from desk.post.links.tokens import signature
from desk.post.models import Delivery, SecureLink
from desk.recap.models import (
    CourierLeg,
    FallbackPlan,
    FormSighting,
    HandOver,
    PlanSheets,
    Relocation,
    SirekapReading,
)
from desk.work.models import Job
from risks.models import HazardLayer, ListImport
from tests import builders
from tps.models import BoundarySet, Race, RosterComparison, RosterFinding, RosterImport, Stage

SIGN_IN = "/accounts/login/"


class Address(NamedTuple):
    """One address pattern of the product: its name ("admin:index"), and the pattern as it is written."""

    name: str
    route: str


def addresses(admins: bool = False) -> list[Address]:
    """Give all address patterns of the product, or all those of Django's admin."""
    walked = _walk(get_resolver().url_patterns, "", "")
    return [each for each in walked if each.name.startswith("admin:") is admins]


def _walk(patterns: list[Any], prefix: str, space: str) -> Iterator[Address]:
    for each in patterns:
        route = prefix + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, route, f"{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern):
            yield Address(f"{space}{each.name or ''}", route)


def signed_in(user: Any) -> Client:
    """Give the browser of a person; None is a stranger's."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def world() -> SimpleNamespace:
    """Make the cast and one of everything that has an address, all of it in Lebak, Diskominfo's or KPU's."""
    found = builders.cast()
    now = clock.now()
    found.station = builders.station()
    found.election = found.station.election
    found.flag = builders.flag(found.station, severity="high", reported_by=found.operator_lebak)
    found.observation = builders.observation(found.station, flag=found.flag)
    found.batch = builders.batch(actor=found.operator_lebak)
    found.evidence = builders.evidence(found.flag, uploaded_by=found.operator_lebak)
    found.view = SavedView.objects.create(
        owner=found.operator_banten, list="risks", name="Banjir", query="kind=flood", shared=True, saved_at=now
    )
    found.claim = builders.claim(region=builders.region("36.02"), election=found.election)
    found.score = builders.score(region=found.claim.region)
    found.task = builders.task(flag=found.flag, requested_by=found.operator_lebak)
    found.referral = builders.referral(found.flag, asked_by=found.operator_lebak)
    found.step = LadderStep.objects.create(hours=24, target="contact", role="Kepala")
    found.meeting = builders.meeting(
        election=found.election, region=builders.region("36.02"), state="held", starts_at=now, created_by=found.admin
    )
    found.item = builders.agenda_item(found.meeting)
    found.asked = builders.meeting(election=found.election, region=builders.region("36.02"), state="invited")
    for each in (found.meeting, found.asked):
        Invitation.objects.create(meeting=each, agency=builders.agency("diskominfo"), added_at=now, sent_at=now)
    found.decision = Decision.objects.create(meeting=found.meeting, text="Siapkan genset", created_at=now)
    found.area = Jurisdiction.objects.create(
        agency=builders.agency("kpu"), kind="election", name="KPU", includes=["36.02"], valid_from=now
    )
    found.grant = builders.grant()
    found.payment = Payment.objects.create(
        grant=found.grant, position=1, paid_on=now.date(), amount=1000, recorded_at=now, recorded_by=found.admin
    )
    found.file = keep(ContentFile(b"bukti"), "bukti.txt", actor=found.diskominfo, at=now)
    found.answer = Answer.objects.create(
        task=found.task, text="Sudah.", file=found.file, author=found.diskominfo, written_at=now
    )
    found.race = Race.objects.create(election=found.election, code="ppwp", name="Presiden")
    day = found.election.polling_date
    found.stage = Stage.objects.create(election=found.election, name="Pemungutan", starts_on=day, ends_on=day)
    found.contact = Contact.objects.create(agency=builders.agency("kpu"), role="Ketua", phone="0812", valid_until=day)
    found.job = Job.objects.create(kind="tps.check", created_at=now, due_at=now, requested_by=found.operator_lebak)
    handed_in = {"election": found.election, "uploaded_by": found.operator_lebak, "uploaded_at": now}
    shapes = keep(ContentFile(b"{}"), "batas.geojson", actor=found.operator_banten, at=now)
    found.boundaries = BoundarySet.objects.create(
        file=shapes, state="checked", valid_from=day, client_id=shapes.pk, uploaded_by=found.admin, uploaded_at=now
    )
    roster = keep(ContentFile(b"a,b"), "tps.csv", actor=found.operator_lebak, at=now)
    found.roster = RosterImport.objects.create(
        file=roster, place="36.02", state="checked", client_id=roster.pk, **handed_in
    )
    found.finding = RosterFinding.objects.create(
        roster=found.roster, kind="gap", count=1, head=[["kode_desa"], ["36.02.06.2001"]], file=roster
    )
    found.comparison = RosterComparison.objects.create(
        first=found.roster,
        election=found.election,
        client_id=roster.pk,
        asked_by=found.operator_lebak,
        asked_at=now,
        finished_at=now,
        result={"sizes": [0, 0], "rejected": [0, 0], "kinds": {}, "both": 0, "same": 0, "fields": {}, "silent": []},
    )
    listed = keep(ContentFile(b"a,b"), "daftar.csv", actor=found.operator_lebak, at=now)
    found.list = ListImport.objects.create(
        file=listed, source=builders.agency("kpu"), remit="36.02", state="checked", client_id=listed.pk, **handed_in
    )
    drawn = keep(ContentFile(b"{}"), "zona.geojson", actor=found.operator_lebak, at=now)
    found.layer = HazardLayer.objects.create(
        file=drawn, name="Rawan banjir", kind="flood", source=builders.agency("kpu"), remit="36.02", state="checked",
        observed_on=day, client_id=drawn.pk, **handed_in,
    )  # fmt: skip
    at_lebak = {"election": found.election, "station": found.station, "made_at": now}
    FallbackPlan.objects.create(changed_at=now, **at_lebak)
    Relocation.objects.create(site="SDN 2", deadline=now, changed_at=now, **at_lebak)
    later = now + timedelta(hours=1)
    found.leg = CourierLeg.objects.create(mode="foot", to_place="PPK", leaves_at=now, arrives_at=later, **at_lebak)
    found.hand_over = HandOver.objects.create(
        leg=found.leg, giver="kpps", receiver="courier", happened_at=now, recorded_at=now
    )
    district = found.station.region.parent
    found.seen = FormSighting.objects.create(
        election=found.election, station=found.station, race=found.race, state="photographed", seen_at=now,
        recorded_at=now, evidence=keep(ContentFile(b"%PDF-"), "formulir.pdf", actor=found.operator_lebak, at=now),
    )  # fmt: skip
    found.sirekap = SirekapReading.objects.create(election=found.election, way="zip", asked_at=now)
    found.sheets = PlanSheets.objects.create(election=found.election, region=district, asked_at=now)
    found.recipient = Recipient.objects.create(agency=builders.agency("kpu"), address="kpu@instansi.example")
    period = clock.week_of(now).name
    found.draft, _fresh = briefings.draft(
        builders.agency("kpu"), found.election, edition="weekly", period=period, actor=found.operator_banten, at=now
    )
    found.briefing, _fresh = briefings.draft(
        builders.agency("bawaslu"), found.election, edition="weekly", period=period, actor=found.operator_banten, at=now
    )
    Recipient.objects.create(agency=builders.agency("bawaslu"), address="bawaslu@instansi.example")
    briefings.authorise(found.briefing, actor=found.pejabat, at=now)
    found.briefing = briefings.issue(found.briefing.pk, at=timezone.now())
    found.delivery = Delivery.objects.filter(recipient="bawaslu@instansi.example").get()
    found.link = SecureLink.objects.create(delivery=found.delivery, expires_at=now + timedelta(days=1))
    found.amendment = Amendment.objects.create(
        briefing=found.draft, kind="add", text="Siapkan data.", reason="Diminta rapat.", made_at=now
    )
    return found


def alike(value: Any, *names: str) -> dict[str, Any]:
    """Give a table in which several names have the same value."""
    return dict.fromkeys(names, value)


def status_of(browser: Client, url: str) -> int:
    """Open a page, read the answer to its end, and give its status."""
    answer = browser.get(url)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return answer.status_code


def arguments(found: SimpleNamespace) -> dict[str, list[Any]]:
    """Give for each named address that takes arguments those that lead to something of the world."""
    code = found.election.code
    return {
        "agencies-file": ["csv"],
        "agency": ["kpu"],
        **alike(["kpu"], "agency-edit", "agency-close", "agency-reopen"),
        "contacts-file": ["csv"],
        "contact-new": ["kpu"],
        "contact": ["kpu", found.contact.pk],
        "contact-remove": ["kpu", found.contact.pk],
        "users-file": ["csv"],
        **alike([found.view.pk], "saved-view", "saved-view-delete"),
        "user": [found.luar.pk],
        "user-active": [found.luar.pk],
        "user-invitation": [found.luar.pk],
        "account_reset_password_from_key": ["1", "a-b"],
        "briefing-recipients": ["kpu"],
        "recipient-remove": [found.recipient.pk],
        "delivery-decide": [found.delivery.pk],
        **alike(
            [found.draft.pk],
            "briefing",
            "briefing-progress",
            "briefing-cover",
            "briefing-refresh",
            "briefing-authorise",
            "briefing-strike",
            "briefing-add",
            "briefing-judge",
        ),
        "briefing-take-back": [found.draft.pk, found.amendment.pk],
        "briefings-file": ["csv"],
        "briefing-rules": ["kpu"],
        "delivery-link": [found.delivery.pk],
        "secure-link": [found.link.pk, signature(found.link.pk)],
        **alike([found.briefing.pk], "briefing-compare", "briefing-share", "briefing-picture"),
        **alike([found.briefing.pk], "briefing-pdf", "briefing-enclosure", "briefing-correct"),
        **alike([found.area.pk], "jurisdiction", "jurisdiction-shape", "jurisdiction-edit"),
        **alike(["csv"], "jurisdictions-file", "jurisdiction-stations-file", "readiness-file"),
        "grants-file": ["csv"],
        **alike([found.grant.pk], "grant", "grant-amend", "grant-pay"),
        "grant-withdraw": [found.grant.pk, found.payment.pk],
        **alike(["36.02.06"], "readiness-region", "readiness-entry"),
        "responsible-of-station": [found.station.code],
        "responsible-of-flag": [found.flag.pk],
        "tasks-of-flag": [found.flag.pk],
        "tasks-of-station": [found.station.code],
        "recap-of-station": [found.station.code],
        "recap-photo": [found.seen.pk],
        "leg-reminders": [found.leg.pk],
        "recap-photo-new": [found.station.code],
        **alike([found.task.pk], "task", "task-move", "task-change", "task-edit", "task-checklist", "task-links"),
        **alike([found.task.pk], "task-waits", "task-watch", "task-repeat"),
        **alike([found.flag.pk], "referrals-of-flag", "referral-new"),
        **alike([found.referral.pk], "referral", "referral-move", "referral-forward", "referral-task"),
        "referral-reminders": [found.referral.pk],
        "meetings-of-flag": [found.flag.pk],
        "meetings-of-task": [found.task.pk],
        "meetings-of-agency": ["kpu"],
        **alike([found.meeting.pk], "meeting", "meeting-edit", "meeting-move", "meeting-agenda", "meeting-propose"),
        "meeting-reply": [found.asked.pk],
        **alike([found.meeting.pk], "meeting-invitations", "meeting-attendance", "meeting-minutes"),
        **alike([found.meeting.pk], "meeting-pulse", "meeting-decide", "meeting-approve", "meeting-correct"),
        "meeting-minutes-save": [found.meeting.pk, found.item.pk],
        **alike([found.meeting.pk, found.decision.pk], "meeting-decision", "meeting-decision-task"),
        "meeting-paper-draft": [found.meeting.pk],
        "meeting-paper": [found.meeting.pk, 0],
        "tasks-ics": ["tebakan"],
        **alike([found.task.pk], "task-reminders", "task-stage"),
        "stage-shift": [found.stage.pk],
        "stages-file": ["csv"],
        **alike([found.step.pk], "ladder", "ladder-remove"),
        "reminders-file": ["csv"],
        "file": [found.file.pk],
        "history-file": ["csv"],
        "seals-file": ["csv"],
        "history-of": ["risks.flag", str(found.flag.pk)],
        "demo-mail-read": ["20240101T000000.eml"],
        "demo-mail-html": ["20240101T000000.eml"],
        "demo-mail-attachment": ["20240101T000000.eml", 0],
        "map-layer": ["jurisdictions"],
        "map-picture-download": ["pdf"],
        "map-tile": [0, 0, 0],
        "map-station": [found.station.code],
        **alike(["csv"], "plans-file", "legs-file", "relocations-file", "sirekap-file"),
        "sirekap-reading": [found.sirekap.pk],
        **alike([found.station.code], "plan", "plan-edit", "plan-of-station", "legs-of-station", "leg-new"),
        **alike([found.station.code], "relocation", "relocation-edit", "relocation-act", "relocation-of-station"),
        **alike([found.leg.pk], "leg", "leg-edit", "leg-act", "leg-hand-over"),
        "hand-over-sign": [found.hand_over.pk],
        "plan-sheet": [found.sheets.pk],
        "verify": [found.briefing.document.code],
        "job": [found.job.pk],
        **alike([found.job.pk], "job-cancel", "job-retry", "job-log"),
        **alike(["flood"], "risk-sources", "sources-compare"),
        "sources-compare-file": ["flood", "csv"],
        **alike(["csv"], "claims-file", "indices-file"),
        **alike([found.claim.pk], "claim", "claim-withdraw"),
        **alike([found.score.pk], "index", "index-remove"),
        "indices-of-region": ["36.02"],
        **alike(["flood"], "playbook", "playbook-edit"),
        **alike([found.flag.pk], "risk-factors", "playbook-of-flag", "playbook-apply"),
        "risks-of-station": [found.station.code],
        "risk": [found.flag.pk],
        "risk-act": [found.flag.pk],
        "observation-verify": [found.observation.pk],
        "observation-evidence": [found.observation.pk],
        "risk-evidence": [found.flag.pk],
        **alike([found.evidence.pk], "evidence", "evidence-withdraw"),
        "evidence-picture": [found.evidence.pk, "thumb"],
        **alike([found.batch.pk], "batch", "batch-undo"),
        "batches-file": ["csv"],
        "list-import": [found.list.pk],
        **alike([found.list.pk], "list-import-act", "list-import-columns", "list-import-sheet", "list-import-names"),
        "station": [found.station.code],
        **alike([found.station.code], "station-position", "station-correct"),
        **alike([found.roster.pk], "import-columns", "import-corrections", "import-sheet"),
        "import-finding": [found.roster.pk, "gap"],
        "import-undo": [found.roster.pk],
        **alike([found.comparison.pk], "comparison", "comparison-again"),
        "comparison-file": [found.comparison.pk, "csv"],
        **alike(["csv"], "missing-file", "imports-file", "import-sample", "elections-file", "regions-file"),
        **alike([found.roster.pk], "import", "import-confirm", "import-cancel", "import-retry"),
        **alike(["csv"], "boundaries-file"),
        **alike(
            [found.boundaries.pk],
            "boundary",
            "boundary-confirm",
            "boundary-cancel",
            "boundary-retry",
            "boundary-undo",
        ),
        **alike([found.layer.pk], "hazard", "hazard-act", "hazard-stations", "hazard-shapes", "hazard-dots"),
        "hazard-stations-file": [found.layer.pk, "csv"],
        "hazards-file": ["csv"],
        **alike([code], "election", "election-change", "election-current", "race-new", "stage-new"),
        "race": [code, found.race.pk],
        "stage": [code, found.stage.pk],
        "stage-remove": [code, found.stage.pk],
        "region": ["36.02"],
        "region-change": ["36.02"],
    }


def opened(address: Address, found: SimpleNamespace) -> str:
    """Give an address filled in; raises KeyError for one whose arguments the table above does not name."""
    if address.name.startswith("admin:"):
        return _of_admin(address.route)
    given = arguments(found).get(address.name, [])
    if not given and ("<" in address.route or "(?P" in address.route):
        raise KeyError(f"tests/doors.py names no arguments for {address.name} ({address.route})")
    return reverse(address.name, args=given)


def _of_admin(route: str) -> str:
    parts = []
    for part in route.replace("\\Z", "").replace("$", "").split("/"):
        kind = part.partition(":")[0]
        parts.append({"<path": "1", "<int": "1", "<str": "1"}.get(kind, part))
    path = "/".join(parts)
    return "/" + ("admin/nothing" if "(?P" in path else path)
