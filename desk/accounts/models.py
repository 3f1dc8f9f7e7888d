"""People of the desk."""

from collections.abc import Iterator

import pghistory
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from desk.accounts.querysets import SavedViewQuerySet, UserManager
from desk.accounts.roles import Right, Role, Scope, scope
from desk.agencies.models import Agency

WHOLE_PROVINCE = 2  # characters of a province's code: a remit of "36" is all of Banten


@pghistory.track(exclude=["password", "last_login", "session_epoch", "language"])
class User(AbstractUser):
    """A person with one role; `remit` is a dotted region-code prefix ("36", "36.02"), empty for none."""

    role = models.CharField(_("peran"), max_length=10, choices=Role, blank=True, default=Role.NONE)
    remit = models.CharField(_("wilayah tugas"), max_length=13, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("instansi")
    )
    may_authorise = models.BooleanField(_("boleh mengesahkan laporan"), default=False)
    demo = models.BooleanField(_("akun demo"), default=False, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    # Empty until the person uses the switch; a convenience of theirs and no matter of the desk's history.
    language = models.CharField(_("bahasa"), max_length=2, blank=True, choices=settings.LANGUAGES, editable=False)

    objects = UserManager()  # type: ignore[misc]  # made by from_queryset, which the stubs cannot follow

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(role__in=[Role.OPERATOR, Role.FIELD]) | ~models.Q(remit=""),
                name="user_remit_needed",
                violation_error_message=_("Operator dan pelapor lapangan memerlukan wilayah tugas."),
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.LIAISON) | models.Q(agency__isnull=False),
                name="user_agency_needed",
                violation_error_message=_("Penghubung memerlukan instansi."),
            ),
            models.CheckConstraint(
                condition=models.Q(may_authorise=False) | models.Q(role__in=[Role.OFFICIAL, Role.ADMIN]),
                name="user_authorises_as_official",
                violation_error_message=_("Hanya pejabat yang dapat diberi izin mengesahkan laporan."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def reads(self) -> str:
        """Give the language in which to write to this person: their own choice, else the desk's."""
        return self.language or settings.LANGUAGE_CODE

    def get_session_auth_hash(self) -> str:
        """Give what a session must carry to stay valid: a new password or a new epoch ends every open one."""
        return self._epoch_hash(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Give the same for the retired secret keys."""
        for each in super().get_session_auth_fallback_hash():
            yield self._epoch_hash(each)

    def _epoch_hash(self, password_hash: str) -> str:
        return salted_hmac("desk.accounts.session", f"{password_hash}{self.session_epoch}").hexdigest()

    def scope(self, right: Right) -> Scope:
        """Give how far this person's right reaches; the disabled have none."""
        if not self.is_active:
            return Scope.NO
        found = scope(self.role, right)
        if found is Scope.IF_PERMITTED:
            return Scope.ALL if self.may_authorise else Scope.NO
        if found is Scope.WHOLE_PROVINCE:
            return Scope.ALL if len(self.remit) == WHOLE_PROVINCE else Scope.NO
        return found

    def may(self, right: Right, *, place: str = "", agency: str = "", own: bool = False) -> bool:
        """Tell whether this person may use a right on something.

        `place` is the dotted region code where the thing lies ("" for the whole desk), `agency` the code of the
        agency that owns it, `own` whether this person made it or is in charge of it.
        """
        found = self.scope(right)
        if found is Scope.ALL:
            return True
        if found in {Scope.REMIT, Scope.OWN_REGION}:
            return self.covers(place) or (found is Scope.OWN_REGION and own)
        if found is Scope.OWN:
            return own
        if found is Scope.AGENCY:
            return bool(agency) and self.agency is not None and self.agency.code == agency
        return False

    def may_somewhere(self, right: Right) -> bool:
        """Tell whether the right reaches anything at all, for menus and for pages that narrow later."""
        return self.scope(right) is not Scope.NO

    def covers(self, place: str) -> bool:
        """Tell whether a dotted region code lies in this person's remit; "" is the whole province."""
        if not place:
            return len(self.remit) == WHOLE_PROVINCE
        return bool(self.remit) and (place == self.remit or place.startswith(f"{self.remit}."))

    @property
    def reading_place(self) -> str | None:
        """Give the region-code prefix that this person may read: "" is everything, None nothing."""
        found = self.scope(Right.READ)
        if found is Scope.ALL:
            return ""
        return self.remit if found is Scope.OWN_REGION else None


class SavedList(models.TextChoices):
    """The lists whose filters can be kept; the values are names of addresses."""

    RISKS = "risks", _("Risiko")
    TASKS = "tasks", _("Tugas")
    STATIONS = "tps", _("TPS")
    INBOX = "risks-inbox", _("Kotak masuk risiko")


class SavedView(models.Model):
    """Filters of a list under a name: a person's own, or shared with the desk; a convenience, so without a history."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name=_("pemilik"))
    list = models.CharField(_("daftar"), max_length=20, choices=SavedList)
    name = models.CharField(_("nama"), max_length=60)
    query = models.CharField(_("saringan"), max_length=2000, blank=True)
    shared = models.BooleanField(_("untuk seluruh desk"), default=False)
    default = models.BooleanField(_("tampilan awal"), default=False)
    saved_at = models.DateTimeField(_("disimpan"))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("tampilan tersimpan")
        verbose_name_plural = _("tampilan tersimpan")
        ordering = ["list", "name"]
        constraints = [
            models.UniqueConstraint(
                "owner",
                "list",
                Lower("name"),
                name="saved_view_name",
                violation_error_message=_("Nama itu sudah dipakai."),
            ),
            models.UniqueConstraint(
                fields=["owner", "list"], condition=models.Q(default=True), name="saved_view_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name
