"""Risks one by one: the most urgent, new ones, hard ways, those that wait, those that were dismissed. Pure."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from desk.briefings import words
from desk.briefings.content.blocks import Grid, Head, Mark, Prose, Section, top
from desk.briefings.content.facts import RiskFacts
from desk.briefings.situation import Situation
from risks.details import Mode, Variable
from risks.kinds import Outcome

TASKS_MOST = 3  # tasks named beside one risk
NOTE_MOST = 140
GRAVE = ("critical", "high")


def urgent(situation: Situation) -> Section:
    """Give the open risks, the worst first; to the supervisor those that are verified."""
    verified = situation.profile == "supervisor"
    title = _("Risiko terverifikasi dan dalam mitigasi") if verified else _("Risiko terbuka yang paling mendesak")
    if not situation.risks:
        return Section("risiko", title, (Prose(_("Tidak ada risiko yang tercatat untuk bagian ini.")),))
    return Section("risiko", title, (risk_grid(situation.risks, situation.risks_total),))


def grave(situation: Situation) -> Section:
    """Give the critical and high risks, as far as the list of the worst reaches."""
    title = _("Risiko kritis dan tinggi")
    severities = situation.severities()
    total = sum(severities.get(name, 0) for name in GRAVE)
    found = [each for each in situation.risks if each.severity in GRAVE]
    if situation.silent():
        return Section("risiko", title, (Prose(_("Risiko: tidak ada data.")),))
    if not found:
        return Section("risiko", title, (Prose(_("Tidak ada risiko terbuka berkeparahan kritis atau tinggi.")),))
    return Section("risiko", title, (risk_grid(found, total),))


def fresh(situation: Situation) -> Section:
    """Give the risks that were reported in the window."""
    title = _("Risiko baru dalam periode ini")
    if not situation.fresh:
        return Section("baru", title, (Prose(_("Tidak ada risiko baru yang dilaporkan dalam periode ini.")),))
    return Section("baru", title, (risk_grid(situation.fresh, situation.fresh_total),))


def hard_ways(situation: Situation) -> Section:
    """Give the open risks of logistics and access, with the way there where somebody named it."""
    title = _("Logistik dan akses")
    if not situation.hard:
        known = situation.knows("access") or situation.knows("logistics")
        text = (
            _("Tidak ada risiko logistik atau akses yang terbuka.")
            if known
            else _("Logistik dan akses: tidak ada data.")
        )
        return Section("akses", title, (Prose(text),))
    heads = (Head(_("Risiko"), 16), Head(_("Tempat"), 34), Head(_("Perjalanan"), 22), *_tail())
    rows = tuple(
        (_named(each), _where(each), _way(each), Mark(each.severity), _handled(each)) for each in situation.hard
    )
    return Section("akses", title, (Grid(heads, rows, top(len(rows), situation.hard_total)),))


def waiting(situation: Situation) -> Section:
    """Say how many reported risks nobody has verified; to the supervisor also which."""
    title = _("Menunggu verifikasi")
    if not situation.waiting:
        return Section("menunggu", title, (Prose(_("Tidak ada risiko yang menunggu verifikasi.")),))
    text = _("%(count)s risiko sudah dilaporkan dan belum diverifikasi desk; isinya belum tentu benar.") % {
        "count": words.number(situation.waiting_total)
    }
    if situation.profile != "supervisor":
        return Section("menunggu", title, (Prose(text),))
    return Section("menunggu", title, (Prose(text), risk_grid(situation.waiting, situation.waiting_total)))


def dismissed(situation: Situation) -> Section:
    """Give what was dismissed in the window, with the outcome and the reason that was written down."""
    title = _("Ditolak dalam periode ini")
    if not situation.dismissed:
        return Section("ditolak", title, (Prose(_("Tidak ada risiko yang ditolak dalam periode ini.")),))
    heads = (Head(_("Nomor"), 11), Head(_("Jenis"), 14), Head(_("Tempat"), 33), Head(_("Alasan"), 32))
    rows = tuple(
        (
            each.number,
            words.kind(each.kind),
            each.place,
            "\n".join(part for part in (_outcome(each.outcome), _cut(each.reason or each.note)) if part) or None,
        )
        for each in situation.dismissed
    )
    note = ""
    if situation.dismissed_total > len(rows):
        note = _("%(shown)s terbaru dari %(total)s.") % {
            "shown": words.number(len(rows)),
            "total": words.number(situation.dismissed_total),
        }
    counted = Counter(_outcome(each.outcome) for each in situation.dismissed if each.outcome)
    if counted and situation.version > 1 and situation.dismissed_total == len(rows):
        parts = [f"{word} {words.number(count)}" for word, count in counted.most_common()]
        return Section(
            "ditolak", title, (Prose(_("Ditolak: %(parts)s.") % {"parts": words.listing(parts)}), Grid(heads, rows))
        )
    return Section("ditolak", title, (Grid(heads, rows, note),))


def risk_grid(risks: Sequence[RiskFacts], total: int) -> Grid:
    """Give a table of risks with what each source says of them and who does what."""
    heads = (Head(_("Risiko"), 14), Head(_("Tempat"), 29), Head(_("Menurut sumber"), 34), *_tail())
    rows = tuple((_named(each), _where(each), _said(each), Mark(each.severity), _handled(each)) for each in risks)
    return Grid(heads, rows, top(len(rows), total))


def _tail() -> tuple[Head, Head]:
    return Head(_("Keparahan"), 14), Head(_("Status dan tugas"), 27)


def _named(risk: RiskFacts) -> str:
    return f"{risk.number}\n{words.kind(risk.kind)}"


def _where(risk: RiskFacts) -> str:
    return f"{risk.place}\n{risk.station}".strip()


def _way(risk: RiskFacts) -> str | None:
    parts = []
    if risk.mode in Mode.values:
        parts.append(str(Mode(risk.mode).label))
    if risk.minutes:
        parts.append(_("%(minutes)s menit") % {"minutes": words.number(risk.minutes)})
    if not parts and risk.statements:
        parts = [f"{each.source}: {words.grade(each.grade)}" for each in risk.statements[:2]]
    return "\n".join(parts) or None


def _handled(risk: RiskFacts) -> str:
    tasks = list(risk.tasks[:TASKS_MOST]) or [_("belum ada tugas")]
    if len(risk.tasks) > TASKS_MOST:
        tasks.append(_("dan %(count)s tugas lain") % {"count": words.number(len(risk.tasks) - TASKS_MOST)})
    return "\n".join([words.status(risk.status), *tasks])


def _said(risk: RiskFacts) -> str:
    lines = [f"{each.source}: {words.grade(each.grade)} ({words.short_day(each.at)})" for each in risk.statements]
    if not lines:
        lines = [_("Sumber: tidak ada data")]
    named = [str(each.label) for each in Variable if each in risk.variables]
    if named:
        lines.append(_("Variabel: %(names)s") % {"names": ", ".join(named)})
    if risk.note:
        lines.append(_("Catatan: %(note)s") % {"note": _cut(risk.note)})
    return "\n".join(lines)


def _cut(text: str) -> str:
    return text if len(text) <= NOTE_MOST else f"{text[: NOTE_MOST - 1].rstrip()}…"


def _outcome(value: str) -> str:
    return str(Outcome(value).label) if value in Outcome.values else value
