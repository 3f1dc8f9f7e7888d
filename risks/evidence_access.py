"""Who may see, add and withdraw evidence: it is seen by those who see its risk, or the statement it belongs to."""

from django.db.models import Q

from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.files.access import door
from desk.files.models import StoredFile
from risks.models import Evidence, Flag, Observation
from risks.models.evidence import EvidenceQuerySet
from risks.querysets import ObservationQuerySet, placed_within
from risks.scope import readable_flags


def readable_statements(user: User) -> ObservationQuerySet:
    """Give the statements that a person may read: those of their place, of the risks they see, and their own."""
    rows: ObservationQuerySet = Observation.objects.all()
    place = user.reading_place
    if place is None:
        return rows.none()
    if user.role == Role.LIAISON:
        rows = rows.shown_to(user.agency_id)
    if place == "":
        return rows
    return rows.filter(placed_within(place) | Q(recorded_by=user) | Q(flag__in=readable_flags(user).values("pk")))


def statements_about(user: User, flag: Flag) -> ObservationQuerySet:
    """Give the statements about a risk's place and kind that a person may read, newest first."""
    placed = Q(station=flag.station_id) if flag.station_id else Q(region=flag.region_id)
    return readable_statements(user).filter(placed, election=flag.election_id, kind=flag.kind)


def readable_evidence(user: User) -> EvidenceQuerySet:
    """Give the evidence of all that a person may read, what was withdrawn among it."""
    return Evidence.objects.filter(
        Q(flag__in=readable_flags(user).values("pk")) | Q(observation__in=readable_statements(user).values("pk"))
    )


def evidence_about(user: User, record: Flag | Observation) -> list[Evidence]:
    """Give what a page of a risk or statement shows to a person, oldest first (one query).

    A risk's page shows what belongs to the statements about its place and kind as well.
    """
    own = Q(observation=record.pk)
    if isinstance(record, Flag):
        own = Q(flag=record.pk) | Q(observation__in=statements_about(user, record).order_by().values("pk"))
    rows = readable_evidence(user).filter(own).for_page()
    return [each for each in rows if _in_sight(user, each)]


def may_see(user: User, evidence: Evidence) -> bool:
    """Tell whether a person may see one piece of evidence; withdrawn ones only its uploader and verifiers."""
    return _in_sight(user, evidence) and readable_evidence(user).filter(pk=evidence.pk).exists()


def may_add(user: User, record: Flag | Observation) -> bool:
    """Tell whether a person may attach to something that they may read: whoever may log there.

    A liaison may for the own agency: to its own statements, and to risks that it is in charge of or spoke about.
    """
    if user.role != Role.LIAISON:
        return user.may(Right.LOG_RISK, place=_place(record))
    if isinstance(record, Observation):
        return record.source_id == user.agency_id
    return record.owner_id == user.agency_id or record.observations.filter(source=user.agency_id).exists()


def may_withdraw(user: User, evidence: Evidence) -> bool:
    """Tell whether a person may withdraw: who uploaded it, and who verifies risks there."""
    return evidence.withdrawn_at is None and (evidence.uploaded_by_id == user.pk or may_verify(user, evidence))


def may_verify(user: User, evidence: Evidence) -> bool:
    """Tell whether a person judges risks at its place, and so may open the original of a photo."""
    return user.may(Right.JUDGE_RISK, place=evidence.place)


@door
def evidence_file(user: User, stored: StoredFile) -> bool:
    """Open a PDF to those who see it, and a photo as it was handed in to those who verify there."""
    evidence = Evidence.objects.filter(original=stored).for_page().first()
    if evidence is None:
        return False
    return may_see(user, evidence) and (not evidence.photo or may_verify(user, evidence))


def _in_sight(user: User, evidence: Evidence) -> bool:
    return evidence.withdrawn_at is None or evidence.uploaded_by_id == user.pk or may_verify(user, evidence)


def _place(record: Flag | Observation) -> str:
    return record.station.region_id if record.station else str(record.region_id)
