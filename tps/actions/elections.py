"""The words of change for elections, their races and stages."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from desk.context import Actor, acting
from tps.actions import stages
from tps.kinds import ElectionKind
from tps.models import Election, Race, Stage

# The ballots that the law prescribes; an election can have others of its own.
RACES: dict[str, tuple[tuple[str, str], ...]] = {
    ElectionKind.GENERAL: (
        ("presiden", "Presiden dan Wakil Presiden"),
        ("dpr", "DPR"),
        ("dpd", "DPD"),
        ("dprd-provinsi", "DPRD Provinsi"),
        ("dprd-kabkota", "DPRD Kabupaten/Kota"),
    ),
    ElectionKind.REGIONAL: (
        ("gubernur", "Gubernur dan Wakil Gubernur"),
        ("bupati-walikota", "Bupati/Wali Kota dan Wakilnya"),
    ),
}


def races_of(election: Election) -> Sequence[tuple[str, str]]:
    """Give (code, name) of the ballots with which an election begins: its kind's, or its parent's."""
    if election.parent is not None:
        return [(race.code, race.name) for race in election.parent.races.all()]
    return RACES.get(election.kind, ())


def create(election: Election, *, actor: Actor | None, at: datetime) -> Election:
    """Save a new election with the ballots of its kind; the first one of all becomes the current one."""
    with acting(actor, "election.add", election=election.code):
        election.current = not Election.objects.running().exists()
        election.save(force_insert=True)
        Race.objects.bulk_create(
            Race(election=election, code=code, name=name, order=order)
            for order, (code, name) in enumerate(races_of(election), 1)
        )
    return election


def change(election: Election, *, actor: Actor | None, at: datetime) -> Election:
    """Save what was changed of an election."""
    with acting(actor, "election.change", election=election.code):
        election.save(update_fields=["code", "name", "kind", "polling_date", "parent", "most_voters"])
    return election


def make_current(election: Election, *, actor: Actor | None, at: datetime) -> bool:
    """Make this the one election that every page follows; False when it already was."""
    with acting(actor, "election.make-current", election=election.code):
        locked = {each.pk: each for each in Election.objects.select_for_update().order_by("pk")}
        if locked[election.pk].current:
            return False
        # Exactly one is current: the old one steps back before the new one comes forward.
        for each in locked.values():
            if each.current:
                each.current = False
                each.save(update_fields=["current"])
        election.current = True
        election.save(update_fields=["current"])
    return True


def save_race(race: Race, *, actor: Actor | None, at: datetime) -> Race:
    """Save a new or changed ballot of an election."""
    with acting(actor, "race.change" if race.pk else "race.add", election=race.election.code):
        race.save()
    return race


def save_stage(stage: Stage, *, actor: Actor | None, at: datetime, client_id: uuid.UUID | None = None) -> Stage:
    """Save a new or changed stage of an election; a new one that was sent before is given as it stands.

    stages.Refused when it would supersede itself through others, or what another supersedes for the same region.
    """
    if client_id and stage.pk is None:
        known = Stage.objects.filter(election=stage.election, client_id=client_id).first()
        if known is not None:
            return known
    if stage.pk is None:
        stage.client_id = client_id
    action = "stage.change" if stage.pk else "stage.add"
    try:
        with acting(actor, action, place=stage.region_id or "", election=stage.election.code):
            # One after the other, so that two cannot make a circle together.
            Election.objects.select_for_update().get(pk=stage.election_id)
            stages.check(stage)
            stage.save()
    except IntegrityError:
        # The same form arrived twice, perhaps at the same moment: the constraint lets one through.
        known = Stage.objects.filter(election=stage.election, client_id=client_id).first() if client_id else None
        if known is None:
            raise
        return known
    return stage


def remove_stage(stage: Stage, *, actor: Actor | None, at: datetime) -> None:
    """Delete a stage that was entered by mistake; history keeps that it was there."""
    with acting(
        actor,
        "stage.remove",
        reason=_("dihapus dari daftar tahapan"),
        place=stage.region_id or "",
        election=stage.election.code,
    ):
        try:
            stage.delete()
        except ProtectedError:
            raise stages.Refused(
                _("Masih ada yang tergantung pada tahapan ini. Pindahkan atau lepaskan lebih dulu, lalu hapus.")
            ) from None
