"""Which agency a form proposes, why, and whether anybody can be reached there; it is never forced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from desk import clock
from desk.agencies.models import Agency, Contact
from desk.coordination.jurisdiction_duty import Duty, proposed_owners, responsible
from risks.models import Flag
from tps.models import PollingStation, Region


@dataclass(frozen=True, slots=True)
class Proposal:
    """The agency that answers first at a place, with the reason in words."""

    agency: Agency
    words: str


class AgencyChoice(forms.ModelChoiceField):
    """A choice of agencies that says of each whether it has no duty contact that still holds."""

    def label_from_instance(self, obj: Any) -> str:
        """Name an agency; its rows come from agencies_at()."""
        reachable = getattr(obj, "reachable", True)
        return str(obj) if reachable else _("%(agency)s (belum ada kontak)") % {"agency": obj}


def agencies_at(at: datetime) -> Any:
    """Give the agencies that sit at the desk, each with `reachable`: whether it has a duty contact at a moment."""
    return Agency.objects.active().with_reachable(clock.local(at).date()).order_by("level", "name")


def proposal_for(flag: Flag | None, at: datetime) -> Proposal | None:
    """Give the agency that answers first for a risk where it lies; None where nobody is known to."""
    place = (flag.station or flag.region) if flag else None
    duties = responsible(place, flag.kind, at) if flag and place else []
    return Proposal(duties[0].agency, _words(duties[0])) if duties else None


def _words(duty: Duty) -> str:
    parts = [_("Diusulkan: %(agency)s. %(why)s.") % {"agency": duty.agency.label, "why": duty.why}]
    if duty.partial:
        parts.append(_("Hanya memegang sebagian wilayah ini."))
    if not duty.reachable:
        parts.append(_("Belum ada kontak tugas yang berlaku di sana."))
    parts.append(_("Anda bebas memilih instansi lain."))
    return " ".join(parts)


def propose(field: forms.Field, found: Proposal | None, form: forms.Form, name: str) -> None:
    """Let a form's field of agencies begin with the proposed one and say why; what was typed stays."""
    if found is not None:
        field.help_text = found.words
        form.initial.setdefault(name, found.agency.pk)


def unreachable(agency: Agency, at: datetime) -> str:
    """Say that an agency has no duty contact that still holds; "" when it has one."""
    if Contact.objects.valid(clock.local(at).date()).filter(agency=agency).exists():
        return ""
    return _(
        "%(agency)s belum mempunyai kontak tugas yang berlaku. Kabari dengan cara lain, dan minta kontaknya dilengkapi."
    ) % {"agency": agency}


def answering(flags: Sequence[Flag], at: datetime) -> dict[int, Agency | None]:
    """Give for each risk the agency that answers first where it lies; few queries for each kind."""
    found: dict[int, int] = {}
    areas: dict[tuple[str, str], list[Flag]] = {}
    for kind in {flag.kind for flag in flags}:
        of_kind = [flag for flag in flags if flag.kind == kind]
        at_stations = {flag.station_id: flag.pk for flag in of_kind if flag.station_id}
        rows = PollingStation.objects.filter(pk__in=at_stations)
        owners = proposed_owners(rows, kind, at) if at_stations else {}
        found |= {at_stations[station]: agency for station, agency in owners.items()}
        for flag in of_kind:
            if flag.station_id is None and flag.region_id:
                areas.setdefault((kind, flag.region_id), []).append(flag)
    for (kind, code), those in areas.items():
        region: Region | None = those[0].region
        duties = responsible(region, kind, at) if region and region.code == code else []
        found |= {flag.pk: duties[0].agency.pk for flag in those if duties}
    bodies = Agency.objects.in_bulk(set(found.values()))
    return {flag: bodies.get(agency) for flag, agency in found.items()}
