"""The ledger: what was said about a station or region, by whom, when; nothing is ever overwritten."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from risks.details import FARTHEST, LONGEST, TURN, Details, Mode, Variable, compass_word
from risks.kinds import GRADES, HARMLESS, Channel, Grade, Kind, Standing
from risks.models.flags import PLACED_ONCE, Flag
from risks.models.history import tracked
from risks.querysets import ObservationQuerySet
from tps.models import Election, PollingStation, Region


def _grade_fits() -> models.Q:
    fits = models.Q(grade="")
    for kind, grades in GRADES.items():
        if grades:
            fits |= models.Q(kind=kind, grade__in=[grade.value for grade in grades])
    return fits


@tracked(pghistory.UpdateEvent("before", row=pghistory.Old), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Observation(models.Model):
    """One statement of one source about one place; contradictions stay side by side."""

    # Two indexes below begin with the election, so it has none of its own. Pages of this table keep room (migration
    # 0018): no index holds whether a statement is verified, so verifying it writes to none where its page has room.
    election = models.ForeignKey(
        Election, models.PROTECT, related_name="observations", db_index=False, verbose_name=_("pemilihan")
    )
    station = models.ForeignKey(
        PollingStation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("TPS"),
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        db_index=False,
        verbose_name=_("wilayah"),
    )
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    source = models.ForeignKey(Agency, models.PROTECT, related_name="observations", verbose_name=_("sumber"))
    grade = models.CharField(_("tingkat"), max_length=12, choices=Grade, blank=True)
    channel = models.CharField(_("saluran"), max_length=10, choices=Channel, default=Channel.BROWSER)
    note = models.TextField(_("keterangan"), blank=True)
    metres = models.PositiveIntegerField(_("jarak sinyal (meter)"), null=True, blank=True)
    bearing = models.PositiveSmallIntegerField(_("arah sinyal (derajat)"), null=True, blank=True)
    # None where nobody said any: an empty list would claim that somebody looked.
    variables = ArrayField(
        models.CharField(max_length=12, choices=Variable), null=True, blank=True, verbose_name=_("variabel TPS rawan")
    )
    mode = models.CharField(_("moda"), max_length=10, choices=Mode, blank=True, db_default="")
    minutes = models.PositiveIntegerField(_("waktu tempuh (menit)"), null=True, blank=True)
    observed_at = models.DateTimeField(_("diamati"))
    recorded_at = models.DateTimeField(_("dicatat"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pencatat"),
    )
    verified_at = models.DateTimeField(_("diverifikasi"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("verifikator"),
    )
    standing = models.CharField(_("kedudukan"), max_length=8, choices=Standing, default=Standing.ACCEPTED)
    flag = models.ForeignKey(
        Flag, models.PROTECT, null=True, blank=True, related_name="observations", verbose_name=_("risiko")
    )
    list_import = models.ForeignKey(
        "risks.ListImport", models.PROTECT, null=True, blank=True, related_name="observations", db_index=False
    )
    row = models.PositiveIntegerField(_("baris berkas"), null=True, blank=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengamatan")
        verbose_name_plural = _("pengamatan")
        ordering = ["-observed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=PLACED_ONCE, name="observation_station_or_region"),
            models.CheckConstraint(
                condition=_grade_fits(),
                name="observation_grade_fits_kind",
                violation_error_message=_("Tingkat ini bukan untuk jenis risiko tersebut."),
            ),
            models.CheckConstraint(
                condition=models.Q(metres__isnull=True, bearing__isnull=True)
                | models.Q(kind=Kind.BLANK_SPOT.value, grade=Grade.NEARBY.value),
                name="observation_nearby_only",
                violation_error_message=_("Jarak dan arah hanya untuk tingkat “sinyal ada di dekatnya”."),
            ),
            models.CheckConstraint(
                condition=(models.Q(metres__isnull=True) | models.Q(metres__gte=1, metres__lte=FARTHEST))
                & (models.Q(bearing__isnull=True) | models.Q(bearing__gte=0, bearing__lt=TURN)),
                name="observation_nearby_range",
                violation_error_message=_("Jarak diisi antara 1 dan 100.000 meter, arah antara 0 dan 359 derajat."),
            ),
            models.CheckConstraint(
                condition=models.Q(variables__isnull=True)
                | models.Q(
                    kind=Kind.CONFLICT.value,
                    variables__len__gt=0,
                    variables__contained_by=[each.value for each in Variable],
                ),
                name="observation_variables",
                violation_error_message=_("Variabel TPS rawan hanya untuk jenis Konflik, dari ketujuh variabelnya."),
            ),
            models.CheckConstraint(
                condition=models.Q(mode="", minutes__isnull=True)
                | models.Q(kind=Kind.ACCESS.value, mode__in=["", *(each.value for each in Mode)])
                & (models.Q(minutes__isnull=True) | models.Q(minutes__gte=1, minutes__lte=LONGEST)),
                name="observation_way",
                violation_error_message=_("Moda dan waktu tempuh (1 sampai 4.320 menit) hanya untuk jenis Akses."),
            ),
        ]
        indexes = [
            models.Index(fields=["election", "station", "kind", "-observed_at"], name="observation_station"),
            models.Index(fields=["election", "source", "kind"], name="observation_source"),
            models.Index(
                fields=["region"],
                opclasses=["varchar_pattern_ops"],
                condition=models.Q(region__isnull=False),
                name="observation_region",
            ),
            models.Index(
                fields=["list_import"], condition=models.Q(list_import__isnull=False), name="observation_list"
            ),
            # Which sources spoke of a risk, without reading the statements.
            models.Index(
                fields=["flag", "source"], condition=models.Q(standing=Standing.ACCEPTED), name="observation_said"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.grade} ({self.source_id})"

    @property
    def details(self) -> Details:
        """Give what was said beyond the grade."""
        return Details(self.metres, self.bearing, tuple(self.variables or ()), self.mode, self.minutes)

    @property
    def bearing_word(self) -> str:
        """Give the compass word of the bearing, "" where nobody said one."""
        return "" if self.bearing is None else compass_word(self.bearing)

    @property
    def variable_words(self) -> list[str]:
        """Give the variables of TPS rawan in words, in the order of Bawaslu's list."""
        return [str(each.label) for each in Variable if each in (self.variables or ())]

    @property
    def adverse(self) -> bool:
        """Tell whether what was seen is a risk."""
        return self.grade not in HARMLESS
