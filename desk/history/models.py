"""Seals of history: batches of committed events as a chain of digests, which paper can be held against."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Seal(models.Model):
    """One link of the chain; `root` and `previous` are SHA-256 in hexadecimal, empty until it is closed.

    It is marked first (`upto`: the last event of each kind) and closed once every transaction is over that could
    still write an event below the mark: the ones under way when it was marked lie below `horizon`.
    """

    number = models.PositiveIntegerField(_("nomor"), primary_key=True)
    previous = models.CharField(_("meterai sebelumnya"), max_length=64, blank=True)
    root = models.CharField(_("sidik"), max_length=64, blank=True)
    events = models.PositiveIntegerField(_("perubahan"), default=0)
    upto = models.JSONField(default=dict)
    horizon = models.BigIntegerField()
    marked_at = models.DateTimeField(_("ditandai"))
    sealed_at = models.DateTimeField(_("dimeterai"), null=True, blank=True)

    class Meta:
        verbose_name = _("meterai riwayat")
        verbose_name_plural = _("meterai riwayat")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=models.Q(sealed_at__isnull=True), name="seal_one_open"),
            models.CheckConstraint(
                condition=models.Q(sealed_at__isnull=True, root="")
                | models.Q(sealed_at__isnull=False, root__regex=r"^[0-9a-f]{64}$"),
                name="seal_closed_has_root",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def short(self) -> str:
        """Give the beginning of the root, enough to tell seals apart on paper."""
        return self.root[:16]


class SealPart(models.Model):
    """The sealed events of one kind in one seal: what lies above `after` up to `upto` (event ids).

    `leaves` holds sixteen bytes for each id in `ids`. Of kinds with personal fields `tokens` holds sixteen bytes for
    each event and field, made with the event's own key in `keys`; the key goes when the field is forgotten.
    """

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=60)
    after = models.BigIntegerField()
    upto = models.BigIntegerField()
    columns = ArrayField(models.CharField(max_length=63))
    personal = ArrayField(models.CharField(max_length=63), default=list)
    ids = ArrayField(models.BigIntegerField())
    leaves = models.BinaryField()
    keys = models.BinaryField(default=b"")
    tokens = models.BinaryField(default=b"")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("bagian meterai")
        verbose_name_plural = _("bagian meterai")
        ordering = ["seal", "kind", "after"]
        constraints = [models.UniqueConstraint(fields=["kind", "after"], name="seal_part_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.after}-{self.upto}"
