"""How the simulated desk cares for its risks: assessed, assigned, to be reviewed, and the steps so far."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from desk.demo.draw import fraction
from desk.demo.scene import Scene
from risks import policy
from risks.kinds import OPEN_STATUSES, SeveritySource, Status
from risks.models import Flag, Transition
from risks.rules import Step

ASSESSED, ASSIGNED, REVIEWED = 0.45, 0.4, 0.35
FIRST_REVIEW, REVIEW_DAYS = -3, 14  # counted from the demo's day; some are due already
CLOSING = {Status.RESOLVED: Step.RESOLVE, Status.DISMISSED: Step.DISMISS}
COMMENTS = {
    Step.VERIFY: "Dicek dengan PPS setempat.",
    Step.MITIGATE: "Diteruskan ke instansi penanggung jawab.",
    Step.RESOLVE: "Keadaan sudah diperbaiki menurut laporan lapangan.",
    Step.DISMISS: "Tidak terbukti saat diperiksa.",
}


def care(flags: Sequence[Flag], scene: Scene) -> None:
    """Give risks that somebody has judged a likelihood and impact, a person and a day of review; nothing is written."""
    thresholds = policy.matrix()
    cells: dict[str, list[tuple[int, int]]] = {}
    for likelihood in range(1, 6):
        for impact in range(1, 6):
            cells.setdefault(thresholds.severity(likelihood, impact), []).append((likelihood, impact))
    for flag in flags:
        if flag.status == Status.REPORTED:
            continue
        key = str(flag.client_id)
        if flag.severity_reason:
            flag.severity_source = SeveritySource.HAND
        if fraction("assessed", key) < ASSESSED:
            fitting = cells[flag.severity]
            flag.likelihood, flag.impact = fitting[int(len(fitting) * fraction("cell", key))]
            if not flag.severity_reason:
                flag.severity_source = SeveritySource.MATRIX
        if flag.status in OPEN_STATUSES:
            if fraction("assigned", key) < ASSIGNED:
                flag.assignee = scene.operator(flag.place)
            if fraction("review", key) < REVIEWED:
                days = FIRST_REVIEW + int(REVIEW_DAYS * fraction("day", key))
                flag.review_on = scene.at.date() + timedelta(days=days)
        if flag.status == Status.MITIGATING:
            flag.since = _between(flag.verified_at or scene.at, scene.at, "mitigated", key)


def steps(flags: Sequence[Flag], scene: Scene) -> Iterator[Transition]:
    """Give the steps that led each risk to its status, in their order."""
    for flag in flags:
        verified = flag.verified_at
        if verified is None:
            continue
        yield _step(flag, Step.VERIFY, Status.REPORTED, Status.VERIFIED, verified)
        before = Status.VERIFIED
        if flag.status == Status.MITIGATING and flag.since is not None:
            yield _step(flag, Step.MITIGATE, before, Status.MITIGATING, flag.since)
        closing = CLOSING.get(Status(flag.status))
        if closing is None or flag.closed_at is None:
            continue
        if closing is Step.RESOLVE and fraction("worked", str(flag.client_id)) < 0.6:
            moment = _between(verified, flag.closed_at, "worked on", str(flag.client_id))
            yield _step(flag, Step.MITIGATE, before, Status.MITIGATING, moment)
            before = Status.MITIGATING
        yield _step(flag, closing, before, Status(flag.status), flag.closed_at)


def _step(flag: Flag, step: Step, before: Status, after: Status, at: datetime) -> Transition:
    return Transition(
        flag=flag,
        step=step.value,
        before=before,
        after=after,
        outcome=flag.outcome if step is Step.DISMISS else "",
        actor=flag.verified_by,
        at=at,
        comment=COMMENTS[step],
    )


def _between(first: datetime, last: datetime, *words: str) -> datetime:
    return first + (last - first) * fraction(*words)
