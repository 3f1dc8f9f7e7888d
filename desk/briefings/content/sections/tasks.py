"""Tasks: what is asked of the reader, what others owe, what is due soon; and decisions for leaders. Pure."""

from django.utils.translation import gettext as _

from desk.briefings import words
from desk.briefings.content.blocks import Grid, Head, Prose, Section, top
from desk.briefings.content.facts import TaskFacts
from desk.briefings.content.facts_ready import ReferralFacts
from desk.briefings.situation import Situation
from desk.coordination.kinds import TaskState

OWNERS_MOST, OWNERS_NAMED = 25, 3


def asked(situation: Situation) -> list[str]:
    """Say what is asked of this agency, a line each: tasks, referrals to answer, sites to decide; late ones say so."""
    lines = [_task_line(task) for task in situation.tasks]
    left = situation.tasks_total - len(lines)
    if left > 0:
        lines.append(_("Dan %(count)s tugas lain; seluruhnya ada di halaman tugas.") % {"count": words.number(left)})
    mine = [each for each in situation.referrals if each.to_code == situation.agency_code]
    lines += [_referral_line(each) for each in mine]
    owed = sum(each.waiting for each in situation.referred if each.code == situation.agency_code)
    if owed > len(mine):
        more = words.number(owed - len(mine))
        lines.append(_("Jawab %(count)s rujukan lain; seluruhnya ada di halaman rujukan.") % {"count": more})
    if situation.decides:
        lines.append(
            _("Putuskan %(count)s usulan lokasi cadangan yang menunggu keputusan instansi ini.")
            % {"count": words.number(situation.decides)}
        )
    return lines


def owed(situation: Situation) -> Section:
    """Give how many tasks each agency owes."""
    title = _("Tugas menurut instansi")
    if not situation.owners:
        return Section("instansi", title, (Prose(_("Tidak ada tugas yang belum selesai.")),))
    heads = (Head(_("Instansi"), 60), Head(_("Belum dikonfirmasi"), 20, True), Head(_("Lewat tenggat"), 20, True))
    shown = situation.owners[:OWNERS_MOST]
    rows = tuple((each.name, words.number(each.alive), words.number(each.overdue)) for each in shown)
    note = top(len(rows), len(situation.owners), _("selebihnya ada di halaman tugas"))
    return Section("instansi", title, (Grid(heads, rows, note),))


def others(situation: Situation) -> Section:
    """Give the tasks of other agencies, those due first before the others."""
    title = _("Tugas instansi lain")
    if not situation.others:
        return Section("tugas", title, (Prose(_("Tidak ada tugas instansi lain yang belum selesai.")),))
    note = ""
    if situation.others_total > len(situation.others):
        note = _("%(shown)s terdekat dari %(total)s.") % {
            "shown": words.number(len(situation.others)),
            "total": words.number(situation.others_total),
        }
    return Section("tugas", title, (_grid(situation.others, note),))


def soon(situation: Situation) -> Section:
    """Give the tasks of all agencies that are due in the two days after the situation's moment."""
    title = _("Jatuh tempo dalam 48 jam")
    if not situation.soon:
        return Section("tempo", title, (Prose(_("Tidak ada tugas yang jatuh tempo dalam 48 jam.")),))
    note = top(len(situation.soon), situation.soon_total, _("selebihnya ada di halaman tugas"))
    return Section("tempo", title, (_grid(situation.soon, note),))


def decisions(situation: Situation) -> Section:
    """Say which decisions the figures ask for, each with its number; none when none is wanted."""
    title = _("Keputusan yang diminta")
    lines = list(wanted(situation))
    if not lines:
        return Section("keputusan", title, (Prose(_("Menurut data periode ini tidak ada keputusan yang diminta.")),))
    return Section("keputusan", title, tuple(Prose(f"{index}. {line}") for index, line in enumerate(lines, 1)))


def wanted(situation: Situation) -> list[str]:
    """Give the decisions that the figures ask for, a sentence each."""
    lines = []
    if situation.unattended:
        lines.append(
            _(
                "Menetapkan penanggung jawab bagi %(count)s risiko kritis atau tinggi "
                "yang belum punya instansi dan tugas."
            )
            % {"count": words.number(situation.unattended)}
        )
    without = sum(each.none for each in situation.sites)
    if without:
        lines.append(
            _("Menetapkan lokasi cadangan bagi %(count)s TPS rawan banjir yang belum punya.")
            % {"count": words.number(without)}
        )
    if situation.sites_overdue:
        lines.append(
            _("Memutuskan %(count)s usulan lokasi cadangan yang lewat tenggat.")
            % {"count": words.number(situation.sites_overdue)}
        )
    for lack, sentence in (
        ("decider", _("Menentukan pengambil keputusan pada %(count)s rencana cadangan TPS tanpa sinyal.")),
        ("permission", _("Menjawab permohonan izin rekapitulasi manual pada %(count)s rencana cadangan.")),
    ):
        if situation.plan_lacks.get(lack):
            lines.append(sentence % {"count": words.number(situation.plan_lacks[lack])})
    late = [each for each in situation.owners if each.overdue]
    if late:
        named = [f"{each.name} {words.number(each.overdue)}" for each in late[:OWNERS_NAMED]]
        lines.append(
            _("Meminta penyelesaian %(count)s tugas yang lewat tenggat, terbanyak %(named)s.")
            % {"count": words.number(sum(each.overdue for each in late)), "named": words.listing(named)}
        )
    unanswered = sum(each.late for each in situation.referred)
    if unanswered:
        lines.append(
            _("Meminta jawaban atas %(count)s rujukan yang lewat waktu.") % {"count": words.number(unanswered)}
        )
    return lines


def _grid(tasks: tuple[TaskFacts, ...], note: str) -> Grid:
    heads = (
        Head(_("Nomor"), 11),
        Head(_("Tugas"), 34),
        Head(_("Instansi"), 28),
        Head(_("Tenggat"), 19),
        Head(_("Status"), 18),
    )
    rows = tuple(
        (each.number, _about(each), each.owner, _due(each), str(TaskState(each.state).label)) for each in tasks
    )
    return Grid(heads, rows, note)


def _task_line(task: TaskFacts) -> str:
    late = _(" (lewat tenggat)") if task.overdue else ""
    return _("%(number)s %(what)s, tenggat %(due)s%(late)s.") % {
        "number": task.number,
        "what": _about(task).replace("\n", " · "),
        "due": words.at(task.due),
        "late": late,
    }


def _referral_line(each: ReferralFacts) -> str:
    return _("Jawab rujukan %(number)s tentang %(risk)s (%(place)s), ditunggu sampai %(due)s%(late)s.") % {
        "number": each.number,
        "risk": each.risk,
        "place": each.place,
        "due": words.at(each.answer_by),
        "late": _(" (lewat waktu)") if each.late else "",
    }


def _about(task: TaskFacts) -> str:
    place = "" if task.place and task.title.endswith(task.place) else task.place
    about = " · ".join(part for part in (task.risk, place) if part)
    return f"{task.title}\n{about}" if about else task.title


def _due(task: TaskFacts) -> str:
    return f"{words.short_day(task.due)}\n{_('lewat tenggat')}" if task.overdue else str(words.short_day(task.due))
