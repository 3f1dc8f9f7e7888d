"""Writes the simulated ledger down: observations, and the desk's risks that follow from them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from desk.demo.care import care, steps
from desk.demo.draw import fraction, identifier
from desk.demo.ledger import KANEKES, KANEKES_BLANK, Statement
from desk.demo.places import ISLANDS
from desk.demo.roster import Planned
from desk.demo.scene import Scene
from risks.kinds import HARMLESS, Kind, Outcome, Severity, SeveritySource, Status
from risks.models import Flag, Observation, Transition
from risks.rules import proposed_severity
from tps.models import PollingStation

BATCH = 1000
STILL_REPORTED = 23
OWNERS = {Kind.BLANK_SPOT: "diskominfo", Kind.FLOOD: "bpbd", Kind.CONFLICT: "polda-banten", Kind.ACCESS: "dishub"}
METRO = ("36.71", "36.74")


def write_ledger(
    scene: Scene, plan: Sequence[Planned], stations: Sequence[PollingStation], said: Sequence[Statement]
) -> tuple[list[Flag], int]:
    """Write all statements and one risk for each station and kind that somebody called risky; gives both."""
    by_place: dict[tuple[int, str], list[Statement]] = defaultdict(list)
    for statement in said:
        by_place[statement.station, statement.kind].append(statement)
    flags: dict[tuple[int, str], Flag] = {}
    for (index, kind), there in sorted(by_place.items()):
        adverse = [each for each in there if each.grade not in HARMLESS]
        if adverse:
            flags[index, kind] = _flag(scene, plan[index], stations[index], kind, there, adverse)
    _leave_some_unverified(list(flags.values()), scene)
    care(list(flags.values()), scene)
    Flag.objects.bulk_create(flags.values(), batch_size=BATCH)
    Transition.objects.bulk_create(steps(list(flags.values()), scene), batch_size=BATCH)
    rows = [_observation(scene, plan[each.station], stations[each.station], each, flags) for each in said]
    Observation.objects.bulk_create(rows, batch_size=BATCH)
    return list(flags.values()), len(rows)


def write_region_flag(scene: Scene) -> Flag:
    """Write the one risk that concerns a whole region: no vehicles in Kanekes."""
    flag = Flag.objects.create(
        election=scene.election,
        region_id=KANEKES,
        kind=Kind.LOGISTICS,
        severity=Severity.HIGH,
        severity_source=SeveritySource.MATRIX,
        likelihood=4,
        impact=4,
        status=Status.MITIGATING,
        since=scene.ago(5),
        review_on=scene.at.date() + timedelta(days=2),
        assignee=scene.people["operator.lebak"],
        note="Logistik dipikul berjalan kaki dari Ciboleger; waktu antar dihitung dua hari sebelum pemungutan suara.",
        owner=scene.agencies["kpu"],
        reported_by=scene.people["operator.lebak"],
        reported_at=scene.ago(33),
        verified_by=scene.people["operator.banten"],
        verified_at=scene.ago(32),
        client_id=identifier(scene.at.date(), "flag", "region"),
    )
    Observation.objects.create(
        election=scene.election,
        region_id=KANEKES,
        kind=Kind.LOGISTICS,
        source=scene.agencies["kpu-36-02"],
        grade="hard",
        note="Tidak ada kendaraan sesuai adat.",
        observed_at=scene.ago(33.2),
        recorded_at=scene.ago(33),
        recorded_by=scene.people["operator.lebak"],
        verified_at=scene.ago(32),
        verified_by=scene.people["operator.banten"],
        flag=flag,
        client_id=identifier(scene.at.date(), "observation", "region"),
    )
    Transition.objects.bulk_create(steps([flag], scene))
    return flag


def _flag(
    scene: Scene,
    planned: Planned,
    station: PollingStation,
    kind: str,
    there: list[Statement],
    adverse: list[Statement],
) -> Flag:
    key = (planned.code, kind)
    newest = min(there, key=lambda each: each.days)
    reported = scene.ago(max(each.days for each in adverse) - 0.1)
    severity = str(proposed_severity(kind, newest.grade if newest in adverse else adverse[-1].grade))
    reason = ""
    if kind == Kind.BLANK_SPOT and _far_away(planned):
        severity, reason = Severity.CRITICAL, "Tanpa sinyal dan hanya dapat dicapai dengan berjalan kaki atau perahu."
    flag = Flag(
        election=scene.election,
        station=station,
        kind=kind,
        severity=severity,
        severity_reason=reason,
        status=Status.VERIFIED,
        reported_by=scene.operator(planned.village),
        reported_at=reported,
        verified_by=scene.people["admin"],
        verified_at=min(reported + timedelta(days=1 + 2 * fraction("verified", *key)), scene.ago(0.01)),
        client_id=identifier(scene.at.date(), "flag", *key),
    )
    drawn = fraction("way", *key)
    if drawn < 0.16:
        flag.status = Status.MITIGATING
    elif drawn < 0.24 or newest.grade in HARMLESS:
        flag.status = Status.RESOLVED
    elif drawn < 0.27 and kind != Kind.BLANK_SPOT:
        flag.status = Status.DISMISSED
        flag.outcome = Outcome.BOGUS if drawn < 0.26 else Outcome.NOT_ELECTION
    if flag.status in {Status.RESOLVED, Status.DISMISSED}:
        still = min((flag.verified_at or reported, scene.ago(0.02)))
        flag.closed_at = still + (scene.ago(0.005) - still) * fraction("closed", *key)
    elif fraction("owner", *key) < 0.93:
        flag.owner = scene.agencies[_owner(kind, planned.village)]
    if flag.closed_at is None and fraction("round", *key) < 0.96:
        # The desk has gone through its open risks this week; what it overlooked stands still and shows by its age.
        flag.verified_at = max(reported, scene.ago(0.05 + 2.6 * fraction("verified", *key)))
    flag.since = flag.closed_at or flag.verified_at
    return flag


def _far_away(planned: Planned) -> bool:
    return planned.village in ISLANDS or (planned.village == KANEKES and planned.number <= KANEKES_BLANK)


def _owner(kind: str, place: str) -> str:
    if kind == Kind.CONFLICT and place[:5] in METRO:
        return "polda-metro"
    return OWNERS.get(Kind(kind), "pemprov")


def _leave_some_unverified(flags: list[Flag], scene: Scene) -> None:
    """Put the newest risks back to reported: nobody has looked at them yet."""
    alive = [flag for flag in flags if flag.status in {Status.VERIFIED, Status.MITIGATING}]
    newest = sorted(alive, key=lambda flag: flag.reported_at or scene.at, reverse=True)
    spread = [flag for index, flag in enumerate(newest[: STILL_REPORTED * 8]) if index % 8 == 0]
    for index, flag in enumerate(spread):
        flag.status = Status.REPORTED
        flag.owner = flag.verified_by = flag.verified_at = None
        flag.reported_at = flag.since = scene.ago(0.002 + 1.6 * index / STILL_REPORTED)


def _observation(
    scene: Scene,
    planned: Planned,
    station: PollingStation,
    each: Statement,
    flags: dict[tuple[int, str], Flag],
) -> Observation:
    flag = flags.get((each.station, each.kind))
    observed = scene.ago(each.days)
    waiting = flag is not None and flag.status == Status.REPORTED
    if waiting and flag is not None and flag.reported_at is not None:
        observed = min(observed, flag.reported_at)
    verified = flag is not None and not waiting and fraction("checked", planned.code, each.source) < 0.7
    return Observation(
        election=scene.election,
        station=station,
        kind=each.kind,
        source=scene.agencies[each.source],
        grade=each.grade,
        channel=each.channel,
        note=each.note,
        metres=each.details.metres,
        bearing=each.details.bearing,
        variables=list(each.details.variables) or None,
        mode=each.details.mode,
        minutes=each.details.minutes,
        observed_at=observed,
        recorded_at=min(observed + timedelta(hours=3), scene.at),
        recorded_by=scene.operator(planned.village),
        verified_at=flag.verified_at if verified and flag else None,
        verified_by=flag.verified_by if verified and flag else None,
        flag=flag,
        client_id=identifier(scene.at.date(), "observation", planned.code, each.kind, each.source),
    )
