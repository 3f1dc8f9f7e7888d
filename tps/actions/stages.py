"""The words of change for the legal calendar: shifting a stage with all that hangs on it, and what supersedes what."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from desk.context import Actor, acting
from tps.models import Election, Stage
from tps.stages import followers
from tps.stages.followers import Change
from tps.stages.national import KNOWN
from tps.stages.reading import span
from tps.stages.rules import circles


class Refused(Exception):
    """What was asked for cannot be done; the text says why, and what to do."""


class Overtaken(Refused):
    """What hangs on the stage has changed since the preview was read."""


@dataclass(frozen=True, slots=True)
class Shifted:
    """How many things moved with a stage."""

    moved: int


def check(stage: Stage) -> None:
    """Refuse a stage that supersedes itself through others, or what another already supersedes for the same region."""
    older = stage.supersedes
    if older is None:
        return
    others = list(Stage.objects.filter(election_id=stage.election_id).exclude(pk=stage.pk))
    if stage.pk is not None and stage.pk in circles([*map(span, others), span(stage)]):
        raise Refused(_("Tahapan ini dan “%(name)s” akan saling mengganti. Pilih tahapan lain.") % {"name": older.name})
    same = [each for each in others if each.supersedes_id == older.pk and each.region_id == stage.region_id]
    if same:
        raise Refused(
            _("“%(older)s” sudah diganti oleh “%(name)s” untuk wilayah yang sama. Ubah atau ganti tahapan itu.")
            % {"older": older.name, "name": same[0].name}
        )


def shift(
    stage_id: int,
    *,
    starts_on: date,
    ends_on: date,
    reason: str,
    seen: str,
    actor: Actor,
    at: datetime,
    onto: Stage | None = None,
) -> Shifted:
    """Give a stage other days and move what hangs on it, in one transaction under one history context.

    With `onto` the stage stays and what hangs on it goes over to that one. `seen` is the mark of the preview that the
    person read: Overtaken when something in it has changed meanwhile.
    """
    if not reason.strip():
        raise Refused(_("Tulis alasannya; alasan itu tersimpan di riwayat."))
    if ends_on < starts_on:
        raise Refused(_("Tahapan tidak dapat selesai sebelum mulai."))
    known = Stage.objects.select_related("election").get(pk=stage_id)
    with acting(actor, "stage.shift", reason=reason.strip(), place=known.region_id or "", election=known.election.code):
        stage = Stage.objects.select_for_update(of=("self",)).select_related("election").get(pk=stage_id)
        change = Change(stage, starts_on, ends_on, onto)
        if followers.mark(change, followers.preview(change, at)) != seen:
            raise Overtaken(
                _("Sementara itu tahapan ini atau yang tergantung padanya berubah. Baca lagi, lalu tekan geser.")
            )
        moved = sum(follower.apply(change, at) for follower in followers.registered())
        if onto is None:
            stage.starts_on, stage.ends_on = starts_on, ends_on
            stage.save(update_fields=["starts_on", "ends_on"])
    return Shifted(moved)


def add_known(election: Election, *, actor: Actor, at: datetime) -> int:
    """Write the days of the national calendar that are public facts; gives how many were not there yet."""
    made = 0
    with acting(actor, "stage.add", election=election.code):
        Election.objects.select_for_update().get(pk=election.pk)
        for row in KNOWN.get(election.polling_date, ()):
            _stage, fresh = Stage.objects.get_or_create(
                election=election,
                name=row.name,
                region=None,
                defaults={"legal_basis": row.basis, "starts_on": row.starts, "ends_on": row.ends},
            )
            made += fresh
    return made
