"""Tasks that come again: the rule, how far it has come, and when the next one is to be made."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.coordination.kinds import Every


@pghistory.track(exclude=["next_at"])
class TaskSeries(models.Model):
    """A rule of repetition; turn n is due n days, weeks or months after `first_due_at`, by the clock of WIB."""

    every = models.CharField(_("berulang"), max_length=8, choices=Every)
    first_due_at = models.DateTimeField(_("tenggat pertama"))
    until = models.DateField(_("sampai"))
    turn = models.PositiveIntegerField(_("giliran terakhir"), default=0)
    # When the turn after the last one is to be made: as the last one's due moment passes, or at once when it is
    # confirmed; empty when the series has ended. What the minute's tick claims.
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    stopped_at = models.DateTimeField(_("dihentikan"), null=True, blank=True)

    class Meta:
        verbose_name = _("tugas berulang")
        verbose_name_plural = _("tugas berulang")

    def __str__(self) -> str:
        return str(self.get_every_display())
