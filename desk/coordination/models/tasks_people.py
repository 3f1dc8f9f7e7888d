"""What a person has of tasks: mentions in answers, and the secret address of a calendar."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.coordination.models.tasks import Answer


class Mention(models.Model):
    """A person was named in an answer, alone or (`agency`) as one of an agency's people."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sebutan")
        verbose_name_plural = _("sebutan")
        ordering = ["-made_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "user"], name="mention_once")]
        indexes = [models.Index(fields=["user", "-made_at"], name="mention_of_person")]

    def __str__(self) -> str:
        return f"@{self.user}"


class CalendarFeed(models.Model):
    """The secret address of one person's calendar; only a hash of the secret is kept, so it is shown once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("dibuat"))
    fetched_at = models.DateTimeField(_("terakhir diambil"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)

    class Meta:
        verbose_name = _("alamat kalender")
        verbose_name_plural = _("alamat kalender")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], name="calendar_feed_one_alive", condition=models.Q(revoked_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
