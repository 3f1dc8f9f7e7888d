"""Meetings of the desk, their agendas, and who was invited and came."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.coordination.meetings.kinds import AHEAD, ItemKind, MeetingKind, MeetingState, Method, Presence, Reply
from desk.coordination.meetings.querysets import MeetingQuerySet
from desk.coordination.models.tasks import Task
from desk.post.models import Message
from risks.models import Flag
from tps.models import Election, Region

PERSON = settings.AUTH_USER_MODEL


@pghistory.track(exclude=["client_id"])
class Meeting(models.Model):
    """A meeting; both moments are zone-aware and shown in WIB. `sequence` is that of the invitation (RFC 5545)."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="meetings", verbose_name=_("pemilihan"))
    title = models.CharField(_("judul"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=12, choices=MeetingKind, default=MeetingKind.COORDINATION)
    # Empty: the whole province.
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("wilayah")
    )
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("selesai"))
    venue = models.CharField(_("tempat"), max_length=200, blank=True)
    link = models.URLField(_("tautan daring"), max_length=300, blank=True)
    host = models.ForeignKey(
        Agency, models.PROTECT, related_name="hosted_meetings", verbose_name=_("instansi penyelenggara")
    )
    chair = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="chaired_meetings", verbose_name=_("pimpinan rapat")
    )
    chair_position = models.CharField(_("jabatan pimpinan"), max_length=160)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="following", verbose_name=_("rapat lalu")
    )
    state = models.CharField(_("status"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(_("urutan undangan"), default=0)
    # How many times the approved minutes were opened again to be corrected.
    revision = models.PositiveSmallIntegerField(_("revisi notulen"), default=0)
    created_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("dibuat oleh"))
    created_at = models.DateTimeField(_("dibuat"))
    changed_at = models.DateTimeField(auto_now=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rapat")
        verbose_name_plural = _("rapat")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["election", "starts_at"], name="meeting_of_election")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message=_("Rapat harus selesai sesudah mulai."),
            ),
            models.CheckConstraint(
                condition=~models.Q(venue="") | ~models.Q(link=""),
                name="meeting_somewhere",
                violation_error_message=_("Isi tempat atau tautan daring."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="cancelled") | ~models.Q(reason=""), name="meeting_cancelled_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> str:
        """Give the dotted code of the region that the meeting concerns, "" for the whole province."""
        return self.region_id or ""

    @property
    def ahead(self) -> bool:
        """Tell whether it has not begun and was not cancelled."""
        return self.state in AHEAD

    @property
    def where(self) -> str:
        """Give where it takes place: the room, else the address of the call."""
        return self.venue or self.link

    @property
    def uid(self) -> str:
        """Give the name by which calendars know it; it never changes."""
        return f"rapat-{self.client_id}@desk-pemilu"


@pghistory.track(exclude=["client_id"])
class AgendaItem(models.Model):
    """One point of an agenda: free words, or a risk, a task or a decision of the meeting before."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items", verbose_name=_("rapat"))
    position = models.PositiveSmallIntegerField(_("urutan"))
    title = models.CharField(_("butir"), max_length=240)
    kind = models.CharField(_("jenis"), max_length=10, choices=ItemKind, default=ItemKind.FREE)
    duration = models.PositiveSmallIntegerField(_("lama (menit)"), null=True, blank=True)
    flag = models.ForeignKey(
        Flag, models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name=_("risiko")
    )
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name=_("tugas")
    )
    decision = models.ForeignKey(
        "coordination.Decision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("keputusan rapat lalu"),
    )
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("butir agenda")
        verbose_name_plural = _("butir agenda")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "flag"], name="agenda_flag_once"),
            models.UniqueConstraint(fields=["meeting", "task"], name="agenda_task_once"),
            models.UniqueConstraint(fields=["meeting", "decision"], name="agenda_decision_once"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Invitation(models.Model):
    """An agency that is asked to a meeting, what it answered, and who came for it: by role, never by name."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations", verbose_name=_("rapat"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="invitations", verbose_name=_("instansi"))
    added_at = models.DateTimeField(_("ditambahkan"))
    sent_at = models.DateTimeField(_("diundang"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("undangan ditarik"), null=True, blank=True)
    reply = models.CharField(_("jawaban"), max_length=4, choices=Reply, blank=True, default=Reply.NONE)
    replied_at = models.DateTimeField(_("dijawab"), null=True, blank=True)
    replied_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dijawab oleh")
    )
    presence = models.CharField(_("kehadiran"), max_length=12, choices=Presence, blank=True, default=Presence.UNKNOWN)
    attended_as = models.CharField(_("jabatan yang hadir"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("undangan rapat")
        verbose_name_plural = _("undangan rapat")
        ordering = ["meeting", "agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "agency"], name="invitation_once"),
            models.CheckConstraint(
                condition=~models.Q(presence="represented") | ~models.Q(attended_as=""),
                name="invitation_represented_by",
                violation_error_message=_("Tulis jabatan yang mewakili."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.agency)


class InvitationMail(models.Model):
    """One mail of an invitation: a request or a cancellation with its sequence; `message` is None without a mailbox."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="mails")
    sequence = models.PositiveIntegerField(_("urutan undangan"))
    method = models.CharField(_("jenis"), max_length=8, choices=Method)
    message = models.OneToOneField(Message, models.PROTECT, null=True, blank=True, related_name="invitation")
    made_at = models.DateTimeField(_("dibuat"))

    class Meta:
        verbose_name = _("surat undangan")
        verbose_name_plural = _("surat undangan")
        ordering = ["invitation", "sequence"]
        constraints = [models.UniqueConstraint(fields=["invitation", "sequence"], name="invitation_mail_once")]

    def __str__(self) -> str:
        return f"{self.invitation_id}: {self.method} {self.sequence}"
