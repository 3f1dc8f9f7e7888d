"""What the whole desk holds of an agency: its tasks, risks, areas, people and mailboxes; told when it is closed."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.accounts.models import User
from desk.agencies import ties
from desk.agencies.models import Agency
from desk.agencies.ties import Line, Tie
from desk.briefings.models import Recipient, Schedule
from desk.coordination.actions import jurisdictions
from desk.coordination.kinds import ALIVE
from desk.coordination.models import Jurisdiction, Referral, Task
from desk.coordination.referrals import actions as referrals
from risks.kinds import OPEN_STATUSES
from risks.models import Flag


def register() -> None:
    """Tell the pages of agencies what they cannot look up themselves."""
    ties.register(
        Tie("tasks", gettext_lazy("Tugas yang belum selesai"), _tasks, jurisdictions.hand_over_tasks),
        Tie("referrals", gettext_lazy("Rujukan yang masih terbuka"), _referrals, referrals.hand_over),
        Tie("risks", gettext_lazy("Risiko terbuka yang ditangani"), _risks, jurisdictions.hand_over_risks),
        Tie("areas", gettext_lazy("Wilayah kerja yang berlaku"), _areas),
        Tie("recipients", gettext_lazy("Penerima laporan"), _recipients),
        Tie("schedules", gettext_lazy("Jadwal laporan"), _schedules),
        Tie("people", gettext_lazy("Pengguna"), _people),
        Tie("units", gettext_lazy("Instansi di bawahnya"), _units),
    )


def _tasks(agency: Agency, at: datetime) -> Iterable[Line]:
    rows = Task.objects.filter(owner=agency, state__in=ALIVE).order_by("election__code")
    for code, name, number in rows.values_list("election__code", "election__name").annotate(n=Count("pk")):
        query = [("owner", agency.code), *(("state", each.value) for each in ALIVE), ("election", code)]
        yield Line(number, name, f"{reverse('tasks')}?{urlencode(query)}")


def _referrals(agency: Agency, at: datetime) -> Iterable[Line]:
    rows = Referral.objects.open().filter(to=agency).order_by("election__code")
    for code, name, number in rows.values_list("election__code", "election__name").annotate(n=Count("pk")):
        query = [("tab", "open"), ("to", agency.code), ("election", code)]
        yield Line(number, name, f"{reverse('referrals')}?{urlencode(query)}")


def _risks(agency: Agency, at: datetime) -> Iterable[Line]:
    rows = Flag.objects.open().filter(owner=agency).order_by("election__code")
    for code, name, number in rows.values_list("election__code", "election__name").annotate(n=Count("pk")):
        query = [("owner", agency.code), *(("status", str(each)) for each in OPEN_STATUSES), ("election", code)]
        yield Line(number, name, f"{reverse('risks')}?{urlencode(query)}")


def _areas(agency: Agency, at: datetime) -> Iterable[Line]:
    number = Jurisdiction.objects.valid(clock.local(at).date()).filter(agency=agency).count()
    yield Line(number, _("berlaku hari ini"), f"{reverse('jurisdictions')}?{urlencode({'agency': agency.code})}")


def _recipients(agency: Agency, at: datetime) -> Iterable[Line]:
    number = Recipient.objects.filter(agency=agency, active=True).count()
    yield Line(number, _("alamat surel"), reverse("briefing-recipients", args=[agency.code]) if agency.active else "")


def _schedules(agency: Agency, at: datetime) -> Iterable[Line]:
    number = Schedule.objects.filter(agency=agency, active=True).count()
    yield Line(number, _("laporan berkala"), reverse("briefing-settings") if agency.active else "")


def _people(agency: Agency, at: datetime) -> Iterable[Line]:
    yield Line(User.objects.filter(agency=agency, is_active=True).count(), _("akun yang masih dapat masuk"))


def _units(agency: Agency, at: datetime) -> Iterable[Line]:
    number = Agency.objects.active().filter(parent=agency).count()
    yield Line(number, _("masih aktif"), f"{reverse('agencies')}?{urlencode({'parent': agency.code})}")
