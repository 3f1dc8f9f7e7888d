"""What sources say: TPS by source and grade with what changed, and numbers that were stated without a list. Pure."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from desk.briefings import words
from desk.briefings.content.blocks import Block, Cell, Grid, Head, Prose, Section
from desk.briefings.content.facts import SourceFacts
from desk.briefings.content.sentences import extent_of
from desk.briefings.situation import Situation
from risks.kinds import GRADES, HARMLESS

CLAIMS_MOST = 20


def ledger(kind: str) -> Callable[[Situation], Section]:
    """Give the section of one kind by source: how many TPS, how much has changed, and by which grades."""

    def build(situation: Situation) -> Section:
        title = _("TPS %(kind)s menurut sumber") % {"kind": words.prone(kind)}
        found = situation.sources_of(kind)
        if not found:
            return Section(f"sumber-{kind}", title, (Prose(_extent_only(situation, kind)),))
        blocks: list[Block] = [Prose(extent_of(situation, kind)), _sources(situation, found, kind)]
        if situation.version > 1:
            blocks += _by_grade(situation, found, kind)
        return Section(f"sumber-{kind}", title, tuple(blocks))

    return build


def claims(*kinds: str) -> Callable[[Situation], Section]:
    """Give the section of numbers that sources state without a list, beside what their lists count."""

    def build(situation: Situation) -> Section:
        title = _("Angka yang dinyatakan sumber")
        found = situation.claims_of(*kinds) if kinds else situation.claims
        if not found:
            return Section("pernyataan", title, (Prose(_("Angka yang dinyatakan tanpa daftar TPS: tidak ada data.")),))
        heads = (
            Head(_("Wilayah dan jenis"), 26),
            Head(_("Angka"), 13, True),
            Head(_("Menurut"), 30),
            Head(_("Yang dihitung"), 27),
            Head(_("Keadaan per"), 14),
        )
        rows = tuple(
            (
                f"{each.name}\n{words.kind(each.kind)}",
                f"{words.number(each.count)} {words.unit(each.unit)}",
                "\n".join(part for part in (each.source, each.reference) if part),
                each.counts or None,
                words.short_day(each.as_of),
            )
            for each in found[:CLAIMS_MOST]
        )
        note = _("Angka dikutip apa adanya; desk tidak menjumlahkan, meratakan, atau memilih di antaranya.")
        if len(found) > len(rows):
            note += " " + _("%(shown)s dari %(total)s pernyataan.") % {
                "shown": words.number(len(rows)),
                "total": words.number(len(found)),
            }
        return Section("pernyataan", title, (*_contradictions(situation, kinds), Grid(heads, rows, note)))

    return build


def _sources(situation: Situation, found: tuple[SourceFacts, ...], kind: str) -> Grid:
    since = _("Sejak laporan lalu") if situation.preceding_as_of else _("Sejak awal periode")
    heads = (
        Head(_("Sumber"), 30),
        Head(_("TPS berisiko"), 12, True),
        Head(since, 14, True),
        Head(_("Dinilai"), 10, True),
        Head(_("Rincian tingkat"), 34),
        Head(_("Pengamatan terbaru"), 16),
    )
    rows = tuple(
        (
            each.source,
            words.number(each.adverse),
            words.change(each.adverse, each.last if situation.preceding_as_of else each.before),
            words.number(each.stations),
            grades_of(kind, each.grades),
            words.short_day(each.as_of),
        )
        for each in found
    )
    return Grid(heads, rows, _("Satu TPS dihitung sekali untuk tiap sumber; angka antar sumber tidak dijumlahkan."))


def _by_grade(situation: Situation, found: tuple[SourceFacts, ...], kind: str) -> list[Block]:
    """Give a row for each grade and a column for each source, with the change since the preceding issue."""
    order = [grade for grade in _order(kind) if any(each.grades.get(grade) for each in found)]
    shown = found[:4]
    if len(order) < 2 or (len(shown) < 2 and not situation.preceding_as_of):
        return []
    heads = (Head(_("Tingkat"), 28), *(Head(each.source, 72 / len(shown), True) for each in shown))
    rows = tuple((words.grade(grade), *(_moved(each, grade) for each in shown)) for grade in order)
    note = _("Angka dalam kurung: perubahan sejak laporan sebelumnya.") if situation.preceding_as_of else ""
    return [Grid(heads, rows, note)]


def _moved(each: SourceFacts, grade: str) -> Cell:
    now = each.grades.get(grade, 0)
    if each.last_grades is None:
        return words.number(now)
    return f"{words.number(now)} ({words.change(now, each.last_grades.get(grade, 0))})"


def _contradictions(situation: Situation, kinds: tuple[str, ...]) -> list[Block]:
    """Say of which regions the stated numbers contradict each other."""
    said: dict[tuple[str, str, str], list[int]] = {}
    names = {}
    for each in situation.claims_of(*kinds) if kinds else situation.claims:
        said.setdefault((each.kind, each.code, each.unit), []).append(each.count)
        names[each.code] = each.name
    differ = [
        _("%(place)s %(numbers)s (%(kind)s)")
        % {
            "place": names[code],
            "numbers": words.listing([words.number(number) for number in sorted(set(counts))], _("atau")),
            "kind": words.kind(kind).lower(),
        }
        for (kind, code, _unit), counts in said.items()
        if len(set(counts)) > 1
    ]
    if not differ:
        return []
    return [Prose(_("Pernyataan berikut berbeda dan belum diselaraskan: %(what)s.") % {"what": "; ".join(differ)})]


def _extent_only(situation: Situation, kind: str) -> str:
    if not situation.knows(kind):
        return extent_of(situation, kind)
    return _("%(extent)s Menurut sumber: tidak ada data.") % {"extent": extent_of(situation, kind)}


def grades_of(kind: str, grades: Mapping[str, int]) -> str:
    """Write how many TPS have which grade, the adverse ones first."""
    return ", ".join(f"{words.grade(name)} {words.number(grades[name])}" for name in _order(kind) if grades.get(name))


def _order(kind: str) -> list[str]:
    order = [*(grade.value for grade in GRADES.get(kind, ())), ""]
    return [*(name for name in order if name not in HARMLESS), *(name for name in order if name in HARMLESS)]
