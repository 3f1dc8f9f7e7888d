"""States of a delivery."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryState(TextChoices):
    """Where one mail to one recipient stands; uncertain means: accepted or not, nobody knows, a person decides."""

    QUEUED = "queued", _("menunggu")
    INFLIGHT = "inflight", _("sedang dikirim")
    SENT = "sent", _("terkirim")
    FAILED = "failed", _("gagal")
    UNCERTAIN = "uncertain", _("tidak pasti")


class Copy(TextChoices):
    """In which line of the mail a recipient stands."""

    TO = "to", _("kepada")
    CC = "cc", _("tembusan")
