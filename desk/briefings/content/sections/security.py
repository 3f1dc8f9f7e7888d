"""Security: risks by the areas of police and army, Bawaslu's variables, published indices beside our counts. Pure."""

from django.utils.translation import gettext as _

from desk.briefings import words
from desk.briefings.content.blocks import WORST_FIRST, Bars, Block, Grid, Head, Prose, Section, numbers, severity_words
from desk.briefings.content.facts_ready import AreaFacts
from desk.briefings.situation import Situation
from desk.charts.drawings import Bar
from desk.coordination.jurisdiction_kinds import Body
from risks.details import Variable


def areas(situation: Situation) -> Section:
    """Give the open risks by the areas of police and army, which are not those of the administration."""
    title = _("Gambaran keamanan menurut wilayah kerja")
    if not situation.areas:
        return Section("wilayah-kerja", title, (Prose(_("Wilayah kerja kepolisian dan TNI: tidak ada data.")),))
    heads = (
        Head(_("Wilayah kerja"), 30),
        Head(_("TPS"), 10, True),
        Head(_("Konflik terbuka"), 15, True),
        *(Head(word, 15, True) for word in list(severity_words().values())[:2]),
        Head(_("Kritis dan tinggi, semua jenis"), 17, True),
    )
    known = situation.knows("conflict")
    rows = tuple(
        (
            _named(each),
            *numbers(
                (
                    each.stations,
                    sum(each.conflict.values()) if known else None,
                    each.conflict.get("critical", 0) if known else None,
                    each.conflict.get("high", 0) if known else None,
                    each.grave if not situation.silent() else None,
                )
            ),
        )
        for each in situation.areas
    )
    note = _("Wilayah kerja berbeda dari wilayah administrasi dan dapat bertumpang; angkanya tidak dijumlahkan.")
    blocks: list[Block] = []
    bars = tuple(
        Bar(each.name, {name: each.conflict.get(name, 0) for name in WORST_FIRST})
        for each in situation.areas
        if each.body == Body.POLRES and any(each.conflict.values())
    )
    if len(bars) > 1:
        blocks.append(Bars(_("Risiko konflik terbuka per Polres"), bars[:14]))
    return Section("wilayah-kerja", title, (*blocks, Grid(heads, rows, note)))


def _named(area: AreaFacts) -> str:
    """Write the name of an area, with what kind of area it is where the name does not begin with it."""
    body = str(Body(area.body).label) if area.body in Body.values else area.body
    return area.name if area.name.lower().startswith(body.lower()) else f"{area.name}\n{body}"


def variables(situation: Situation) -> Section:
    """Give the open conflict risks by the seven variables of Bawaslu's list of TPS rawan."""
    title = _("Risiko menurut variabel TPS rawan")
    if not situation.variables:
        return Section("variabel", title, (Prose(_("Variabel TPS rawan: tidak ada data.")),))
    labels = dict(Variable.choices)
    series = (("accent", _("terverifikasi atau dalam mitigasi")), ("unknown", _("menunggu verifikasi")))
    names = [(str(labels.get(each.variable, each.variable)).capitalize(), each) for each in situation.variables]
    bars = tuple(Bar(name, {"accent": each.verified, "unknown": each.waiting}) for name, each in names)
    heads = (
        Head(_("Variabel"), 46),
        Head(_("Terverifikasi atau dalam mitigasi"), 27, True),
        Head(_("Menunggu verifikasi"), 27, True),
    )
    rows = tuple((name, *numbers((each.verified, each.waiting))) for name, each in names)
    note = _(
        "Satu risiko dapat menyebut beberapa variabel; angkanya tidak dijumlahkan. "
        "Variabel menurut pernyataan terbaru yang menyebutnya."
    )
    return Section("variabel", title, (Bars(title, bars, "", series), Grid(heads, rows, note)))


def index(situation: Situation) -> Section:
    """Give the published index of each region beside the desk's own counts; neither is computed from the other."""
    title = _("Indeks kerawanan dan catatan desk")
    if not situation.scores:
        return Section("indeks", title, (Prose(_("Indeks kerawanan yang diterbitkan: tidak ada data.")),))
    counted = {each.code: each for each in situation.regencies}
    known = not situation.silent()
    whole = situation.place
    heads = (
        Head(_("Wilayah"), 27),
        Head(_("Indeks"), 14),
        Head(_("Skor terbit"), 11, True),
        Head(_("Kategori terbit"), 20),
        Head(_("Sumber"), 22),
        Head(_("Konflik terbuka"), 20, True),
        Head(_("Semua risiko"), 15, True),
    )
    rows = []
    for each in situation.scores:
        own = counted.get(each.code)
        conflict = own.kinds.get("conflict", 0) if own else None
        flags = own.flags if own else None
        if own is None and (each.code == whole or (not whole and "." not in each.code)):
            found = situation.kind("conflict")
            conflict, flags = (found.flags if found else 0), situation.flags()
        rows.append(
            (
                each.name,
                each.instrument,
                words.score(each.score) if each.score else None,
                each.category or None,
                "\n".join(part for part in (each.source, words.short_day(each.published) or "") if part),
                *numbers((conflict if situation.knows("conflict") else None, flags if known else None)),
            )
        )
    note = _("Skor dan kategori dikutip seperti diterbitkan; desk tidak menghitung, membobot, atau mengubahnya.")
    return Section("indeks", title, (Grid(heads, tuple(rows), note),))
