"""What happens by rule to an agency's briefings: how long a draft may wait, who hears of it, how the paper travels."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.briefings.kinds import Missed

WEEK_HOURS = 168


@pghistory.track()
class Handling(models.Model):
    """The rules for one agency's briefings; an agency without a row has the defaults."""

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="handling", verbose_name=_("instansi"))
    authorise_hours = models.PositiveSmallIntegerField(
        _("disahkan dalam (jam)"), default=4, validators=[MaxValueValidator(WEEK_HOURS)]
    )
    escalate_hours = models.PositiveSmallIntegerField(
        _("eskalasi setelah terlambat (jam)"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(WEEK_HOURS)],
    )
    escalate_to = models.EmailField(_("eskalasi juga kepada"), blank=True)
    auto_issue = models.BooleanField(_("terbit sendiri bila tidak disahkan"), default=False)
    missed = models.CharField(_("periode yang terlewat"), max_length=10, choices=Missed, default=Missed.MARK)
    by_link = models.BooleanField(_("kirim tautan aman, bukan lampiran"), default=False)
    link_days = models.PositiveSmallIntegerField(
        _("masa berlaku tautan (hari)"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )

    class Meta:
        verbose_name = _("aturan laporan")
        verbose_name_plural = _("aturan laporan")
        constraints = [
            models.CheckConstraint(condition=models.Q(authorise_hours__lte=WEEK_HOURS), name="handling_hours"),
            models.CheckConstraint(
                condition=models.Q(escalate_hours__gte=1, escalate_hours__lte=WEEK_HOURS), name="handling_escalation"
            ),
            models.CheckConstraint(condition=models.Q(link_days__gte=1, link_days__lte=90), name="handling_link_days"),
        ]

    def __str__(self) -> str:
        return self.agency.name

    @classmethod
    def of(cls, agency_id: int) -> "Handling":
        """Give the rules of an agency; while nobody has saved any, the defaults, unsaved."""
        return cls.objects.filter(agency_id=agency_id).first() or cls(agency_id=agency_id)
