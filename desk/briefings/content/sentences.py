"""Sentences made from the facts of a situation, each with where its figures come from; none says what they do not."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.briefings import words
from desk.briefings.situation import Situation
from risks.kinds import Kind, Outcome

SOURCES_NAMED, AGENCIES_NAMED = 4, 3


def extent_of(situation: Situation, kind: str) -> str:
    """Say how many stations have an open risk of a kind, or that nobody has said anything."""
    name = words.kind(kind).lower()
    if not situation.knows(kind):
        if situation.stations is None:
            return _("%(kind)s: tidak ada data.") % {"kind": words.kind(kind)}
        return _("Tidak ada data tentang risiko %(kind)s dari %(total)s TPS terdaftar.") % {
            "kind": name,
            "total": words.number(situation.stations),
        }
    found = situation.kind(kind)
    stations = found.stations if found else 0
    if situation.stations is None:
        return _("Sebanyak %(count)s TPS memiliki risiko %(kind)s yang masih terbuka; daftar TPS: tidak ada data.") % {
            "count": words.number(stations),
            "kind": name,
        }
    pattern = (
        _("Sebanyak %(count)s dari %(total)s TPS terdaftar memiliki risiko %(kind)s yang masih terbuka.")
        if stations
        else _("Dari %(total)s TPS terdaftar, tidak ada yang memiliki risiko %(kind)s yang masih terbuka.")
    )
    return pattern % {"count": words.number(stations), "total": words.number(situation.stations), "kind": name}


def extent_of_all(situation: Situation) -> str:
    """Say how many risks of all kinds are open, and at how many stations."""
    flags = situation.flags()
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
        return _("Tidak ada data tentang risiko dari %(total)s TPS terdaftar.") % facts
    if not flags:
        return _("Dari %(total)s TPS terdaftar, tidak ada risiko yang masih terbuka.") % facts
    if situation.at_risk is None:
        return _("Sebanyak %(count)s risiko masih terbuka; TPS terdaftar berjumlah %(total)s.") % facts
    return _("Sebanyak %(count)s risiko masih terbuka pada %(places)s dari %(total)s TPS terdaftar.") % facts


def change(situation: Situation) -> str:
    """Say what happened to risks in the window."""
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


def severity(situation: Situation) -> str:
    """Say how bad the open risks are, and how many nobody has verified."""
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


def sources(situation: Situation, kind: str) -> str:
    """Say what each source counts, and that these numbers are not the same where they are not."""
    found = situation.sources_of(kind)
    name = words.prone(kind)
    if not found:
        return _("Jumlah TPS %(kind)s menurut sumber: tidak ada data.") % {"kind": name}
    said = words.listing(f"{each.source} {words.number(each.adverse)}" for each in found[:SOURCES_NAMED])
    if len({each.adverse for each in found}) > 1:
        return _("Jumlah TPS %(kind)s berbeda antar sumber dan tidak dijumlahkan: %(said)s.") % {
            "kind": name,
            "said": said,
        }
    return _("Jumlah TPS %(kind)s menurut sumber: %(said)s.") % {"kind": name, "said": said}


def asked(situation: Situation) -> str:
    """Say how many tasks the agency holds, and how many of them are late."""
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


def since(situation: Situation, kind: str = "") -> str:
    """Say how the stations at risk have changed since the preceding issue, and what happened in the window."""
    happened = change(situation)
    key = f"tps:{kind}" if kind else "tps"
    before = (situation.before or {}).get(key)
    found = situation.kind(kind) if kind else None
    now = situation.at_risk if not kind else found.stations if found else 0 if situation.knows(kind) else None
    if before is None or now is None:
        return happened
    what = _("TPS %(kind)s") % {"kind": words.prone(kind)} if kind else _("TPS berisiko")
    if now == before:
        told = _("jumlah %(what)s tetap %(now)s sejak laporan sebelumnya") % {"what": what, "now": words.number(now)}
    else:
        told = _("jumlah %(what)s berubah dari %(before)s menjadi %(now)s sejak laporan sebelumnya") % {
            "what": what,
            "before": words.number(before),
            "now": words.number(now),
        }
    return _("%(happened)s; %(told)s.") % {"happened": happened.removesuffix("."), "told": told}


def prepared(situation: Situation, kind: str = "") -> str:
    """Say how many stations without signal have no complete plan, and how many flood-prone ones no reserve site.

    With a kind (blank spot or flood) only what answers that kind is said.
    """
    about = {Kind.BLANK_SPOT: _planned, Kind.FLOOD: _placed}
    parts = [part for part in (tell(situation) for name, tell in about.items() if kind in {"", name}) if part]
    if not parts and kind == Kind.BLANK_SPOT:
        return _("Rencana cadangan: tidak ada TPS yang memerlukannya menurut data desk.")
    if not parts and kind == Kind.FLOOD:
        return _("Lokasi cadangan: tidak ada TPS yang memerlukannya menurut data desk.")
    if not parts:
        return _("Rencana cadangan dan lokasi cadangan: tidak ada TPS yang memerlukannya menurut data desk.")
    return _("Menurut rencana yang tercatat di desk, %(parts)s.") % {"parts": "; ".join(parts)}


def _planned(situation: Situation) -> str:
    total = sum(each.stations for each in situation.plans)
    missing = sum(each.missing for each in situation.plans)
    incomplete = sum(each.incomplete for each in situation.plans)
    facts = {
        "total": words.number(total),
        "missing": words.number(missing),
        "incomplete": words.number(incomplete),
    }
    if not total:
        return ""
    if missing and incomplete:
        return (
            _("dari %(total)s TPS tanpa sinyal, %(missing)s tanpa rencana cadangan dan %(incomplete)s belum lengkap")
            % facts
        )
    if missing:
        return _("dari %(total)s TPS tanpa sinyal, %(missing)s tanpa rencana cadangan") % facts
    if incomplete:
        return _("dari %(total)s TPS tanpa sinyal, %(incomplete)s rencana cadangannya belum lengkap") % facts
    return _("semua %(total)s TPS tanpa sinyal punya rencana cadangan yang lengkap") % facts


def _placed(situation: Situation) -> str:
    total = sum(each.stations for each in situation.sites)
    none = sum(each.none for each in situation.sites)
    facts = {"total": words.number(total), "none": words.number(none)}
    if not total:
        return ""
    if none:
        return _("dari %(total)s TPS rawan banjir, %(none)s belum punya lokasi cadangan") % facts
    return _("semua %(total)s TPS rawan banjir punya usulan atau ketetapan lokasi cadangan") % facts


def owed(situation: Situation) -> str:
    """Say how many tasks all agencies owe, and which owe most that are late."""
    if not situation.owners:
        return _("Tidak ada tugas instansi yang belum selesai.")
    alive = sum(each.alive for each in situation.owners)
    late = [each for each in situation.owners if each.overdue]
    first = _("Menurut daftar tugas, %(agencies)s instansi memegang %(count)s tugas yang belum selesai") % {
        "agencies": words.number(len(situation.owners)),
        "count": words.number(alive),
    }
    if not late:
        return _("%(first)s; tidak ada yang lewat tenggat.") % {"first": first}
    named = words.listing(f"{each.name} {words.number(each.overdue)}" for each in late[:AGENCIES_NAMED])
    return _("%(first)s; %(late)s lewat tenggat, terbanyak %(named)s.") % {
        "first": first,
        "late": words.number(sum(each.overdue for each in late)),
        "named": named,
    }


def supervised(situation: Situation) -> str:
    """Say what was dismissed as not true in the window, and which referrals nobody has answered."""
    waiting = sum(each.waiting for each in situation.referred)
    late = sum(each.late for each in situation.referred)
    answers = _("tidak ada rujukan yang belum dijawab")
    if waiting:
        answers = _("%(waiting)s rujukan belum dijawab") % {"waiting": words.number(waiting)}
    if late:
        answers = _("%(answers)s, %(late)s di antaranya lewat waktu") % {
            "answers": answers,
            "late": words.number(late),
        }
    total = situation.dismissed_total
    if not total:
        return _("Dalam periode ini tidak ada risiko yang ditolak; %(answers)s.") % {"answers": answers}
    counted = Counter(each.outcome for each in situation.dismissed)
    if total > len(situation.dismissed) or not counted[Outcome.BOGUS]:
        return _("Dalam periode ini %(total)s risiko ditolak; %(answers)s.") % {
            "total": words.number(total),
            "answers": answers,
        }
    return _("Dalam periode ini %(total)s risiko ditolak, %(bogus)s di antaranya tidak benar; %(answers)s.") % {
        "total": words.number(total),
        "bogus": words.number(counted[Outcome.BOGUS]),
        "answers": answers,
    }


def due_soon(situation: Situation) -> str:
    """Say how many tasks are due in two days, and how many are late."""
    late = sum(each.overdue for each in situation.owners)
    facts = {"soon": words.number(situation.soon_total), "late": words.number(late)}
    if situation.soon_total and late:
        return (
            _("Menurut daftar tugas, %(soon)s tugas jatuh tempo dalam 48 jam dan %(late)s sudah lewat tenggat.") % facts
        )
    if situation.soon_total:
        return _("Menurut daftar tugas, %(soon)s tugas jatuh tempo dalam 48 jam; tidak ada yang lewat tenggat.") % facts
    if late:
        return _("Menurut daftar tugas, tidak ada yang jatuh tempo dalam 48 jam; %(late)s sudah lewat tenggat.") % facts
    return _("Menurut daftar tugas, tidak ada yang jatuh tempo dalam 48 jam atau lewat tenggat.")


def desk_says(sentence: str) -> str:
    """Name the desk's own register as the source of a sentence's figures."""
    return _("%(sentence)s (catatan desk).") % {"sentence": sentence.removesuffix(".")}
