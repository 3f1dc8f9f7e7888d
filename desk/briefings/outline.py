"""The order in which a briefing tells its situation: sections of blocks, which page, paper and mail show alike.

Pure: a situation in, plain blocks out. The four profiles share the building blocks and differ in choice and order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from desk.briefings import summary, words
from desk.briefings.situation import RiskFacts, Situation, TaskFacts
from desk.charts.drawings import Bar
from desk.coordination.kinds import TaskState
from risks.kinds import GRADES, HARMLESS, Kind, Outcome, Severity

WORST_FIRST = tuple(reversed(Severity.values))
TASKS_MOST = 3  # tasks named beside one risk


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that shows a severity."""

    severity: str

    @property
    def word(self) -> str:
        """Give the severity's word."""
        return words.severity(self.severity)


Cell = str | Mark | None


@dataclass(frozen=True, slots=True)
class Head:
    """A column: title, share of the width, numbers or not."""

    title: str
    share: float
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    text: str
    shape: ClassVar[str] = "prose"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with the sentence below it; a cell of None is "no data"."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    shape: ClassVar[str] = "grid"

    @property
    def headed(self) -> list[list[tuple[Head, Cell]]]:
        """Give the rows with each cell beside its column."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]

    @property
    def head_line(self) -> str:
        """Give the titles in one line of plain text."""
        return " | ".join(head.title for head in self.heads)

    @property
    def lines(self) -> list[str]:
        """Give each row as one line of plain text."""
        return [" | ".join(_flat(cell) for cell in row) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows of stacked severities; the table that says the same stands in the same section."""

    title: str
    rows: tuple[Bar, ...]
    note: str = ""
    shape: ClassVar[str] = "bars"


@dataclass(frozen=True, slots=True)
class Map:
    """The regencies shaded by open risks, beside bars of the same; code to (count or None, worst severity)."""

    title: str
    values: Mapping[str, tuple[int | None, str]]
    bars: Bars
    note: str = ""
    shape: ClassVar[str] = "map"


Block = Prose | Grid | Bars | Map


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the paper; `key` names its bookmark."""

    key: str
    title: str
    blocks: tuple[Block, ...]


def severity_words() -> dict[str, str]:
    """Give the severities' words, the worst first, as a chart's legend names them."""
    return {name: words.severity(name) for name in WORST_FIRST}


def asked(situation: Situation) -> list[str]:
    """Say what is asked of this agency, one line a task; the overdue ones say so."""
    lines = [_task_line(task) for task in situation.tasks]
    left = situation.tasks_total - len(lines)
    if left > 0:
        lines.append(_("Dan %(count)s tugas lain; seluruhnya ada di halaman tugas.") % {"count": words.number(left)})
    return lines


def sections(situation: Situation) -> tuple[Section, ...]:
    """Give the parts of the paper for the profile of the situation's agency."""
    parts: dict[str, tuple[Callable[[Situation], Section], ...]] = {
        "election": (_ledger(Kind.BLANK_SPOT), _spread, _risks, _ledger(Kind.FLOOD), _tasks, _waiting, _method),
        "supervisor": (_kinds, _ledger(Kind.CONFLICT), _risks, _dismissed, _waiting, _spread, _tasks, _method),
        "forkopimda": (_spread, _ledger(Kind.CONFLICT), _risks, _ledger(Kind.FLOOD), _owed, _tasks, _method),
        "general": (_kinds, _spread, _risks, _owed, _tasks, _waiting, _method),
    }
    return tuple(part(situation) for part in parts[situation.profile])


def _ledger(kind: str) -> Callable[[Situation], Section]:
    def build(situation: Situation) -> Section:
        title = _("TPS %(kind)s menurut sumber") % {"kind": words.prone(kind)}
        found = situation.sources_of(kind)
        if not found:
            return Section(f"sumber-{kind}", title, (Prose(_extent_only(situation, kind)),))
        heads = (
            Head(_("Sumber"), 30),
            Head(_("TPS berisiko"), 12, True),
            Head(_("Sejak awal periode"), 13, True),
            Head(_("Dinilai"), 10, True),
            Head(_("Rincian tingkat"), 35),
            Head(_("Pengamatan terbaru"), 16),
        )
        rows = tuple(
            (
                each.source,
                words.number(each.adverse),
                words.change(each.adverse, each.before),
                words.number(each.stations),
                _grades(kind, each.grades),
                words.short_day(each.as_of),
            )
            for each in found
        )
        note = _("Satu TPS dihitung sekali untuk tiap sumber; angka antar sumber tidak dijumlahkan.")
        return Section(f"sumber-{kind}", title, (Prose(summary.extent_of(situation, kind)), Grid(heads, rows, note)))

    return build


def _extent_only(situation: Situation, kind: str) -> str:
    if not situation.knows(kind):
        return summary.extent_of(situation, kind)
    return _("%(extent)s Menurut sumber: tidak ada data.") % {"extent": summary.extent_of(situation, kind)}


def _spread(situation: Situation) -> Section:
    title = _("Sebaran risiko terbuka")
    if not situation.regencies:
        return Section("sebaran", title, (Prose(_("Daftar TPS dan risiko per wilayah: tidak ada data.")),))
    known = not situation.silent()  # a risk that nobody was asked about is not a risk that is not there
    rows = tuple(Bar(_short(each.name), _in_order(each.severities) if known else None) for each in situation.regencies)
    values = {each.code: (each.flags, _worst(each.severities)) if known else (None, "") for each in situation.regencies}
    note = _("Risiko yang dilaporkan, terverifikasi, atau dalam mitigasi, menurut kabupaten/kota dan keparahan.")
    picture = Map(_("Risiko terbuka per kabupaten/kota"), values, Bars(title, rows), note)
    heads = (
        Head(_("Kabupaten/kota"), 28),
        Head(_("TPS terdaftar"), 13, True),
        Head(_("Risiko terbuka"), 12, True),
        *(Head(word, 10, True) for word in severity_words().values()),
    )
    table = tuple(
        (
            each.name,
            None if each.stations is None else words.number(each.stations),
            words.number(each.flags) if known else None,
            *(words.number(each.severities.get(name, 0)) if known else None for name in WORST_FIRST),
        )
        for each in situation.regencies
    )
    if not known:
        heads, table = heads[:3], tuple(row[:3] for row in table)
    return Section("sebaran", title, (picture, Grid(heads, table)))


def _kinds(situation: Situation) -> Section:
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


def _risks(situation: Situation) -> Section:
    verified = situation.profile == "supervisor"
    title = _("Risiko terverifikasi dan dalam mitigasi") if verified else _("Risiko terbuka yang paling mendesak")
    if not situation.risks:
        return Section("risiko", title, (Prose(_("Tidak ada risiko yang tercatat untuk bagian ini.")),))
    return Section("risiko", title, (_risk_grid(situation.risks, situation.risks_total),))


def _waiting(situation: Situation) -> Section:
    title = _("Menunggu verifikasi")
    if not situation.waiting:
        return Section("menunggu", title, (Prose(_("Tidak ada risiko yang menunggu verifikasi.")),))
    text = _("%(count)s risiko sudah dilaporkan dan belum diverifikasi desk; isinya belum tentu benar.") % {
        "count": words.number(situation.waiting_total)
    }
    if situation.profile != "supervisor":
        return Section("menunggu", title, (Prose(text),))
    return Section("menunggu", title, (Prose(text), _risk_grid(situation.waiting, situation.waiting_total)))


def _risk_grid(risks: Sequence[RiskFacts], total: int) -> Grid:
    heads = (
        Head(_("Risiko"), 14),
        Head(_("Tempat"), 29),
        Head(_("Menurut sumber"), 34),
        Head(_("Keparahan"), 14),
        Head(_("Status dan tugas"), 27),
    )
    rows = tuple(
        (
            f"{each.number}\n{words.kind(each.kind)}",
            f"{each.place}\n{each.station}".strip(),
            _said(each),
            Mark(each.severity),
            _handled(each),
        )
        for each in risks
    )
    if total <= len(rows):
        return Grid(heads, rows)
    note = _("%(shown)s teratas dari %(total)s; seluruh daftar ada pada lampiran XLSX.") % {
        "shown": words.number(len(rows)),
        "total": words.number(total),
    }
    return Grid(heads, rows, note)


def _handled(risk: RiskFacts) -> str:
    tasks = list(risk.tasks[:TASKS_MOST]) or [_("belum ada tugas")]
    if len(risk.tasks) > TASKS_MOST:
        tasks.append(_("dan %(count)s tugas lain") % {"count": words.number(len(risk.tasks) - TASKS_MOST)})
    return "\n".join([words.status(risk.status), *tasks])


def _said(risk: RiskFacts) -> str:
    lines = [f"{each.source}: {words.grade(each.grade)} ({words.short_day(each.at)})" for each in risk.statements]
    if not lines:
        lines = [_("Sumber: tidak ada data")]
    if risk.note:
        note = risk.note if len(risk.note) <= 140 else f"{risk.note[:139].rstrip()}…"
        lines.append(_("Catatan: %(note)s") % {"note": note})
    return "\n".join(lines)


def _dismissed(situation: Situation) -> Section:
    title = _("Ditolak dalam periode ini")
    if not situation.dismissed:
        return Section("ditolak", title, (Prose(_("Tidak ada risiko yang ditolak dalam periode ini.")),))
    heads = (Head(_("Nomor"), 11), Head(_("Jenis"), 14), Head(_("Tempat"), 33), Head(_("Alasan"), 18))
    rows = tuple(
        (each.number, words.kind(each.kind), each.place, str(Outcome(each.outcome).label) if each.outcome else None)
        for each in situation.dismissed
    )
    note = ""
    if situation.dismissed_total > len(rows):
        note = _("%(shown)s terbaru dari %(total)s.") % {
            "shown": words.number(len(rows)),
            "total": words.number(situation.dismissed_total),
        }
    return Section("ditolak", title, (Grid(heads, rows, note),))


def _owed(situation: Situation) -> Section:
    title = _("Tugas menurut instansi")
    if not situation.owners:
        return Section("instansi", title, (Prose(_("Tidak ada tugas yang belum selesai.")),))
    heads = (Head(_("Instansi"), 60), Head(_("Belum dikonfirmasi"), 20, True), Head(_("Lewat tenggat"), 20, True))
    rows = tuple((each.name, words.number(each.alive), words.number(each.overdue)) for each in situation.owners)
    return Section("instansi", title, (Grid(heads, rows),))


def _tasks(situation: Situation) -> Section:
    title = _("Tugas instansi lain")
    if not situation.others:
        return Section("tugas", title, (Prose(_("Tidak ada tugas instansi lain yang belum selesai.")),))
    heads = (
        Head(_("Nomor"), 11),
        Head(_("Tugas"), 34),
        Head(_("Instansi"), 28),
        Head(_("Tenggat"), 19),
        Head(_("Status"), 18),
    )
    rows = tuple(
        (each.number, _about(each), each.owner, _due(each), str(TaskState(each.state).label))
        for each in situation.others
    )
    note = ""
    if situation.others_total > len(rows):
        note = _("%(shown)s terdekat dari %(total)s.") % {
            "shown": words.number(len(rows)),
            "total": words.number(situation.others_total),
        }
    return Section("tugas", title, (Grid(heads, rows, note),))


def _method(situation: Situation) -> Section:
    lines = [
        _("Keadaan dicatat per %(at)s untuk periode %(period)s.")
        % {"at": words.at(situation.as_of), "period": words.period(situation.period)},
        _("“Tidak ada data” berarti belum pernah dilaporkan, bukan nol."),
        _("Nilai tiap sumber adalah pengamatan terbarunya yang diterima desk; perbedaan ditampilkan apa adanya."),
    ]
    if situation.heard:
        lines.append(_("Pengamatan terbaru: %(at)s.") % {"at": words.at(situation.heard)})
    if situation.simulated:
        lines.append(_("Pemilihan ini simulasi; angka dan posisinya bukan keadaan sebenarnya."))
    if situation.missed:
        lines.append(_("Laporan terjadwal yang tidak disusun: %(periods)s.") % {"periods": ", ".join(situation.missed)})
    if situation.preceding:
        lines.append(_("Laporan sebelumnya: nomor %(number)s.") % {"number": situation.preceding})
    return Section("metode", _("Cara membaca laporan ini"), (Prose(" ".join(lines)),))


def _task_line(task: TaskFacts) -> str:
    late = _(" (lewat tenggat)") if task.overdue else ""
    return _("%(number)s %(what)s, tenggat %(due)s%(late)s.") % {
        "number": task.number,
        "what": _about(task).replace("\n", " · "),
        "due": words.at(task.due),
        "late": late,
    }


def _about(task: TaskFacts) -> str:
    about = " · ".join(part for part in (task.risk, task.place) if part)
    return f"{task.title}\n{about}" if about else task.title


def _due(task: TaskFacts) -> str:
    return f"{words.short_day(task.due)}\n{_('lewat tenggat')}" if task.overdue else str(words.short_day(task.due))


def _grades(kind: str, grades: dict[str, int]) -> str:
    order = [grade.value for grade in GRADES.get(kind, ())] + [""]
    adverse = [name for name in order if name not in HARMLESS]
    harmless = [name for name in order if name in HARMLESS]
    return ", ".join(
        f"{words.grade(name)} {words.number(grades[name])}" for name in (*adverse, *harmless) if grades.get(name)
    )


def _flat(cell: Cell) -> str:
    if cell is None:
        return words.no_data()
    return cell.word if isinstance(cell, Mark) else cell.replace("\n", "; ")


def _in_order(severities: dict[str, int]) -> dict[str, int]:
    return {name: severities.get(name, 0) for name in WORST_FIRST}


def _worst(severities: dict[str, int]) -> str:
    return next((name for name in WORST_FIRST if severities.get(name)), "")


def _short(name: str) -> str:
    return name.replace("Kabupaten ", _("Kab. "))
