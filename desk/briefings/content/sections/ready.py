"""Preparations: fallback plans, reserve sites, readiness of the kecamatan, and how far the result forms are. Pure."""

from django.utils.translation import gettext as _

from desk.briefings import words
from desk.briefings.content.blocks import Bars, Block, Grid, Head, Prose, Section, numbers, top
from desk.briefings.content.facts_ready import SiteLine
from desk.briefings.content.sections.spread import BARS_MOST, short
from desk.briefings.situation import Situation
from desk.charts.drawings import Bar
from desk.coordination.readiness.kinds import Subject
from desk.recap.plans.kinds import Lack, Means, PlanState
from desk.recap.relocation.kinds import RelocationState


def plans(situation: Situation) -> Section:
    """Give the fallback plans of TPS without signal by region, what they lack, and which TPS have none."""
    title = _("Rencana cadangan TPS tanpa sinyal")
    if not situation.plans:
        text = (
            _("Tidak ada TPS tanpa sinyal yang memerlukan rencana.")
            if situation.knows("blank-spot")
            else _("TPS tanpa sinyal dan rencananya: tidak ada data.")
        )
        return Section("rencana", title, (Prose(text),))
    series = (
        ("accent", _("lengkap")),
        ("ramp-2", _("tidak lengkap")),
        ("unknown", _("tanpa rencana")),
    )
    drawn = sorted(situation.plans, key=lambda each: -each.stations)[:BARS_MOST]
    bars = tuple(
        Bar(short(each.name), {"accent": each.complete, "ramp-2": each.incomplete, "unknown": each.missing})
        for each in drawn
    )
    heads = (
        Head(_("Wilayah"), 34),
        Head(_("TPS tanpa sinyal"), 16, True),
        Head(_("Rencana lengkap"), 16, True),
        Head(_("Tidak lengkap"), 16, True),
        Head(_("Tanpa rencana"), 16, True),
    )
    rows = tuple(
        (each.name, *numbers((each.stations, each.complete, each.incomplete, each.missing))) for each in situation.plans
    )
    blocks: list[Block] = [Bars(title, bars, "", series), Grid(heads, rows, _lacking(situation))]
    if situation.plan_lines:
        blocks.append(_plan_lines(situation))
    return Section("rencana", title, tuple(blocks))


def sites(situation: Situation) -> Section:
    """Give the flood-prone TPS with their reserve sites by region, and those without one or past their deadline."""
    title = _("TPS rawan banjir dan lokasi cadangan")
    weather = _("Prakiraan cuaca: tidak ada data.")
    if not situation.sites:
        text = (
            _("Tidak ada TPS rawan banjir yang memerlukan lokasi cadangan.")
            if situation.knows("flood")
            else _("TPS rawan banjir: tidak ada data.")
        )
        return Section("banjir", title, (Prose(f"{text} {weather}"),))
    heads = (
        Head(_("Wilayah"), 34),
        Head(_("TPS rawan banjir"), 16, True),
        Head(_("Lokasi ditetapkan"), 16, True),
        Head(_("Baru diusulkan"), 16, True),
        Head(_("Belum ada"), 16, True),
    )
    rows = tuple(
        (each.name, *numbers((each.stations, each.agreed, each.proposed, each.none))) for each in situation.sites
    )
    late = _("Tidak ada usulan yang lewat tenggat keputusan.")
    if situation.sites_overdue:
        late = _("%(count)s usulan lewat tenggat keputusan.") % {"count": words.number(situation.sites_overdue)}
    blocks: list[Block] = [Grid(heads, rows, f"{late} {weather}")]
    if situation.site_lines:
        head = (
            Head(_("TPS"), 40),
            Head(_("Lokasi cadangan"), 28),
            Head(_("Tenggat"), 16),
            Head(_("Yang memutuskan"), 24),
        )
        lines = tuple(
            (f"{each.place}\n{each.station}", _site(each), _deadline(each), each.decider or None)
            for each in situation.site_lines
        )
        note = top(len(lines), situation.site_lines_total)
        blocks.append(Grid(head, lines, note))
    return Section("banjir", title, tuple(blocks))


def readiness(situation: Situation) -> Section:
    """Give how the items of the checklist stand by region and by subject."""
    title = _("Kesiapan kecamatan")
    if not situation.readiness:
        return Section("kesiapan", title, (Prose(_("Kesiapan kecamatan: tidak ada data.")),))
    cells = (_("Merah"), _("Kuning"), _("Hijau"), _("Belum diketahui"), _("Lewat tenggat"))
    heads = tuple(Head(word, 13, True) for word in cells)
    regions = tuple(
        (each.name, *numbers((each.red, each.amber, each.green, each.unknown, each.late)))
        for each in situation.readiness
    )
    subjects = tuple(
        (_subject(each.code), *numbers((each.red, each.amber, each.green, each.unknown, each.late)))
        for each in situation.subjects
    )
    note = _(
        "Tiap angka menghitung butir kesiapan per kecamatan. "
        "Keterangan yang kedaluwarsa dihitung belum diketahui, bukan hijau."
    )
    return Section(
        "kesiapan",
        title,
        (Grid((Head(_("Bidang"), 35), *heads), subjects), Grid((Head(_("Wilayah"), 35), *heads), regions, note)),
    )


def recap(situation: Situation) -> Section:
    """Give how many result forms were seen, sent and visible; never a vote."""
    title = _("Perjalanan formulir hasil")
    if not situation.recap:
        return Section("rekap", title, (Prose(_("Formulir hasil: belum ada laporan.")),))
    heads = (
        Head(_("Wilayah"), 34),
        Head(_("Formulir seluruhnya"), 18, True),
        Head(_("Sudah dilaporkan"), 16, True),
        Head(_("Terkirim"), 16, True),
        Head(_("Tampak di Sirekap"), 16, True),
    )
    rows = tuple(
        (each.name, *numbers((each.expected, each.reported, each.sent, each.visible))) for each in situation.recap
    )
    note = _(
        "Menurut penglihatan desk, bukan Sirekap; desk tidak mencatat perolehan suara. "
        "Yang belum dilaporkan belum tentu belum ada."
    )
    return Section("rekap", title, (Grid(heads, rows, note), *_out_of_reach(situation)))


def _out_of_reach(situation: Situation) -> tuple[Grid, ...]:
    """Give the forms of TPS out of reach, a denominator of their own as on the board."""
    lines = [each for each in situation.recap if each.far_stations]
    if not lines:
        return ()
    heads = (
        Head(_("Wilayah"), 34),
        Head(_("TPS tidak terjangkau"), 16, True),
        Head(_("Formulirnya"), 16, True),
        Head(_("Sudah dilaporkan"), 16, True),
        Head(_("Terkirim"), 16, True),
        Head(_("Ke PPK / manual"), 16, True),
    )
    rows = tuple(
        (
            each.name,
            *numbers((each.far_stations, each.far_expected, each.far_reported, each.far_sent, each.far_carried)),
        )
        for each in lines
    )
    note = _(
        "TPS yang tidak terjangkau tidak termasuk tabel di atas: dihitung sendiri, tidak disembunyikan, "
        "dan tidak pernah dihitung hilang."
    )
    return (Grid(heads, rows, note),)


def _lacking(situation: Situation) -> str:
    parts = [f"{_label(Lack, name)} {words.number(count)}" for name, count in situation.plan_lacks.items()]
    means = [f"{_label(Means, name)} {words.number(count)}" for name, count in situation.plan_means.items()]
    said = []
    if parts:
        said.append(_("Yang kurang: %(parts)s.") % {"parts": "; ".join(parts)})
    if means:
        said.append(_("Cara utama: %(parts)s.") % {"parts": "; ".join(means)})
    return " ".join(said)


def _plan_lines(situation: Situation) -> Grid:
    heads = (Head(_("TPS"), 44), Head(_("Rencana"), 22), Head(_("Yang kurang"), 42))
    rows = tuple(
        (
            f"{each.place}\n{each.station}",
            "\n".join(part for part in (_label(PlanState, each.state), _label(Means, each.means)) if part),
            "; ".join(_label(Lack, lack) for lack in each.lacks) or _("seluruh rencana"),
        )
        for each in situation.plan_lines
    )
    return Grid(heads, rows, top(len(rows), situation.plan_lines_total))


def _site(each: SiteLine) -> str | None:
    if not each.site:
        return None
    return f"{each.site}\n{_label(RelocationState, each.state)}"


def _deadline(each: SiteLine) -> str | None:
    if each.deadline is None:
        return None
    return f"{words.short_day(each.deadline)}\n{_('lewat tenggat')}" if each.overdue else words.short_day(each.deadline)


def _subject(value: str) -> str:
    return _label(Subject, value).capitalize()


def _label(choices: type[Lack | Means | PlanState | RelocationState | Subject], value: str) -> str:
    return next((str(label) for name, label in choices.choices if name == value), value)
