"""Agencies of the desk and whom to reach there."""

import pghistory
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from desk.agencies.kinds import AgencyKind, AgencyLevel
from desk.agencies.querysets import AgencyQuerySet, ContactQuerySet


@pghistory.track()
class Agency(models.Model):
    """A body that owns tasks, gives observations or receives briefings."""

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama"), max_length=160)
    short = models.CharField(_("nama pendek"), max_length=60, blank=True)
    kind = models.CharField(_("jenis"), max_length=20, choices=AgencyKind, default=AgencyKind.OTHER)
    level = models.CharField(_("tingkat"), max_length=10, choices=AgencyLevel, default=AgencyLevel.PROVINCE)
    region_code = models.CharField(_("kode wilayah"), max_length=13, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("bagian dari")
    )
    active = models.BooleanField(_("aktif"), default=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("instansi")
        verbose_name_plural = _("instansi")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code=Lower("code")), name="agency_code_lower"),
            models.UniqueConstraint(Lower("code"), name="agency_code_once"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="agency_not_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Give the name for tables and lists: the short one where there is one; paper bears the full name."""
        return self.short or self.name


@pghistory.track(exclude=["client_id"])
class Contact(models.Model):
    """A duty phone of an agency: a role, never a private person, and only until a date."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="contacts", verbose_name=_("instansi"))
    role = models.CharField(_("jabatan"), max_length=120)
    phone = models.CharField(_("telepon tugas"), max_length=32, blank=True)
    email = models.EmailField(_("surel tugas"), blank=True)
    valid_until = models.DateField(_("berlaku sampai"))
    # Made by the page that shows the form: sent twice it is still one contact. Older rows have none.
    client_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("kontak")
        verbose_name_plural = _("kontak")
        ordering = ["agency", "role"]

    def __str__(self) -> str:
        return f"{self.role}, {self.agency}"


@pghistory.track()
class ContactExport(models.Model):
    """That somebody took contacts out of the desk in a file: who, when, how many, and by which filters."""

    username = models.CharField(_("nama pengguna"), max_length=150)
    form = models.CharField(_("bentuk"), max_length=4)
    contacts = models.PositiveIntegerField(_("jumlah kontak"))
    filters = models.CharField(_("saringan"), max_length=300, blank=True)
    taken_at = models.DateTimeField(_("diunduh"))

    class Meta:
        verbose_name = _("unduhan kontak")
        verbose_name_plural = _("unduhan kontak")
        ordering = ["-taken_at"]

    def __str__(self) -> str:
        return f"{self.username} ({self.contacts})"
