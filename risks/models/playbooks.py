"""Playbooks as the desk has rewritten them, version by version, and which of their factors hold of a risk."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.kinds import AgencyKind
from risks.kinds import Kind
from risks.models.flags import Flag
from risks.playbook_kinds import FARTHEST


@pghistory.track(exclude=["client_id"])
class Playbook(models.Model):
    """One version of the playbook of a kind of risk; the newest is in force, none means the shipped one."""

    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    version = models.PositiveSmallIntegerField(_("versi"))
    title = models.CharField(_("judul"), max_length=120)
    summary = models.TextField(_("ringkasan"), max_length=1000, blank=True)
    reason = models.CharField(_("alasan perubahan"), max_length=300)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("penulis")
    )
    written_at = models.DateTimeField(_("ditulis"))
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("rencana tindakan")
        verbose_name_plural = _("rencana tindakan")
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="playbook_version_once"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="playbook_kind_known"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="playbook_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class Factor(models.Model):
    """Something that may hold of a place, in one version of a playbook; never changed after it was written."""

    playbook = models.ForeignKey(Playbook, models.CASCADE, related_name="factors")
    code = models.SlugField(_("kode"), max_length=40)
    text = models.CharField(_("faktor"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("faktor")
        verbose_name_plural = _("faktor")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["playbook", "code"], name="factor_once")]

    def __str__(self) -> str:
        return self.text


class PlaybookAction(models.Model):
    """A suggested action in one version; `day` counts from polling day, `hour` is in the province's zone."""

    playbook = models.ForeignKey(Playbook, models.CASCADE, related_name="actions")
    code = models.SlugField(_("kode"), max_length=40)
    title = models.CharField(_("tindakan"), max_length=200)
    detail = models.TextField(_("rincian"), max_length=2000, blank=True)
    owner_kind = models.CharField(_("jenis instansi pelaksana"), max_length=20, choices=AgencyKind)
    day = models.SmallIntegerField(_("hari dari pemungutan suara"))
    hour = models.PositiveSmallIntegerField(_("jam"))
    factor = models.SlugField(_("hanya bila faktor"), max_length=40, blank=True)
    source = models.CharField(_("dasar atau sumber"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("tindakan")
        verbose_name_plural = _("tindakan")
        ordering = ["day", "hour", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["playbook", "code"], name="playbook_action_once"),
            models.CheckConstraint(
                condition=models.Q(day__gte=-FARTHEST, day__lte=FARTHEST), name="playbook_action_day"
            ),
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="playbook_action_hour"),
            models.CheckConstraint(
                condition=models.Q(owner_kind__in=AgencyKind.values), name="playbook_action_owner_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class FactorCheck(models.Model):
    """Whether a factor holds of a risk, as somebody found it; no row means that nobody has looked."""

    flag = models.ForeignKey(Flag, models.CASCADE, related_name="factor_checks", verbose_name=_("risiko"))
    code = models.SlugField(_("kode"), max_length=40)
    text = models.CharField(_("faktor"), max_length=200)
    holds = models.BooleanField(_("berlaku di sini"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("diperiksa oleh")
    )
    checked_at = models.DateTimeField(_("diperiksa"))

    class Meta:
        verbose_name = _("faktor risiko")
        verbose_name_plural = _("faktor risiko")
        ordering = ["flag", "code"]
        constraints = [models.UniqueConstraint(fields=["flag", "code"], name="factor_check_once")]

    def __str__(self) -> str:
        return self.text
