"""The words of change for secure links: prolong, take back, note an opening."""

from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from desk.context import Actor, acting
from desk.post.actions import NotDecided
from desk.post.models import Opening, SecureLink


def prolong(link: SecureLink, *, days: int, reason: str, actor: Actor, at: datetime) -> None:
    """Let a link hold for so many days from now, also one that has expired or was taken back."""
    _reasoned(reason)
    with acting(actor, "link.prolong", reason=reason.strip()):
        until = Greatest(F("expires_at"), at + timedelta(days=days))
        SecureLink.objects.filter(pk=link.pk).update(expires_at=until, revoked_at=None)


def revoke(link: SecureLink, *, reason: str, actor: Actor, at: datetime) -> None:
    """Take a link back at once; who has the file keeps it."""
    _reasoned(reason)
    with acting(actor, "link.revoke", reason=reason.strip()):
        if not SecureLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=at):
            raise NotDecided(_("Tautan ini sudah dicabut. Tidak ada yang diubah."))


def note_opening(link: SecureLink, file: str, *, at: datetime) -> None:
    """Note that somebody took a file by this link."""
    Opening.objects.create(link=link, file=file[:160], at=at)


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise NotDecided(_("Tuliskan alasannya; alasan itu disimpan dalam riwayat."))
