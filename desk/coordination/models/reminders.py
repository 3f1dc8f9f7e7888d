"""The ladder of reminders: its steps, the rules of its hours, and the ledger of what was said to whom."""

from datetime import time

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.coordination.reminders.kinds import Fate, Hole, Target
from desk.coordination.reminders.querysets import ReminderQuerySet, StepQuerySet
from desk.post.models import Message

YEAR_OF_HOURS = 24 * 366


@pghistory.track()
class LadderStep(models.Model):
    """One step: so many hours from the due moment somebody hears of it; without an agency it is everybody's ladder."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="ladder", verbose_name=_("instansi")
    )
    hours = models.IntegerField(
        _("jam dari tenggat"),
        validators=[MinValueValidator(-YEAR_OF_HOURS), MaxValueValidator(YEAR_OF_HOURS)],
    )
    target = models.CharField(_("siapa"), max_length=10, choices=Target, default=Target.PERSON)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pengguna")
    )
    # Empty: the contacts of the agency that the thing lies with.
    contact_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kontak dari instansi")
    )
    role = models.CharField(_("jabatan"), max_length=120, blank=True)
    address = models.EmailField(_("alamat surel"), blank=True)
    urgent = models.BooleanField(_("segera, tidak menunggu rangkuman harian"), default=False)
    removed_at = models.DateTimeField(_("dihapus"), null=True, blank=True)
    version = models.PositiveIntegerField(_("versi"), default=1)
    client_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("langkah pengingat")
        verbose_name_plural = _("langkah pengingat")
        ordering = ["hours", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(target=Target.USER) | models.Q(user__isnull=False), name="ladder_step_user"
            ),
            models.CheckConstraint(
                condition=~models.Q(target=Target.ADDRESS) | ~models.Q(address=""), name="ladder_step_address"
            ),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        """Say whom the step speaks to, without any address."""
        if self.target == Target.USER:
            return str(self.user)
        if self.target == Target.ADDRESS:
            return self.role or self.address
        if self.target == Target.CONTACT:
            role = self.role or str(_("kontak tugas"))
            return f"{role}, {self.contact_agency.label}" if self.contact_agency else role
        return str(Target.PERSON.label)


@pghistory.track(exclude=["armed_election", "armed_polling"])
class ReminderRules(models.Model):
    """The hours by which the desk reminds, WIB; there is one row."""

    quiet_from = models.TimeField(_("jam tenang mulai"), default=time(21, 0))
    quiet_until = models.TimeField(_("jam tenang sampai"), default=time(6, 0))
    digest_at = models.TimeField(_("rangkuman harian"), default=time(7, 0))
    polling_before = models.PositiveSmallIntegerField(
        _("hari sebelum pemungutan suara"), default=1, validators=[MaxValueValidator(30)]
    )
    polling_after = models.PositiveSmallIntegerField(
        _("hari sesudah pemungutan suara"), default=1, validators=[MaxValueValidator(30)]
    )
    divisor = models.PositiveSmallIntegerField(
        _("pembagi jarak langkah"), default=4, validators=[MinValueValidator(1), MaxValueValidator(48)]
    )
    active = models.BooleanField(_("pengingat dikirim"), default=True)
    # For which election and polling day the things were armed: when either changes all are reckoned anew.
    armed_election = models.BigIntegerField(null=True, blank=True, editable=False)
    armed_polling = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("aturan pengingat")
        verbose_name_plural = _("aturan pengingat")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="reminder_rules_one")]

    def __str__(self) -> str:
        return str(_("aturan pengingat"))


class Reminder(models.Model):
    """One step spoken once about one thing and one due moment: a row claims it, so that nothing is said twice."""

    step = models.ForeignKey(LadderStep, models.PROTECT, related_name="reminders", verbose_name=_("langkah"))
    kind = models.CharField(_("jenis"), max_length=20)
    thing = models.BigIntegerField(_("nomor"))
    due_at = models.DateTimeField(_("tenggat"))
    title = models.CharField(_("perihal"), max_length=220)
    url = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("instansi"))
    fate = models.CharField(_("hasil"), max_length=8, choices=Fate)
    hole = models.CharField(_("sebab"), max_length=12, choices=Hole, blank=True)
    # The step whose people heard it instead.
    took_over = models.ForeignKey(LadderStep, models.PROTECT, null=True, blank=True, related_name="+")
    spoken_at = models.DateTimeField(_("waktu"))

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengingat")
        verbose_name_plural = _("pengingat")
        ordering = ["-spoken_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "thing", "due_at", "step"], name="reminder_once")]
        indexes = [
            models.Index(fields=["-spoken_at", "-id"], name="reminder_newest"),
            models.Index(
                fields=["spoken_at"], name="reminder_hole", condition=models.Q(fate__in=[Fate.PASSED, Fate.LOST])
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReminderTo(models.Model):
    """One person who heard a reminder, and the mail in which it stood beside others."""

    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="heard")
    # Empty when the mail could not be written; then `error` says why.
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("penerima"), max_length=160)
    address = models.EmailField(_("alamat surel"))
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("penerima pengingat")
        verbose_name_plural = _("penerima pengingat")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["reminder", "address"], name="reminder_to_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> str:
        """Say how the mail stands: its delivery's state, or that it could not be written."""
        if self.message is None:
            return str(_("tidak dapat ditulis"))
        return ", ".join(dict.fromkeys(each.get_state_display() for each in self.message.deliveries.all()))
