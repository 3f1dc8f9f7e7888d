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
    name = words.kind(kind).lower()
    if not situation.knows(kind):
        if situation.stations is None:
            return _("%(kind)s: tidak ada data.") % {"kind": words.kind(kind)}
        return _("Mengenai risiko %(kind)s tidak ada data dari %(total)s TPS terdaftar.") % {
            "kind": name,
            "total": words.number(situation.stations),
        }
    found = situation.kind(kind)
    stations = found.stations if found else 0
    if situation.stations is None:
        return _("Sebanyak %(count)s TPS memiliki risiko terbuka %(kind)s; daftar TPS: tidak ada data.") % {
            "count": words.number(stations),
            "kind": name,
        }
    pattern = (
        _("Sebanyak %(count)s dari %(total)s TPS terdaftar memiliki risiko terbuka %(kind)s.")
        if stations
        else _("Dari %(total)s TPS terdaftar, tidak ada yang memiliki risiko terbuka %(kind)s.")
    )
    return pattern % {"count": words.number(stations), "total": words.number(situation.stations), "kind": name}


def _extent(situation: Situation) -> str:
    first = FIRST_KIND.get(situation.profile)
    return extent_of(situation, first) if first is not None else _extent_of_all(situation)


def _extent_of_all(situation: Situation) -> str:
    flags = sum(each.flags for each in situation.kinds)
    facts = {
        "count": words.number(flags),
        "places": words.number(situation.at_risk or 0),
        "total": words.number(situation.stations or 0),
    }
    if situation.stations is None:
        if situation.silent():
            return _("Daftar TPS dan risiko: tidak ada data.")
        return _("Sebanyak %(count)s risiko masih terbuka; daftar TPS: tidak ada data.") % facts
    if situation.silent():
        return _("Mengenai risiko tidak ada data dari %(total)s TPS terdaftar.") % facts
    if not flags:
        return _("Dari %(total)s TPS terdaftar, tidak ada risiko yang masih terbuka.") % facts
    if situation.at_risk is None:
        return _("Sebanyak %(count)s risiko masih terbuka; TPS terdaftar berjumlah %(total)s.") % facts
    return _("Sebanyak %(count)s risiko masih terbuka pada %(places)s dari %(total)s TPS terdaftar.") % facts


def _change(situation: Situation) -> str:
    happened = {
        _("dilaporkan"): "reported",
        _("diverifikasi"): "verified",
        _("selesai"): "resolved",
        _("ditolak"): "dismissed",
    }
    counts = {word: sum(getattr(each, name) for each in situation.changes) for word, name in happened.items()}
    some = [
        _("%(count)s risiko %(happened)s") % {"count": words.number(count), "happened": word}
        for word, count in counts.items()
        if count
    ]
    none = [word for word, count in counts.items() if not count]
    if not some:
        return _("Tidak ada perubahan risiko yang tercatat dalam periode ini.")
    said = _("Dalam periode ini %(some)s") % {"some": words.listing(some)}
    if not none:
        return f"{said}."
    return _("%(said)s; tidak ada yang %(none)s.") % {"said": said, "none": words.listing(none, _("atau"))}


def _severity(situation: Situation) -> str:
    if not situation.kinds:
        if situation.silent():
            return _("Keparahan risiko: tidak ada data.")
        return _("Tidak ada risiko terbuka yang tercatat.")
    found = situation.severities()
    critical, high = found.get("critical", 0), found.get("high", 0)
    if critical and high:
        pattern = _("Menurut catatan desk, %(critical)s risiko terbuka berkeparahan kritis dan %(high)s tinggi")
    elif critical:
        pattern = _("Menurut catatan desk, %(critical)s risiko terbuka berkeparahan kritis dan tidak ada yang tinggi")
    elif high:
        pattern = _("Menurut catatan desk, tidak ada risiko terbuka berkeparahan kritis; %(high)s berkeparahan tinggi")
    else:
        pattern = _("Menurut catatan desk, tidak ada risiko terbuka berkeparahan kritis atau tinggi")
    said = pattern % {"critical": words.number(critical), "high": words.number(high)}
    if not situation.waiting_total:
        return _("%(said)s; tidak ada yang menunggu verifikasi.") % {"said": said}
    return _("%(said)s; %(waiting)s masih menunggu verifikasi.") % {
        "said": said,
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
    total = situation.tasks_total
    if not total:
        return _("Tidak ada tugas terbuka bagi %(agency)s.") % {"agency": situation.agency}
    owned = next((each for each in situation.owners if each.code == situation.agency_code), None)
    late = owned.overdue if owned else 0
    first = ngettext(
        "%(agency)s masih memegang %(count)s tugas yang belum selesai",
        "%(agency)s masih memegang %(count)s tugas yang belum selesai",
        total,
    ) % {"count": words.number(total), "agency": situation.agency}
    if not late:
        return _("%(first)s; tidak ada yang lewat tenggat.") % {"first": first}
    if late == total:
        return _("%(first)s dan sudah lewat tenggat.") % {"first": first}
    return _("%(first)s, %(late)s di antaranya lewat tenggat.") % {"first": first, "late": words.number(late)}
