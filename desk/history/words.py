"""Words for what was done; the codes are those that actions give to desk.context.acting."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Any] = {
    "agencies.load-reference": _("memuat daftar instansi bawaan"),
    "agency.add": _("menambah instansi"),
    "agency.change": _("mengubah instansi"),
    "contact.add": _("menambah kontak"),
    "contact.change": _("mengubah kontak"),
    "contact.remove": _("menghapus kontak"),
    "user.invite": _("mengundang pengguna"),
    "user.invite-again": _("mengirim undangan lagi"),
    "user.change": _("mengubah pengguna"),
    "user.disable": _("menonaktifkan pengguna"),
    "user.enable": _("mengaktifkan pengguna"),
    "user.profile": _("mengubah profil sendiri"),
    "risk.log": _("mencatat pengamatan"),
    "observation.verify": _("menandai pernyataan terverifikasi"),
    "risk.verify": _("memverifikasi risiko"),
    "risk.mitigate": _("memulai mitigasi"),
    "risk.resolve": _("menyelesaikan risiko"),
    "risk.dismiss": _("menolak risiko"),
    "risk.reopen": _("membuka kembali risiko"),
    "risk.severity": _("mengubah keparahan"),
    "risk.assign": _("menunjuk penanggung jawab"),
    "risk.note": _("mengubah catatan internal"),
    "risk.import": _("memuat daftar risiko"),
    "risk.accept": _("menerima usulan instansi"),
    "risk.decline": _("tidak menerima usulan instansi"),
}
LABELS: dict[str, Any] = {"insert": _("membuat"), "update": _("mengubah"), "delete": _("menghapus")}
MARKS = {"insert": "plus", "update": "edit", "delete": "delete"}


def done(action: str, label: str) -> str:
    """Say what was done: the action's words, or what happened to the row when the action has none."""
    return str(ACTIONS.get(action) or LABELS.get(label, label))
