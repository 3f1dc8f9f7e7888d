"""Words of grant agreements."""

from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Standing(TextChoices):
    """How an agreement stands on a day."""

    LATE = "late", _("terlambat dibayar")
    RUNNING = "running", _("berjalan")
    PAID = "paid", _("lunas")


MOST = Decimal("9999999999999.99")  # rupiah, a hundred times the largest budget of a province
MOST_INSTALMENTS = 12
