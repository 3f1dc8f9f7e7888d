"""The words of change for reading Sirekap: files become sightings of the source "Sirekap", oddities are listed."""

import hashlib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.kinds import AgencyLevel
from desk.agencies.models import Agency
from desk.context import acting
from desk.files import actions as files
from desk.recap.actions.sightings import Seen, write
from desk.recap.kinds import LADDER, FormState, How
from desk.recap.models import FormStanding, SirekapAddress, SirekapOddity, SirekapReading
from desk.recap.sirekap import parser
from desk.recap.sirekap.kinds import ABSURD, ALIASES, Oddity, Way
from desk.recap.sirekap.sources import Piece
from desk.recap.totals import actions as totals
from desk.recap.totals.access import is_on
from desk.recap.totals.actions import Counted
from desk.work.actions import enqueue
from tps.models import Election, PollingStation, Race

READ = "recap.sirekap"
SOURCE = "sirekap"
BATCH = 500
MOST_TOLD = 50
Progress = Callable[[int], None]


class Refused(Exception):
    """The reading cannot begin; the text is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Found:
    """One file that is about a known station and ballot."""

    station: PollingStation
    race: Race
    reading: parser.Reading
    digest: str


def ensure_on() -> None:
    """Refuse while the desk has not turned the reading of Sirekap on."""
    if not settings.DESK_SIREKAP:
        raise Refused(_("Pembacaan Sirekap tidak diaktifkan di desk ini. Papan dan laporan tidak memerlukannya."))


def ask(
    election: Election,
    *,
    way: str,
    race: Race | None,
    upload: Any,
    urls: Iterable[str],
    actor: User | None,
    at: datetime,
    client_id: uuid.UUID,
) -> SirekapReading:
    """Ask for a reading of an uploaded zip, or of addresses; asked twice (same client UUID) it is done once."""
    ensure_on()
    known = SirekapReading.objects.filter(client_id=client_id).first()
    if known:
        return known
    with files.whole(), acting(actor, "sirekap.read", election=election.code):
        kept = files.keep(upload, upload.name or "sirekap.zip", actor=actor, at=at) if upload else None
        row = SirekapReading.objects.create(
            election=election, race=race, way=way, file=kept, asked_by=actor, asked_at=at, client_id=client_id
        )
        SirekapAddress.objects.bulk_create(
            [SirekapAddress(election=election, url=url, due_at=at) for url in urls], ignore_conflicts=True
        )
        payload: dict[str, Any] = {"reading": row.pk}
        if way == Way.URLS:
            payload["urls"] = list(urls)
        row.job = enqueue(READ, payload, actor=actor, at=at)
        row.save(update_fields=["job"])
    return row


def begin(election: Election, *, way: str, race: Race | None, actor: User | None, at: datetime) -> SirekapReading:
    """Write down a reading that a command does itself."""
    ensure_on()
    return SirekapReading.objects.create(election=election, race=race, way=way, asked_by=actor, asked_at=at)


def take(
    row: SirekapReading, pieces: Iterable[Piece], *, at: datetime, progress: Progress = lambda _done: None
) -> SirekapReading:
    """Read files one after the other, in batches that are each whole; run again it counts nothing twice.

    The numbers in the files go no further than the parser: kept are the page that is visible and what is odd. Only
    where the election's vote totals are turned on are they kept too (desk.recap.totals).
    """
    ensure_on()
    reader = _Reader(row, at)
    left = iter(pieces)
    while part := list(islice(left, BATCH)):
        reader.take(part)
        progress(row.read)
    row.finished_at = at
    row.save()
    return row


class _Reader:
    """Reads the pieces of one reading; knows the election's ballots and the source."""

    def __init__(self, row: SirekapReading, at: datetime) -> None:
        self.row, self.at = row, at
        self.election = row.election
        self.totals = is_on(self.election)
        self.races = {race.code: race for race in row.election.races.all()}
        with acting(None, "sirekap.read", election=self.election.code):
            self.source = Agency.objects.get_or_create(
                code=SOURCE, defaults={"name": "Sirekap", "short": "Sirekap", "level": AgencyLevel.NATIONAL}
            )[0]
        for name in ("read", "created", "unchanged", "empty", "rejected", "odd"):
            setattr(row, name, 0)
        row.errors_head = []

    def take(self, part: list[Piece]) -> None:
        """Take one batch."""
        asked: list[tuple[str, bytes, str, str]] = []
        for path, content in part:
            self.row.read += 1
            try:
                code, folders = parser.named(path)
            except parser.Unreadable as reason:
                self._reject(path, str(reason))
                continue
            if content is None:
                self._reject(path, _("Berkas terlalu besar atau tidak dapat dibuka."))
                continue
            asked.append((path, content, code, folders))
        stations = {
            each.code: each
            for each in PollingStation.objects.of(self.election.pk).filter(code__in={each[2] for each in asked})
        }
        found = [hit for each in asked if (hit := self._read(*each, stations)) is not None]
        with transaction.atomic():
            self._keep(list({(hit.station.pk, hit.race.pk): hit for hit in found}.values()))

    def _read(
        self, path: str, content: bytes, code: str, folders: str, stations: dict[str, PollingStation]
    ) -> Found | None:
        station = stations.get(code)
        if station is None:
            self._reject(path, _("TPS ini tidak ada dalam pemilihan yang dipilih."))
            return None
        try:
            reading = parser.read(
                content, voters=station.voters, polling_day=self.election.polling_date, at=self.at,
                with_votes=self.totals,
            )  # fmt: skip
        except parser.Unreadable as reason:
            self._reject(path, str(reason))
            return None
        race = self.row.race or self._race(folders, reading.race)
        if race is None:
            self._reject(path, _("Jenis surat suaranya tidak diketahui. Pilih jenisnya, lalu baca lagi."))
            return None
        if reading.empty:
            self.row.empty += 1
        return Found(station, race, reading, hashlib.sha256(content).hexdigest())

    def _race(self, folders: str, hint: str) -> Race | None:
        for word in (*reversed(folders.split("/")), hint):
            for code in (word, *ALIASES.get(word, ())):
                if code in self.races:
                    return self.races[code]
        return None

    def _keep(self, found: list[Found]) -> None:
        ranks = {
            (station, race): LADDER.get(state, 0)
            for station, race, state in FormStanding.objects.filter(
                station__in=[hit.station.pk for hit in found]
            ).values_list("station", "race", "state")
        }
        seen = []
        for hit in found:
            if not hit.reading.visible:
                continue
            if ranks.get((hit.station.pk, hit.race.pk), 0) > LADDER[FormState.VISIBLE]:
                # The desk has seen the form farther on: a feed does not take it back.
                self.row.unchanged += 1
                continue
            name = f"{self.election.code}/{hit.station.code}/{hit.race.code}/{hit.digest}"
            pages = ", ".join(str(number) for number, there in enumerate(hit.reading.pages, 1) if there)
            seen.append(
                Seen(
                    station=hit.station,
                    race=hit.race,
                    state=FormState.VISIBLE,
                    seen_at=self.at,
                    note=_("Sirekap: halaman %(pages)s tampak") % {"pages": pages},
                    client_id=uuid.uuid5(uuid.NAMESPACE_URL, name),
                )
            )
        # Each content of a file is one sighting, whoever reads it and how often.
        written = write(
            election=self.election, seen=seen, actor=None, at=self.at, how=How.FEED, source=self.source,
            file=self.row.file,
        )  # fmt: skip
        self.row.created += len(written.created)
        self.row.unchanged += len(written.known)
        for refused, reason in written.refused:
            self._reject(f"{refused.station.code} {refused.race.code}", str(reason))
        self._list_oddities(found)
        if self.totals:
            counted = [
                Counted(hit.station, hit.race, dict(hit.reading.votes), not ABSURD & {*hit.reading.oddities})
                for hit in found
            ]
            totals.keep(self.row, counted, at=self.at)

    def _list_oddities(self, found: list[Found]) -> None:
        odd = [hit for hit in found if hit.reading.oddities]
        fine = [hit for hit in found if not hit.reading.oddities and not hit.reading.empty]
        self.row.odd += len(odd)
        SirekapOddity.objects.bulk_create(
            [
                SirekapOddity(
                    election=self.election, station=hit.station, race=hit.race,
                    kinds=[each.value for each in Oddity if each in hit.reading.oddities],
                    seen_at=self.at, reading=self.row,
                )
                for hit in odd
            ],
            update_conflicts=True,
            unique_fields=["station", "race"],
            update_fields=["kinds", "seen_at", "reading"],
        )  # fmt: skip
        mended = {(hit.station.pk, hit.race.pk) for hit in fine}
        rows = SirekapOddity.objects.filter(station__in=[station for station, _race in mended])
        gone = [pk for pk, station, race in rows.values_list("pk", "station", "race") if (station, race) in mended]
        SirekapOddity.objects.filter(pk__in=gone).delete()

    def _reject(self, path: str, reason: str) -> None:
        self.row.rejected += 1
        if len(self.row.errors_head) < MOST_TOLD:
            self.row.errors_head.append({"file": path[-120:], "reason": reason})
