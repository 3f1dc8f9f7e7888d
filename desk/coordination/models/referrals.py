"""Risks that were referred to an agency, and the answers that came back."""

import uuid
from datetime import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.coordination.kinds import Priority
from desk.coordination.models.reminded import BESIDE, Reminded, armed
from desk.coordination.models.tasks import Task
from desk.coordination.referrals.kinds import OPEN, WAITING, ReferralState
from desk.coordination.referrals.querysets import ReferralQuerySet
from desk.files.models import StoredFile
from risks.models import Flag
from tps.models import Election


@pghistory.track(exclude=["client_id", *BESIDE])
class Referral(Reminded):
    """A risk put before an agency with a question; moments are zone-aware and shown in WIB.

    `asked_at` is when the question was put last, `before` the referral of which this one is the continuation.
    """

    election = models.ForeignKey(Election, models.PROTECT, related_name="referrals", verbose_name=_("pemilihan"))
    flag = models.ForeignKey(Flag, models.PROTECT, related_name="referrals", verbose_name=_("risiko"))
    to = models.ForeignKey(Agency, models.PROTECT, related_name="referrals", verbose_name=_("instansi tujuan"))
    # Empty: the desk itself asks.
    by = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="made_referrals",
        verbose_name=_("instansi yang merujuk"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("dirujuk oleh")
    )
    question = models.TextField(_("pertanyaan atau permintaan"))
    priority = models.CharField(_("prioritas"), max_length=8, choices=Priority, default=Priority.NORMAL)
    answer_by = models.DateTimeField(_("jawaban diharapkan sampai"))
    state = models.CharField(_("status"), max_length=12, choices=ReferralState, default=ReferralState.SENT)
    created_at = models.DateTimeField(_("dirujuk"))
    asked_at = models.DateTimeField(_("ditanyakan terakhir"))
    answered_at = models.DateTimeField(_("dijawab"), null=True, blank=True)
    closed_at = models.DateTimeField(_("ditutup"), null=True, blank=True)
    before = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="onward", verbose_name=_("terusan dari")
    )
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("tugas")
    )
    changed_at = models.DateTimeField(auto_now=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("rujukan")
        verbose_name_plural = _("rujukan")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer_by__gte=models.F("created_at")), name="referral_answer_by"
            ),
            models.CheckConstraint(condition=~models.Q(to=models.F("by")), name="referral_not_to_itself"),
            models.UniqueConstraint(
                fields=["flag", "to"], condition=models.Q(state__in=OPEN), name="referral_open_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["election", "asked_at"], name="referral_waiting", condition=models.Q(state__in=WAITING)
            ),
            models.Index(fields=["to", "state"], name="referral_to"),
            models.Index(fields=["election", "state", "asked_at"], name="referral_list"),
            models.Index(fields=["remind_at"], name="referral_remind", condition=models.Q(state__in=WAITING)),
            models.Index(
                fields=["id"],
                name="referral_unarmed",
                condition=models.Q(state__in=WAITING) & ~armed("answer_by", "to_id"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Give the number by which people name this referral, like RJ-0012."""
        return f"RJ-{self.pk:04d}" if self.pk else "RJ-"

    @property
    def place(self) -> str:
        """Give the dotted code of the region in which the risk lies."""
        return self.flag.place

    @property
    def open(self) -> bool:
        """Tell whether nobody has closed, withdrawn or referred it on."""
        return self.state in OPEN

    @property
    def waiting(self) -> bool:
        """Tell whether nobody has answered it."""
        return self.state in WAITING

    def late(self, at: datetime) -> bool:
        """Tell whether the moment has passed until which an answer was wanted, and none came."""
        return self.waiting and self.answer_by < at


@pghistory.track(exclude=["client_id"])
class ReferralAnswer(models.Model):
    """What somebody said about a referral, with the state that it led to and perhaps a file."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="answers", verbose_name=_("rujukan"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("penulis")
    )
    text = models.TextField(_("jawaban"), blank=True)
    state = models.CharField(_("status"), max_length=12, choices=ReferralState, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lampiran")
    )
    written_at = models.DateTimeField(_("ditulis"))
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("jawaban rujukan")
        verbose_name_plural = _("jawaban rujukan")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.referral}: {self.text[:40]}"
