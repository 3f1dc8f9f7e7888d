"""How to read an issue: moment, window, sources, how sure one may be, what is not known. Pure."""

from datetime import datetime

from django.utils.translation import gettext as _

from desk.briefings import words
from desk.briefings.content.blocks import Prose, Section
from desk.briefings.situation import Situation

SURE, FAIRLY = 80, 50  # percent of the open risks that are verified


def method(situation: Situation) -> Section:
    """Give the notes that every issue ends with."""
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
    blocks = [Prose(" ".join(lines))]
    if situation.version > 1:
        blocks += [Prose(_window(situation)), Prose(confidence(situation))]
    return Section("metode", _("Cara membaca laporan ini"), tuple(blocks))


def confidence(situation: Situation) -> str:
    """Say how sure one may be of the figures, by how much of it is verified, and by which rule."""
    flags = situation.flags()
    if situation.silent() or situation.verified is None:
        return _("Tingkat keyakinan: tidak ada data untuk dinilai.")
    if not flags:
        return _("Tingkat keyakinan: tidak dinilai karena tidak ada risiko yang terbuka.")
    percent = 100 * situation.verified / flags
    level = _("tinggi") if percent >= SURE else _("sedang") if percent >= FAIRLY else _("rendah")
    said = _(
        "Tingkat keyakinan: %(level)s; %(verified)s dari %(flags)s risiko terbuka sudah diverifikasi desk (%(share)s). "
        "Ukurannya: tinggi mulai %(sure)s %%, sedang mulai %(fairly)s %%."
    ) % {
        "level": level,
        "verified": words.number(situation.verified),
        "flags": words.number(flags),
        "share": words.share(situation.verified, flags),
        "sure": SURE,
        "fairly": FAIRLY,
    }
    if situation.differing:
        said += " " + _("Pada %(count)s risiko terbuka sumbernya menyebut tingkat yang berbeda.") % {
            "count": words.number(situation.differing)
        }
    return said


def _window(situation: Situation) -> str:
    start, end = words.at(situation.start), words.at(situation.end)
    text = _("Periode dihitung dari %(start)s sampai sebelum %(end)s.") % {"start": start, "end": end}
    if datetime.fromisoformat(situation.as_of) < datetime.fromisoformat(situation.end):
        text += " " + _("Periode belum berakhir saat keadaan dicatat.")
    return text
