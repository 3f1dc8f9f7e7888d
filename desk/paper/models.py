"""Official documents: letterhead, numbers without gaps, frozen bytes and their digest."""

import secrets

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.paper.querysets import DocumentQuerySet

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_LOGO_BYTES = 1024 * 1024


def new_code() -> str:
    """Give a verification code of eight letters that nobody can guess or misread."""
    return "".join(secrets.choice(CODE_LETTERS) for _i in range(8))


@pghistory.track()
class Letterhead(models.Model):
    """How official paper of a province looks: all of it settings, because the rules differ and change."""

    region_code = models.CharField(_("kode wilayah"), max_length=13, unique=True)
    government = models.CharField(_("baris pertama kop"), max_length=120)
    office = models.CharField(_("baris kedua kop"), max_length=120)
    address = models.CharField(_("alamat"), max_length=240, blank=True)
    city = models.CharField(_("tempat surat"), max_length=80)
    logo = models.BinaryField(_("lambang (PNG)"), null=True, blank=True)
    number_pattern = models.CharField(
        _("pola nomor"), max_length=80, default="400.10/{sequence:03d}/DP-{series}/{year}"
    )
    signatory_position = models.CharField(_("jabatan penanda tangan"), max_length=160)
    signatory_name = models.CharField(_("nama penanda tangan"), max_length=120, blank=True)
    signatory_nip = models.CharField("NIP", max_length=30, blank=True)
    classification = models.CharField(_("sifat"), max_length=40, default="Biasa")
    copies_to = models.TextField(_("tembusan (satu baris satu)"), blank=True)
    destination = models.CharField(_("tempat tujuan, di bawah Yth."), max_length=80, blank=True, default="di tempat")
    opening = models.TextField(_("kalimat pembuka"), max_length=600, blank=True)
    closing = models.TextField(_("kalimat penutup"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("kop surat")
        verbose_name_plural = _("kop surat")

    def __str__(self) -> str:
        return f"{self.government}, {self.office}"

    def clean(self) -> None:
        """Refuse a number pattern that cannot be filled in, and a coat of arms that is not a small PNG."""
        given = ((1, "KPU", 2024), (2, "KPU", 2024), (1, "BAWASLU", 2024), (1, "KPU", 2025))
        try:
            numbers = {
                self.number_pattern.format(sequence=sequence, series=series, year=year, month="I")
                for sequence, series, year in given
            }
        except (KeyError, ValueError, IndexError, AttributeError):
            raise ValidationError(
                {"number_pattern": _("Pola nomor hanya mengenal {sequence}, {series}, {year}, dan {month}.")}
            ) from None
        if len(numbers) < len(given):
            raise ValidationError(
                {"number_pattern": _("Pola nomor harus memuat {sequence}, {series}, dan {year} agar tiap nomor unik.")}
            )
        if self.logo and (not bytes(self.logo).startswith(b"\x89PNG\r\n") or len(self.logo) > MOST_LOGO_BYTES):
            raise ValidationError({"logo": _("Lambang harus berkas PNG paling besar 1 MB.")})


class NumberSeries(models.Model):
    """The last number given in a series and year; locked while a number is given, so there are no gaps."""

    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("deret nomor")
        verbose_name_plural = _("deret nomor")
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


@pghistory.track(exclude=["content"])
class Document(models.Model):
    """An issued document: the same number always gives the same bytes."""

    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("nomor"), max_length=120, unique=True)
    title = models.CharField(_("hal"), max_length=240)
    addressee = models.CharField(_("kepada"), max_length=200, blank=True)
    content = models.BinaryField()
    content_type = models.CharField(max_length=60, default="application/pdf")
    filename = models.CharField(max_length=160)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField("sha256", max_length=64, db_index=True)
    code = models.CharField(_("kode verifikasi"), max_length=12, unique=True, default=new_code)
    signed_by = models.CharField(_("sertifikat kantor"), max_length=200, blank=True)
    signed_with = models.CharField(_("sidik jari sertifikat"), max_length=64, blank=True)
    issued_at = models.DateTimeField(_("terbit"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("mengganti"),
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("dokumen")
        verbose_name_plural = _("dokumen")
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "sequence"], name="document_number_once"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def spoken_code(self) -> str:
        """Give the verification code in two groups, as it stands on the paper: 7K2M-Q4WX."""
        return spoken(self.code)


def spoken(code: str) -> str:
    """Write a verification code in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
