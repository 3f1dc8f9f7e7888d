"""The words of change for sightings: write some down, take one back."""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.context import acting
from desk.files.models import StoredFile
from desk.recap import rules
from desk.recap.actions.standings import Form, Held, hold, settle
from desk.recap.kinds import How
from desk.recap.models import FormSighting
from desk.recap.rules import Refused
from tps.models import Election, PollingStation, Race

UNDO = timedelta(minutes=30)  # for how long a person may take back a sighting of their own


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody says of one form; `seen_at` is zone-aware, `client_id` makes the same message count once."""

    station: PollingStation
    race: Race
    state: str
    seen_at: datetime
    note: str = ""
    permission_number: str = ""
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    row: int | None = None
    evidence: StoredFile | None = None


@dataclass(slots=True)
class Written:
    """What became of some sightings: new rows, those that stood already, and those refused with the reason."""

    created: list[FormSighting] = field(default_factory=list)
    known: list[FormSighting] = field(default_factory=list)
    refused: list[tuple[Seen, Refused]] = field(default_factory=list)


def sight(
    *,
    election: Election,
    station: PollingStation,
    races: Collection[Race],
    state: str,
    seen_at: datetime,
    actor: User | None,
    at: datetime,
    how: str = How.BROWSER,
    source: Agency | None = None,
    note: str = "",
    permission_number: str = "",
    evidence: StoredFile | None = None,
    client_id: uuid.UUID | None = None,
) -> list[FormSighting]:
    """Write down what was seen of a station's forms: of all these races, or of none when one of them is refused.

    The same client UUID again gives the first rows back and changes nothing. Raises rules.Refused with a sentence for a
    station or race of another election, a withdrawn station, a place outside the person's remit, an impossible moment,
    a manual recap without the number of its permission, and a step back without a note.
    """
    client_id = client_id or uuid.uuid4()
    seen = [
        Seen(station, race, state, seen_at, note, permission_number, _of_race(client_id, race, races), None, evidence)
        for race in races
    ]
    if not seen:
        raise Refused(_("Pilih jenis surat suara."), "race")
    written = write(
        election=election, seen=seen, actor=actor, at=at, how=how, source=source, all_or_nothing=True, place=station
    )
    return sorted([*written.created, *written.known], key=lambda each: each.pk)


def write(
    *,
    election: Election,
    seen: Sequence[Seen],
    actor: User | None,
    at: datetime,
    how: str,
    source: Agency | None = None,
    file: StoredFile | None = None,
    all_or_nothing: bool = False,
    place: PollingStation | None = None,
    before_commit: Callable[[Written], None] = lambda written: None,
) -> Written:
    """Write down many sightings in one transaction; a refused one is told and leaves the others alone.

    With `all_or_nothing` the first refusal is raised and nothing is written. `before_commit` sees what became of them
    and undoes everything by raising.
    """
    written = Written()
    fit = []
    for each in seen:
        try:
            check(each, election=election, actor=actor, at=at)
            fit.append(each)
        except Refused as refusal:
            if all_or_nothing:
                raise
            written.refused.append((each, refusal))
    if not fit:
        before_commit(written)
        return written
    places = {(each.station.pk, each.race.pk): each.station.region_id for each in fit}
    where = place.region_id if place else ""
    try:
        with acting(actor, "recap.sight", place=where, agency=source.code if source else "", election=election.code):
            held = hold(election.pk, places)
            rows = []
            for each in fit:
                try:
                    row = _row(each, held, election=election, actor=actor, at=at, how=how, source=source, file=file)
                except Refused as refusal:
                    if all_or_nothing:
                        raise
                    written.refused.append((each, refusal))
                    continue
                if row.pk:
                    written.known.append(row)
                    continue
                rows.append(row)
                held.sightings.setdefault((row.station_id, row.race_id), []).append(row)
            written.created = FormSighting.objects.bulk_create(rows, batch_size=1000)
            settle(election.pk, held, [(row.station_id, row.race_id) for row in rows], places)
            before_commit(written)
    except IntegrityError as error:
        # The UUID stands with another form: the forms of this message were locked, that one was not.
        raise Refused(_("Kiriman ini sudah dipakai. Muat ulang halaman, lalu kirim lagi.")) from error
    return written


def take_back(ids: Collection[int], *, actor: User, at: datetime) -> list[FormSighting]:
    """Take back one's own sightings of the last half hour; they stay visible as taken back and count no more.

    Those that were taken back already stay so. Raises rules.Refused for another person's or an older one.
    """
    rows = list(FormSighting.objects.filter(pk__in=ids).select_related("station"))
    if not rows:
        return []
    for each in rows:
        if each.recorded_by_id != actor.pk:
            raise Refused(_("Hanya pencatatnya yang dapat membatalkan laporan ini."))
        if each.taken_back_at is None and each.recorded_at < at - UNDO:
            raise Refused(_("Laporan ini lebih dari 30 menit yang lalu. Catat keadaan yang benar dengan catatan."))
    election_id = rows[0].election_id
    places = {
        (each.station_id, each.race_id): each.station.region_id for each in rows if each.election_id == election_id
    }
    with acting(actor, "recap.take-back", place=rows[0].station.region_id):
        held = hold(election_id, places)
        wanted = {each.pk for each in rows}
        forms: set[Form] = set()
        for form, known in held.sightings.items():
            for each in known:
                if each.pk in wanted and each.taken_back_at is None:
                    each.taken_back_at, each.taken_back_by = at, actor
                    each.save(update_fields=["taken_back_at", "taken_back_by"])
                    forms.add(form)
        settle(election_id, held, forms, places)
    return rows


def check(seen: Seen, *, election: Election, actor: User | None, at: datetime) -> None:
    """Refuse what can be told without looking at the form: election, remit, moment."""
    if seen.station.election_id != election.pk:
        raise Refused(_("TPS ini bukan milik pemilihan yang dipilih."), "station")
    if seen.race.election_id != election.pk:
        raise Refused(_("Jenis surat suara ini bukan milik pemilihan yang dipilih."), "race")
    if seen.station.withdrawn_at is not None:
        raise Refused(_("TPS ini sudah ditarik dari daftar; laporannya tidak dihitung."), "station")
    if actor is not None and not actor.may(Right.LOG_RECAP, place=seen.station.region_id):
        raise Refused(_("TPS ini di luar wilayah tugas Anda."), "station")
    rules.settled_moment(seen.seen_at, at, earliest(election))


def earliest(election: Election) -> datetime:
    """Give when polling day begins in the province's zone; nobody can have seen a form before."""
    return datetime.combine(election.polling_date, datetime.min.time(), tzinfo=clock.zone())


def _row(
    seen: Seen,
    held: Held,
    *,
    election: Election,
    actor: User | None,
    at: datetime,
    how: str,
    source: Agency | None,
    file: StoredFile | None,
) -> FormSighting:
    form = (seen.station.pk, seen.race.pk)
    for known in held.sightings.get(form, []):
        if known.client_id == seen.client_id:
            if known.recorded_by_id != (actor.pk if actor else None):
                raise Refused(_("Kiriman ini sudah dipakai orang lain. Muat ulang halaman, lalu kirim lagi."))
            return known
    seen_at = rules.settled_moment(seen.seen_at, at, earliest(election))
    before = rules.derive(held.counting(form))
    # What was seen before the last sighting does not take the form back; it fills its way.
    current = before.state if before and before.seen_at <= seen_at else ""
    rules.check_words(seen.state, seen.note, seen.permission_number, current)
    return FormSighting(
        election=election,
        station_id=seen.station.pk,
        race_id=seen.race.pk,
        state=seen.state,
        how=how,
        seen_at=seen_at,
        recorded_at=at,
        recorded_by=actor,
        source=source,
        note=seen.note.strip(),
        permission_number=seen.permission_number.strip()[: rules.PERMISSION],
        evidence=seen.evidence,
        file=file,
        row=seen.row,
        client_id=seen.client_id,
    )


def _of_race(client_id: uuid.UUID, race: Race, races: Collection[Race]) -> uuid.UUID:
    """Give a race's own UUID of a message about several; a message about one keeps its own."""
    return client_id if len(races) == 1 else uuid.uuid5(client_id, race.code)
