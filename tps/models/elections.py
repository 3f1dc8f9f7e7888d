"""Elections with their races and legally fixed stages."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from tps.kinds import MOST_VOTERS_OF, USUAL_VOTERS, ElectionKind, Level
from tps.models.regions import Region
from tps.querysets import ElectionQuerySet


@pghistory.track()
class Election(models.Model):
    """One election; a re-vote or a postponed vote is an election of its own with a parent."""

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama"), max_length=120)
    kind = models.CharField(_("jenis"), max_length=10, choices=ElectionKind, default=ElectionKind.GENERAL)
    polling_date = models.DateField(_("hari pemungutan suara"))
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("pemilihan asal"),
    )
    current = models.BooleanField(_("sedang berjalan"), default=False)
    most_voters = models.PositiveSmallIntegerField(_("batas pemilih per TPS"), null=True, blank=True)
    simulated = models.BooleanField(_("simulasi"), default=False)

    objects = ElectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemilihan")
        verbose_name_plural = _("pemilihan")
        ordering = ["-polling_date", "code"]
        constraints = [
            models.UniqueConstraint(fields=["current"], condition=models.Q(current=True), name="election_one_current"),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="election_not_its_own_parent",
                violation_error_message=_("Pemilihan tidak dapat menjadi asal dirinya sendiri."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["psu", "susulan"]) | models.Q(parent__isnull=False),
                name="election_revote_has_parent",
                violation_error_message=_("Pemungutan suara ulang atau susulan memerlukan pemilihan asal."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def voter_limit(self) -> int:
        """Give the greatest number of voters of one station: the election's own, else the usual one of its kind."""
        origin = self.parent if self.parent is not None and self.kind not in MOST_VOTERS_OF else self
        return self.most_voters or origin.most_voters or MOST_VOTERS_OF.get(origin.kind, USUAL_VOTERS)


@pghistory.track()
class Race(models.Model):
    """One ballot of an election (Pemilu has five, Pilkada two)."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="races", verbose_name=_("pemilihan"))
    code = models.SlugField(_("kode"), max_length=20)
    name = models.CharField(_("nama"), max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("jenis surat suara")
        verbose_name_plural = _("jenis surat suara")
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["election", "code"], name="race_once")]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["client_id"])
class Stage(models.Model):
    """A legally fixed stage (tahapan) with its basis and days; a later one may supersede it."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="stages", verbose_name=_("pemilihan"))
    name = models.CharField(_("nama"), max_length=160)
    legal_basis = models.CharField(_("dasar hukum"), max_length=160, blank=True)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("selesai"))
    level = models.CharField(_("tingkat"), max_length=10, choices=Level, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("khusus wilayah")
    )
    supersedes = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("mengganti"),
    )
    # Made by the page that shows the form: sent twice it is still one stage. Older rows have none.
    client_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("tahapan")
        verbose_name_plural = _("tahapan")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("ends_on")),
                name="stage_days_in_order",
                violation_error_message=_("Tahapan tidak dapat selesai sebelum mulai."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
