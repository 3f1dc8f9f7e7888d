"""Enumerations of relocations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RelocationState(TextChoices):
    """How the reserve site of a station stands."""

    PROPOSED = "proposed", _("diusulkan")
    AGREED = "agreed", _("ditetapkan")
    MOVED = "moved", _("sudah pindah")
    CALLED_OFF = "called-off", _("batal, tetap di tempat")


# From each state the states that a person may lead it to.
STEPS: dict[str, tuple[RelocationState, ...]] = {
    RelocationState.PROPOSED: (RelocationState.AGREED, RelocationState.CALLED_OFF),
    RelocationState.AGREED: (RelocationState.MOVED, RelocationState.CALLED_OFF),
    RelocationState.MOVED: (RelocationState.AGREED,),
    RelocationState.CALLED_OFF: (RelocationState.PROPOSED,),
}
OPEN = (RelocationState.PROPOSED, RelocationState.AGREED)
# What has to move with a station; a desk may add things of its own to each list.
THINGS = (
    _("kotak suara dan bilik suara"),
    _("surat suara dan formulir, dalam wadah kedap air"),
    _("tinta, alat coblos, dan segel"),
    _("papan pengumuman dan daftar pemilih"),
    _("penerangan dan listrik cadangan"),
    _("pemberitahuan kepada pemilih, saksi, dan Pengawas TPS"),
    _("akses bagi lansia dan penyandang disabilitas"),
)
