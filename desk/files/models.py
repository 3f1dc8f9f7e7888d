"""Files that people hand in, kept with who, when and checksum."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def _place(stored: "StoredFile", name: str) -> str:
    return f"files/{stored.pk.hex[:2]}/{stored.pk.hex}"


class StoredFile(models.Model):
    """One uploaded or generated file; its bytes lie in the storage under its own id, never under a user's name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(upload_to=_place, max_length=200)
    name = models.CharField(_("nama berkas"), max_length=200)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("berkas")
        verbose_name_plural = _("berkas")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.name
