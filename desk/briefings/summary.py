"""Sentences made from the facts of a situation; none says what the data does not."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.briefings import words
from desk.briefings.situation import Situation
from risks.kinds import Kind

FIRST_KIND = {"election": Kind.BLANK_SPOT, "supervisor": Kind.CONFLICT, "forkopimda": Kind.CONFLICT}


def sentences(situation: Situation) -> list[str]:
    """Give the summary: extent, change, severity, sources, what is asked; always five sentences."""
    return [_extent(situation), _change(situation), _severity(situation), _sources(situation), _asked(situation)]


def extent_of(situation: Situation, kind: str) -> str:
    """Say how many stations have an open risk of a kind, or that nobody has said anything."""
    if not situation.knows(kind):
        return _("%(kind)s: tidak ada data.") % {"kind": words.kind(kind)}
    found = situation.kind(kind)
    stations = found.stations if found else 0
    if situation.stations is None:
        return _("Sebanyak %(count)s TPS memiliki risiko terbuka %(kind)s; daftar TPS: tidak ada data.") % {
            "count": words.number(stations),
            "kind": words.kind(kind).lower(),
        }
    return _("Sebanyak %(count)s dari %(total)s TPS terdaftar memiliki risiko terbuka %(kind)s.") % {
        "count": words.number(stations),
        "total": words.number(situation.stations),
        "kind": words.kind(kind).lower(),
    }


def _extent(situation: Situation) -> str:
    first = FIRST_KIND.get(situation.profile)
    if first is not None:
        return extent_of(situation, first)
    if situation.stations is None and not situation.kinds:
        return _("Daftar TPS dan risiko: tidak ada data.")
    open_risks = sum(each.flags for each in situation.kinds)
    if situation.stations is None:
        return _("Sebanyak %(count)s risiko masih terbuka; daftar TPS: tidak ada data.") % {
            "count": words.number(open_risks)
        }
    return _("Sebanyak %(count)s risiko masih terbuka pada %(total)s TPS terdaftar.") % {
        "count": words.number(open_risks),
        "total": words.number(situation.stations),
    }


def _change(situation: Situation) -> str:
    if not situation.changes:
        return _("Tidak ada perubahan risiko yang tercatat dalam periode ini.")
    return _(
        "Dalam periode ini %(reported)s risiko dilaporkan, %(verified)s diverifikasi, %(resolved)s selesai, "
        "dan %(dismissed)s ditolak."
    ) % {
        name: words.number(sum(getattr(each, name) for each in situation.changes))
        for name in ("reported", "verified", "resolved", "dismissed")
    }


def _severity(situation: Situation) -> str:
    if not situation.kinds:
        return _("Tidak ada risiko terbuka yang tercatat.")
    found = situation.severities()
    return _(
        "Menurut catatan desk, %(critical)s risiko terbuka berkeparahan kritis dan %(high)s tinggi; %(waiting)s masih "
        "menunggu verifikasi."
    ) % {
        "critical": words.number(found.get("critical", 0)),
        "high": words.number(found.get("high", 0)),
        "waiting": words.number(situation.waiting_total),
    }


def _sources(situation: Situation) -> str:
    kind = FIRST_KIND.get(situation.profile, Kind.BLANK_SPOT)
    found = situation.sources_of(kind)
    name = words.prone(kind)
    if not found:
        return _("Jumlah TPS %(kind)s menurut sumber: tidak ada data.") % {"kind": name}
    said = words.listing(f"{each.source} {words.number(each.adverse)}" for each in found[:4])
    if len({each.adverse for each in found}) > 1:
        return _("Jumlah TPS %(kind)s berbeda antar sumber dan tidak dijumlahkan: %(said)s.") % {
            "kind": name,
            "said": said,
        }
    return _("Jumlah TPS %(kind)s menurut sumber: %(said)s.") % {"kind": name, "said": said}


def _asked(situation: Situation) -> str:
    if not situation.tasks_total:
        return _("Tidak ada tugas terbuka bagi %(agency)s.") % {"agency": situation.agency}
    owned = next((each for each in situation.owners if each.code == situation.agency_code), None)
    late = owned.overdue if owned else 0
    first = ngettext(
        "%(count)s tugas bagi %(agency)s belum selesai",
        "%(count)s tugas bagi %(agency)s belum selesai",
        situation.tasks_total,
    ) % {"count": words.number(situation.tasks_total), "agency": situation.agency}
    if not late:
        return _("%(first)s, tidak ada yang lewat tenggat.") % {"first": first}
    return _("%(first)s, %(late)s di antaranya lewat tenggat.") % {"first": first, "late": words.number(late)}
