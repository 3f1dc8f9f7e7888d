"""Enumerations of risks: kinds, grades per kind, severities, statuses, outcomes, channels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What kind of risk it is."""

    BLANK_SPOT = "blank-spot", _("Tanpa sinyal")
    FLOOD = "flood", _("Banjir")
    CONFLICT = "conflict", _("Konflik")
    LOGISTICS = "logistics", _("Logistik")
    ACCESS = "access", _("Akses")
    OTHER = "other", _("Lainnya")


class Severity(TextChoices):
    """How bad it is."""

    LOW = "low", _("Rendah")
    MEDIUM = "medium", _("Sedang")
    HIGH = "high", _("Tinggi")
    CRITICAL = "critical", _("Kritis")


class Status(TextChoices):
    """Where a risk stands."""

    REPORTED = "reported", _("Dilaporkan")
    VERIFIED = "verified", _("Terverifikasi")
    MITIGATING = "mitigating", _("Mitigasi")
    RESOLVED = "resolved", _("Selesai")
    DISMISSED = "dismissed", _("Ditolak")


class SeveritySource(TextChoices):
    """How a severity came about."""

    GRADE = "grade", _("menurut tingkat yang dilaporkan")
    MATRIX = "matrix", _("menurut matriks kemungkinan × dampak")
    HAND = "hand", _("ditetapkan petugas")


class Outcome(TextChoices):
    """Why a risk was dismissed."""

    BOGUS = "bogus", _("tidak benar")
    DUPLICATE = "duplicate", _("ganda")
    NOT_ELECTION = "not-election", _("bukan urusan pemilihan")


class Channel(TextChoices):
    """How an observation reached the desk."""

    BROWSER = "browser", _("dicatat di desk")
    IMPORT = "import", _("impor daftar")
    LETTER = "letter", _("surat")
    PHONE = "phone", _("telepon")
    WHATSAPP = "whatsapp", _("WhatsApp")
    SMS = "sms", _("SMS")
    FEED = "feed", _("umpan data")


class Standing(TextChoices):
    """Whether an observation counts: a liaison's list is a proposal until an operator accepts it."""

    ACCEPTED = "accepted", _("diterima")
    PROPOSED = "proposed", _("usulan")
    DECLINED = "declined", _("tidak diterima")


class Grade(TextChoices):
    """What was observed; each grade belongs to one kind (or to logistics and access alike)."""

    NONE = "none", _("tidak ada sinyal")
    WEAK = "weak", _("sinyal lemah")
    NEARBY = "nearby", _("sinyal ada di dekatnya")
    OFFICE = "office", _("wifi di kantor")
    VSAT = "vsat", _("VSAT")
    GOOD = "good", _("sinyal baik")
    DRY = "dry", _("tidak banjir")
    PRONE = "prone", _("rawan banjir")
    DEPTH_10 = "depth-10", _("tergenang 10–70 cm")
    DEPTH_70 = "depth-70", _("tergenang 71–150 cm")
    DEPTH_150 = "depth-150", _("tergenang di atas 150 cm")
    LESS_PRONE = "kurang-rawan", _("kurang rawan")
    RAWAN = "rawan", _("rawan")
    VERY_RAWAN = "sangat-rawan", _("sangat rawan")
    TPS_RAWAN = "tps-rawan", _("TPS rawan (Bawaslu)")
    OK = "ok", _("aman")
    HARD = "hard", _("sulit")
    IMPOSSIBLE = "impossible", _("tidak dapat dilalui")


GRADES: dict[str, tuple[Grade, ...]] = {
    Kind.BLANK_SPOT: (Grade.NONE, Grade.WEAK, Grade.NEARBY, Grade.OFFICE, Grade.VSAT, Grade.GOOD),
    Kind.FLOOD: (Grade.DRY, Grade.PRONE, Grade.DEPTH_10, Grade.DEPTH_70, Grade.DEPTH_150),
    Kind.CONFLICT: (Grade.LESS_PRONE, Grade.RAWAN, Grade.VERY_RAWAN, Grade.TPS_RAWAN),
    Kind.LOGISTICS: (Grade.OK, Grade.HARD, Grade.IMPOSSIBLE),
    Kind.ACCESS: (Grade.OK, Grade.HARD, Grade.IMPOSSIBLE),
    Kind.OTHER: (),
}
HARMLESS = frozenset({Grade.GOOD, Grade.DRY, Grade.LESS_PRONE, Grade.OK})
SIGHTINGS = frozenset({Grade.DEPTH_10, Grade.DEPTH_70, Grade.DEPTH_150})  # water that somebody saw, at that hour
SEVERITY_ORDER = {Severity.LOW: 1, Severity.MEDIUM: 2, Severity.HIGH: 3, Severity.CRITICAL: 4}
OPEN_STATUSES = (Status.REPORTED, Status.VERIFIED, Status.MITIGATING)
