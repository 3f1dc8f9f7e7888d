"""Administrative regions, keyed by their dotted Kemendagri code."""

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tps import codes, search_index
from tps.kinds import Level
from tps.querysets import RegionQuerySet


@pghistory.track(pghistory.UpdateEvent("before", row=pghistory.Old), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Region(models.Model):
    """A province, regency, district or village; the code is the key because names are not."""

    code = models.CharField(_("kode"), max_length=13, primary_key=True)
    name = models.CharField(_("nama"), max_length=120)
    level = models.CharField(_("tingkat"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("induk")
    )
    latitude = models.FloatField(_("lintang pusat"), null=True, blank=True)
    longitude = models.FloatField(_("bujur pusat"), null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("wilayah")
        verbose_name_plural = _("wilayah")
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "code"], name="region_level")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$"),
                name="region_code_dotted",
            ),
            models.CheckConstraint(
                condition=models.Q(level="province", code__regex=r"^.{2}$")
                | models.Q(level="regency", code__regex=r"^.{5}$")
                | models.Q(level="district", code__regex=r"^.{8}$")
                | models.Q(level="village", code__regex=r"^.{13}$"),
                name="region_level_fits_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Bring level and parent into agreement with the code, and the names that search knows with the name."""
        self.code = codes.dotted(self.code)
        self.level = self.level or codes.level(self.code)
        self.parent_id = codes.parent(self.code)
        with transaction.atomic():
            super().save(*args, **kwargs)
            if kwargs.get("update_fields") is None or "name" in kwargs["update_fields"]:
                search_index.refresh([self.code])


class RegionAlias(models.Model):
    """An old code of a region, with the days on which it held (empty: not known)."""

    old_code = models.CharField(_("kode lama"), max_length=13)
    region = models.ForeignKey(Region, models.PROTECT, related_name="aliases", verbose_name=_("wilayah"))
    valid_from = models.DateField(_("berlaku sejak"), null=True, blank=True)
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    source = models.CharField(_("sumber"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("kode lama wilayah")
        verbose_name_plural = _("kode lama wilayah")
        ordering = ["old_code"]
        constraints = [
            models.UniqueConstraint(fields=["old_code", "region"], name="region_alias_once"),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_from__lte=models.F("valid_until")),
                name="region_alias_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.region_id}"
