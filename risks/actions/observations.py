"""Logging what was seen: one row in the ledger, and the open risk of its place and kind."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from risks import rules
from risks.actions.guards import check_judge
from risks.details import NOTHING, Details, problems
from risks.kinds import Channel, SeveritySource, Standing, Status
from risks.models import Flag, Observation
from tps.models import Election, PollingStation, Region

TRIES = 5  # an open flag can be closed between looking and joining; after so many it is no accident


@dataclass(frozen=True, slots=True)
class Logged:
    """What logging did: the row, the risk it belongs to if any, and whether either is new."""

    observation: Observation
    flag: Flag | None
    created: bool
    opened: bool


def log_observation(
    *,
    election: Election,
    kind: str,
    source: Agency,
    observed_at: datetime,
    actor: User | None,
    at: datetime,
    grade: str = "",
    station: PollingStation | None = None,
    region: Region | None = None,
    note: str = "",
    details: Details = NOTHING,
    channel: str = Channel.BROWSER,
    client_id: uuid.UUID | None = None,
) -> Logged:
    """Write down what a source saw at a station or in a region; an adverse grade opens or joins its open risk.

    The same client UUID again gives the first row back and changes nothing. Moments are zone-aware, `details` belong
    to the kind and grade. Raises rules.Refused with a sentence for a grade or details of another kind or out of range,
    a moment in the future, a station of another election, or a UUID that somebody else has used.
    """
    rules.check_grade(kind, grade)
    for sentence in problems(kind, grade, details).values():
        raise rules.Refused(sentence)
    observed_at = rules.settled_moment(observed_at, at)
    if station is not None and station.election_id != election.pk:
        raise rules.Refused(_("TPS ini bukan milik pemilihan yang dipilih."))
    client_id = client_id or uuid.uuid4()
    place = station.region_id if station else str(region.pk if region else "")
    with acting(actor, "risk.log", place=place, agency=source.code):
        stored, created = Observation.objects.select_related("flag", "station", "region").get_or_create(
            client_id=client_id,
            defaults={
                "election": election,
                "station": station,
                "region": region,
                "kind": kind,
                "source": source,
                "grade": grade,
                "channel": channel,
                "note": note,
                "metres": details.metres,
                "bearing": details.bearing,
                "variables": list(details.variables) or None,
                "mode": details.mode,
                "minutes": details.minutes,
                "observed_at": observed_at,
                "recorded_at": at,
                "recorded_by": actor,
            },
        )
        if not created:
            return _said_before(stored, actor)
        flag, opened = _settle_flag(stored, actor=actor, at=at)
        if flag is not None:
            stored.flag = flag
            stored.save(update_fields=["flag"])
    return Logged(stored, flag, created=True, opened=opened)


def verify_observation(observation: Observation, *, actor: User | None, at: datetime) -> None:
    """Mark a statement as checked by a second person; it then speaks before the unverified ones."""
    with acting(actor, "observation.verify", place=_place(observation)):
        row = (
            Observation.objects.select_for_update(of=("self",))
            .select_related("flag", "verified_by")
            .get(pk=observation.pk)
        )
        if row.standing != Standing.ACCEPTED:
            raise rules.Refused(_("Usulan ini belum diterima; terima dulu daftarnya."))
        if row.verified_at is not None:
            raise rules.Refused(_("Pernyataan ini sudah diverifikasi oleh %(who)s.") % {"who": row.verified_by or "–"})
        if row.flag is not None and rules.grave(row.flag.severity):
            check_judge(actor, row.recorded_by_id, _("Pernyataan ini Anda catat sendiri"))
        row.verified_by, row.verified_at = actor, at
        row.save(update_fields=["verified_by", "verified_at"])


def _said_before(stored: Observation, actor: User | None) -> Logged:
    if actor is not None and stored.recorded_by_id != actor.pk:
        raise rules.Refused(_("Kiriman ini sudah dipakai orang lain. Muat ulang halaman, lalu kirim lagi."))
    return Logged(stored, stored.flag, created=False, opened=False)


def _settle_flag(observation: Observation, *, actor: User | None, at: datetime) -> tuple[Flag | None, bool]:
    """Join the open risk of the observation's place and kind, or open one if what was seen is adverse."""
    adverse = rules.adverse(observation.grade)
    severity = rules.proposed_severity(observation.kind, observation.grade)
    placed = {"station": observation.station, "region": observation.region}
    for _try in range(TRIES):
        flag = (
            Flag.objects.select_for_update()
            .open()
            .filter(election_id=observation.election_id, kind=observation.kind, **placed)
            .first()
        )
        if flag is not None:
            if adverse and flag.status == Status.REPORTED and flag.severity_source == SeveritySource.GRADE:
                _raise_severity(flag, severity)
            return flag, False
        if not adverse:
            return None, False
        new = Flag(
            election_id=observation.election_id,
            kind=observation.kind,
            severity=severity,
            reported_by=actor,
            reported_at=at,
            since=at,
            note=observation.note,
            client_id=uuid.uuid4(),
            **placed,
        )
        Flag.objects.bulk_create([new], ignore_conflicts=True)
        made = Flag.objects.select_for_update().filter(client_id=new.client_id).first()
        if made is not None:
            return made, True
    raise rules.Refused(_("Risiko di tempat ini sedang diubah orang lain. Isian Anda belum disimpan; kirim lagi."))


def _raise_severity(flag: Flag, severity: str) -> None:
    if rules.worse(severity, flag.severity):
        flag.severity = severity
        flag.save(update_fields=["severity", "changed_at"])


def _place(observation: Observation) -> str:
    return observation.station.region_id if observation.station else str(observation.region_id)
