"""What changed since the preceding issue, and referrals that wait for an answer. Pure."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from desk.briefings import words
from desk.briefings.content.blocks import Grid, Head, Prose, Section, count, top
from desk.briefings.content.measures import KIND, measures
from desk.briefings.situation import Situation
from risks.kinds import Kind

REFERRED_MOST = 25


def since(*kinds: str) -> Callable[[Situation], Section]:
    """Give the section that lays the figures of this issue beside those of the one before it."""

    def build(situation: Situation) -> Section:
        title = _("Yang berubah sejak laporan sebelumnya")
        before = situation.before
        if before is None or not situation.preceding_as_of:
            text = _("Belum ada laporan sebelumnya untuk dibandingkan; perubahan dihitung sejak awal periode.")
            return Section("perubahan", title, (Prose(text),))
        now = measures(situation)
        heads = (
            Head(_("Yang dihitung"), 46),
            Head(_("Laporan sebelumnya"), 18, True),
            Head(_("Sekarang"), 16, True),
            Head(_("Perubahan"), 16, True),
        )
        rows = tuple(
            (label, count(before.get(key)), count(now.get(key)), _moved(before.get(key), now.get(key)))
            for key, label in _rows(kinds or tuple(Kind.values))
            if key in now or key in before
        )
        note = _("Laporan sebelumnya: nomor %(number)s, keadaan per %(at)s.") % {
            "number": situation.preceding,
            "at": words.at(situation.preceding_as_of),
        }
        return Section("perubahan", title, (Grid(heads, rows, note),))

    return build


def referrals(situation: Situation) -> Section:
    """Give how many referrals each agency has not answered, and the reader's own in full."""
    title = _("Rujukan yang belum dijawab")
    if not situation.referred:
        return Section("rujukan", title, (Prose(_("Tidak ada rujukan yang belum dijawab.")),))
    heads = (
        Head(_("Instansi tujuan"), 48),
        Head(_("Belum dijawab"), 16, True),
        Head(_("Lewat waktu"), 16, True),
        Head(_("Tertua sejak"), 20),
    )
    shown = situation.referred[:REFERRED_MOST]
    rows = tuple(
        (each.name, words.number(each.waiting), words.number(each.late), words.short_day(each.oldest)) for each in shown
    )
    table = Grid(heads, rows, top(len(rows), len(situation.referred), _("selebihnya ada di halaman rujukan")))
    if not situation.referrals:
        return Section("rujukan", title, (table,))
    own = (
        Head(_("Rujukan"), 14),
        Head(_("Kepada"), 26),
        Head(_("Tentang"), 30),
        Head(_("Pertanyaan"), 36),
        Head(_("Ditunggu sampai"), 18),
    )
    lines = tuple(
        (
            each.number,
            each.to,
            f"{each.risk}\n{each.place}",
            each.question,
            f"{words.short_day(each.answer_by)}\n{_('lewat waktu')}" if each.late else words.short_day(each.answer_by),
        )
        for each in situation.referrals
    )
    note = top(len(lines), situation.referrals_total, _("selebihnya ada di halaman rujukan"))
    return Section("rujukan", title, (table, Grid(own, lines, note)))


def _rows(kinds: Iterable[str]) -> list[tuple[str, str]]:
    rows = [
        ("risiko", _("Risiko terbuka, semua jenis")),
        ("kritis", _("Risiko terbuka berkeparahan kritis")),
        ("tinggi", _("Risiko terbuka berkeparahan tinggi")),
        ("menunggu", _("Risiko menunggu verifikasi")),
        *((f"{KIND}{kind}", _("TPS %(kind)s (catatan desk)") % {"kind": words.prone(kind)}) for kind in kinds),
    ]
    if "blank-spot" in kinds:
        rows += [
            ("rencana", _("TPS tanpa sinyal dengan rencana lengkap")),
            ("tanpa-rencana", _("TPS tanpa sinyal tanpa rencana")),
        ]
    if "flood" in kinds:
        rows += [
            ("lokasi", _("TPS rawan banjir dengan lokasi cadangan ditetapkan")),
            ("tanpa-lokasi", _("TPS rawan banjir tanpa lokasi cadangan")),
        ]
    return [
        *rows,
        ("tugas", _("Tugas instansi ini yang belum selesai")),
        ("lewat", _("Tugas lewat tenggat, semua instansi")),
        ("rujukan", _("Rujukan yang belum dijawab")),
    ]


def _moved(before: int | None, now: int | None) -> str | None:
    return None if before is None or now is None else words.change(now, before)
