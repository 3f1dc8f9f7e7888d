"""Kinds and states of meetings, of items on their agenda, and of those invited."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeetingKind(TextChoices):
    """What a meeting is for."""

    COORDINATION = "coordination", _("rapat koordinasi")
    TECHNICAL = "technical", _("rapat teknis")
    EVALUATION = "evaluation", _("rapat evaluasi")
    EMERGENCY = "emergency", _("rapat darurat")


class MeetingState(TextChoices):
    """Where a meeting stands; approved means that its minutes were."""

    PLANNED = "planned", _("direncanakan")
    INVITED = "invited", _("undangan terkirim")
    HELD = "held", _("berlangsung, menunggu notulen")
    APPROVED = "approved", _("notulen disahkan")
    CANCELLED = "cancelled", _("dibatalkan")


class ItemKind(TextChoices):
    """What an item of an agenda is about."""

    FREE = "free", _("bahasan")
    RISK = "risk", _("risiko")
    TASK = "task", _("tugas")
    FOLLOW_UP = "follow-up", _("tindak lanjut")


class Reply(TextChoices):
    """What an invited agency has answered."""

    NONE = "", _("belum menjawab")
    YES = "yes", _("akan hadir")
    NO = "no", _("tidak dapat hadir")


class Presence(TextChoices):
    """Who came, as the desk recorded it."""

    UNKNOWN = "", _("belum dicatat")
    PRESENT = "present", _("hadir")
    REPRESENTED = "represented", _("diwakili")
    ABSENT = "absent", _("tidak hadir")


class Method(TextChoices):
    """What a calendar is asked to do with a meeting (RFC 5546)."""

    REQUEST = "REQUEST", _("undangan")
    CANCEL = "CANCEL", _("pembatalan")


AHEAD = (MeetingState.PLANNED, MeetingState.INVITED)
ALIVE = (*AHEAD, MeetingState.HELD)
