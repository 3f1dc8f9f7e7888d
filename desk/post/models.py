"""Outgoing mail as rows: one message, one delivery for each recipient, each sent effectively once."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.paper.models import Document
from desk.post.kinds import Copy, DeliveryState
from desk.post.querysets import DeliveryQuerySet


class Message(models.Model):
    """What is sent: subject, two bodies, and the frozen document it carries, if any."""

    sender = models.CharField(max_length=254)
    subject = models.CharField(_("perihal"), max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("dokumen")
    )
    # Set: each recipient gets a secure link of so many days instead of the files.
    link_days = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("surat")
        verbose_name_plural = _("surat")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.subject


class Attachment(models.Model):
    """A file that goes with a message beside its document."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("lampiran")
        verbose_name_plural = _("lampiran")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Delivery(models.Model):
    """One message to one recipient: queued → inflight → sent, failed or uncertain; a resend is a recorded attempt."""

    mail = models.ForeignKey(Message, models.PROTECT, related_name="deliveries")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="deliveries")
    recipient = models.EmailField(_("penerima"))
    name = models.CharField(_("nama penerima"), max_length=120, blank=True)
    line = models.CharField(max_length=2, choices=Copy, default=Copy.TO)
    state = models.CharField(_("status"), max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    message_id = models.CharField(max_length=200, unique=True)
    due_at = models.DateTimeField()
    give_up_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("terkirim"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("dikembalikan"), null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengiriman")
        verbose_name_plural = _("pengiriman")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "recipient"],
                name="delivery_once",
                condition=models.Q(document__isnull=False),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="delivery_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=models.Q(state="queued")),
            models.Index(fields=["claimed_at"], name="delivery_inflight", condition=models.Q(state="inflight")),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.state}"


@pghistory.track()
class SecureLink(models.Model):
    """One recipient's own way to a document without signing in, until it expires or is taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="link", verbose_name=_("pengiriman"))
    expires_at = models.DateTimeField(_("berlaku sampai"))
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)

    class Meta:
        verbose_name = _("tautan aman")
        verbose_name_plural = _("tautan aman")

    def __str__(self) -> str:
        return str(self.delivery_id)


class Opening(models.Model):
    """One time that somebody took a file by a secure link; nothing about the device is kept."""

    link = models.ForeignKey(SecureLink, models.CASCADE, related_name="openings")
    at = models.DateTimeField(_("dibuka"))
    file = models.CharField(_("berkas"), max_length=160)

    class Meta:
        verbose_name = _("pembukaan tautan")
        verbose_name_plural = _("pembukaan tautan")
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.file
