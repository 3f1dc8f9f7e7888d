"""Outgoing mail in Django's admin."""

from django.contrib import admin

from desk.history.admin import ReadOnly
from desk.post.models import Attachment, Delivery, Message


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """Mails, for reading; the bodies may hold links for passwords and are not shown."""

    list_display = ("subject", "sender", "created_at")
    fields = ("subject", "sender", "document", "created_at", "created_by")


@admin.register(Attachment)
class AttachmentAdmin(ReadOnly):
    """Attachments, for reading."""

    list_display = ("name", "content_type")
    fields = ("message", "name", "content_type")


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    """Deliveries, for reading: what was sent is not changed by hand."""

    list_display = ("recipient", "state", "attempts", "due_at", "sent_at")
    list_filter = ("state",)
    search_fields = ("recipient",)
