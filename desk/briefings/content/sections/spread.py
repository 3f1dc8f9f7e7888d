"""Where the risks lie and of what kinds they are. Pure."""

from django.utils.translation import gettext as _

from desk.briefings import words
from desk.briefings.content.blocks import WORST_FIRST, Bars, Cell, Grid, Head, Map, Prose, Section, severity_words
from desk.briefings.situation import Situation
from desk.charts.drawings import Bar
from risks.kinds import Kind

BARS_MOST = 10  # of a kabupaten with forty kecamatan the worst; its table names them all


def spread(situation: Situation) -> Section:
    """Give map, bars and table of the open risks by the regions just below the place."""
    title = _("Sebaran risiko terbuka")
    if not situation.regencies:
        return Section("sebaran", title, (Prose(_("Daftar TPS dan risiko per wilayah: tidak ada data.")),))
    known = not situation.silent()  # a risk that nobody was asked about is not a risk that is not there
    drawn = situation.regencies
    if len(drawn) > BARS_MOST:
        drawn = tuple(sorted(drawn, key=lambda each: -each.flags)[:BARS_MOST])
    rows = tuple(Bar(short(each.name), _in_order(each.severities) if known else None) for each in drawn)
    values = {each.code: (each.flags, _worst(each.severities)) if known else (None, "") for each in situation.regencies}
    below = _("kecamatan") if _by_district(situation) else _("kabupaten/kota")
    note = _("Risiko yang dilaporkan, terverifikasi, atau dalam mitigasi, menurut %(below)s dan keparahan.") % {
        "below": below
    }
    if len(drawn) < len(situation.regencies):
        note += " " + _("Diagram menampilkan %(count)s wilayah terbanyak.") % {"count": words.number(len(drawn))}
    picture = Map(_("Risiko terbuka per %(below)s") % {"below": below}, values, Bars(title, rows), note)
    return Section("sebaran", title, (picture, _table(situation, known, below)))


def kinds(situation: Situation) -> Section:
    """Give the table of risks by kind: open now, and what happened in the window."""
    title = _("Risiko menurut jenis")
    if not situation.kinds and not situation.changes:
        return Section("jenis", title, (Prose(_("Risiko: tidak ada data.")),))
    heads = (
        Head(_("Jenis"), 22),
        Head(_("Terbuka"), 11, True),
        Head(_("TPS"), 10, True),
        Head(_("TPS sejak awal periode"), 14, True),
        Head(_("Dilaporkan"), 12, True),
        Head(_("Diverifikasi"), 12, True),
        Head(_("Selesai"), 10, True),
        Head(_("Ditolak"), 10, True),
    )
    changed = {each.kind: each for each in situation.changes}
    rows = []
    for kind in filter(situation.knows, Kind.values):
        found, moved = situation.kind(kind), changed.get(kind)
        stations = found.stations if found else 0
        rows.append(
            (
                words.kind(kind),
                words.number(found.flags if found else 0),
                words.number(stations),
                words.change(stations, found.before if found else 0),
                *(
                    words.number(getattr(moved, name) if moved else 0)
                    for name in ("reported", "verified", "resolved", "dismissed")
                ),
            )
        )
    note = _("Empat kolom terakhir menghitung kejadian dalam periode laporan. Sumber: catatan desk.")
    silent = [words.kind(kind).lower() for kind in Kind.values if not situation.knows(kind)]
    if silent:
        note += " " + _("Tidak ada data tentang %(kinds)s.") % {"kinds": words.listing(silent)}
    return Section("jenis", title, (Grid(heads, tuple(rows), note),))


def short(name: str) -> str:
    """Write the name of a regency as charts and narrow columns do."""
    return name.replace("Kabupaten ", _("Kab. "))


def _table(situation: Situation, known: bool, below: str) -> Grid:
    heads = (
        Head(below.capitalize(), 28),
        Head(_("TPS terdaftar"), 13, True),
        Head(_("Risiko terbuka"), 12, True),
        *(Head(word, 10, True) for word in severity_words().values()),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            each.name,
            None if each.stations is None else words.number(each.stations),
            words.number(each.flags) if known else None,
            *(words.number(each.severities.get(name, 0)) if known else None for name in WORST_FIRST),
        )
        for each in situation.regencies
    )
    if not known:
        heads, rows = heads[:3], tuple(row[:3] for row in rows)
    return Grid(heads, rows)


def _by_district(situation: Situation) -> bool:
    return any(each.code.count(".") > 1 for each in situation.regencies)


def _in_order(severities: dict[str, int]) -> dict[str, int]:
    return {name: severities.get(name, 0) for name in WORST_FIRST}


def _worst(severities: dict[str, int]) -> str:
    return next((name for name in WORST_FIRST if severities.get(name)), "")
