"""The words of change for what a person has of tasks: mentions that were read, and the calendar's address."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from desk.accounts.models import User
from desk.coordination.models import CalendarFeed, Mention


def read_mentions(user: User, *, at: datetime, task_id: int | None = None) -> int:
    """Mark a person's mentions as read, those of one task or all; give how many were new."""
    unread = Mention.objects.filter(user=user, read_at__isnull=True)
    if task_id is not None:
        unread = unread.filter(answer__task_id=task_id)
    return unread.update(read_at=at)


def hashed(secret: str) -> str:
    """Give what is kept of a secret; it has 256 bits, so a plain hash hides it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_feed(user: User, *, at: datetime) -> str:
    """Give a person a new secret calendar address, once; the one before it stops working."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        close_feed(user, at=at)
        CalendarFeed.objects.create(user=user, secret_hash=hashed(secret), created_at=at)
    return secret


def close_feed(user: User, *, at: datetime) -> int:
    """Revoke a person's calendar address."""
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=at)
