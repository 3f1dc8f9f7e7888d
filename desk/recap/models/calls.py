"""Who calls which station just now."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tps.models import PollingStation


class CallClaim(models.Model):
    """A station that a person has taken to call, until a moment; a convenience of the night, so without a history."""

    station = models.OneToOneField(
        PollingStation, models.CASCADE, related_name="call_claim", verbose_name=_("TPS"), primary_key=True
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("penelepon"))
    until = models.DateTimeField(_("sampai"))

    class Meta:
        verbose_name = _("panggilan yang diambil")
        verbose_name_plural = _("panggilan yang diambil")

    def __str__(self) -> str:
        return f"{self.station_id} {self.user_id}"
