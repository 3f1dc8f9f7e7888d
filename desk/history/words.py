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
    "task.give": _("memberi tugas"),
    "task.change": _("mengubah tugas"),
    "task.answer": _("menjawab tugas"),
    "task.accept": _("menerima tugas"),
    "task.start": _("mulai mengerjakan tugas"),
    "task.done": _("melaporkan tugas selesai"),
    "task.confirm": _("mengonfirmasi tugas"),
    "task.return": _("mengembalikan tugas"),
    "task.cancel": _("membatalkan tugas"),
    "task.reopen": _("membuka kembali tugas"),
    "tps.import": _("memuat daftar TPS"),
    "tps.withdraw": _("menarik TPS yang hilang dari berkas"),
    "tps.keep": _("menyatakan TPS masih ada"),
    "tps.restore": _("memulihkan TPS yang ditarik"),
    "tps.take-back": _("mengurungkan keputusan tentang TPS"),
    "tps.undo": _("membatalkan impor daftar TPS"),
    "tps.position": _("menetapkan posisi TPS"),
    "tps.correct": _("memperbaiki data TPS"),
    "tps.accept-file": _("menerima nilai berkas untuk TPS"),
    "boundaries.import": _("memuat batas wilayah"),
    "boundaries.undo": _("membatalkan batas wilayah yang dimuat"),
    "election.add": _("menambah pemilihan"),
    "election.change": _("mengubah pemilihan"),
    "election.make-current": _("menjadikan pemilihan ini yang berjalan"),
    "race.add": _("menambah jenis surat suara"),
    "race.change": _("mengubah jenis surat suara"),
    "stage.add": _("menambah tahapan"),
    "stage.change": _("mengubah tahapan"),
    "stage.remove": _("menghapus tahapan"),
    "region.change": _("mengubah wilayah"),
    "region.add-old-code": _("menambah kode lama wilayah"),
    "regions.import": _("memuat daftar wilayah"),
    "regions.load-reference": _("memuat daftar wilayah bawaan"),
    "briefing.draft": _("menyusun laporan"),
    "briefing.refresh": _("memperbarui isi laporan"),
    "briefing.cover": _("mengubah pengantar laporan"),
    "briefing.authorise": _("mengesahkan laporan"),
    "briefing.issue": _("menerbitkan laporan"),
    "briefing.correct": _("menyusun ralat laporan"),
    "recipient.add": _("menambah penerima laporan"),
    "recipient.remove": _("menghapus penerima laporan"),
    "schedule.set": _("mengatur jadwal laporan"),
    "post.claim": _("mulai mengirim surat"),
    "post.sent": _("mengirim surat"),
    "post.failed": _("gagal mengirim surat"),
    "post.queued": _("menjadwalkan surat lagi"),
    "post.uncertain": _("tidak pasti apakah surat terkirim"),
    "demo.seed": _("memuat data demo"),
}
LABELS: dict[str, Any] = {"insert": _("membuat"), "update": _("mengubah"), "delete": _("menghapus")}
# Fields whose model gives them no words of their own; what is not for people at all is ignored in desk.subjects.
FIELDS: dict[str, Any] = {
    "author": _("penulis"),
    "claimed_at": _("mulai dikirim"),
    "closed_at": _("ditutup"),
    "document": _("dokumen"),
    "due_at": _("dikirim mulai"),
    "enclosure_rows": _("baris lampiran"),
    "error": _("penyebab"),
    "file": _("berkas"),
    "filename": _("nama berkas"),
    "give_up_at": _("dicoba sampai"),
    "issued_by": _("penerbit"),
    "line": _("baris alamat"),
    "list_import": _("daftar yang diimpor"),
    "mail": _("surat"),
    "order": _("urutan"),
    "pages": _("halaman"),
    "status": _("status"),
    "task": _("tugas"),
    "written_at": _("ditulis"),
    "year": _("tahun"),
    "created": _("baru"),
    "read": _("dibaca"),
    "rejected": _("ditolak"),
    "unchanged": _("tetap"),
    "updated": _("berubah"),
    "uploaded_by": _("diunggah oleh"),
}
MARKS = {"insert": "plus", "update": "edit", "delete": "delete"}


def done(action: str, label: str) -> str:
    """Say what was done: the action's words, or what happened to the row when the action has none."""
    return str(ACTIONS.get(action) or LABELS.get(label, label))


def field_word(name: str, verbose_name: object) -> str:
    """Give the word for a field: the model's own, or that of the table when the model has only the field's name."""
    spoken = str(verbose_name)
    return str(FIELDS.get(name, spoken)) if spoken == name.replace("_", " ") else spoken
