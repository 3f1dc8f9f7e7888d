"""Agencies that are closed, units of agencies, and duty contacts that end: warned of, hidden, forgotten."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from desk.agencies.contact_actions import forget_expired
from desk.agencies.models import Agency, Contact
from desk.briefings.models import Recipient
from desk.coordination.models import Task
from risks.models import Flag
from tests import builders
from tests.forms import save
from tests.test_jurisdiction_duty import area

pytestmark = pytest.mark.django_db


def contact(days: int, **fields: str) -> Contact:
    """Make Diskominfo's contact that holds for so many days more."""
    until = timezone.localdate() + timedelta(days=days)
    fields.setdefault("role", "Kepala Bidang")
    return Contact.objects.create(
        agency=builders.agency("diskominfo"), phone="+62 254 200123", valid_until=until, **fields
    )


def test_what_hangs_on_an_agency_is_shown_handed_over_or_left_visibly(cast: SimpleNamespace, client: Client) -> None:
    owner, other = builders.agency("diskominfo"), builders.agency("bpbd")
    task = builders.task(owner=owner)
    flag = builders.flag(owner=owner)
    area("diskominfo", "communication", "36.02")
    Recipient.objects.create(agency=owner, address="a@instansi.example")
    client.force_login(cast.operator_banten)
    page = client.get("/agencies/diskominfo/close/").content.decode()
    for word in ("Tugas yang belum selesai", "Risiko terbuka", "Wilayah kerja", "Penerima laporan", "Pengguna"):
        assert word in page
    assert client.post("/agencies/diskominfo/close/", {"to_tasks": other.pk}).status_code == 422
    answer = client.post("/agencies/diskominfo/close/", {"to_tasks": other.pk, "reason": "Digabung"}, follow=True)
    page = answer.content.decode()
    assert "1 dialihkan ke BPBD" in page and "Masih bergantung" in page and "Risiko terbuka" in page
    assert Task.objects.get(pk=task.pk).owner == other and Flag.objects.get(pk=flag.pk).owner == owner
    assert not Agency.objects.get(code="diskominfo").active
    assert "Digabung" in client.get("/history/?kind=agencies.agency").content.decode()
    client.post("/agencies/diskominfo/reopen/")
    assert Agency.objects.get(code="diskominfo").active


def test_each_number_that_hangs_leads_to_exactly_its_rows(cast: SimpleNamespace, client: Client) -> None:
    owner = builders.agency("diskominfo")
    station = builders.station()
    builders.flag(station, owner=owner, kind="flood")
    builders.flag(station, owner=owner, kind="conflict", status="resolved")
    builders.task(owner=owner, state="confirmed")
    builders.task(owner=owner)
    client.force_login(cast.admin)
    lines = {tie.name: found for tie, found in client.get("/agencies/diskominfo/close/").context["hanging"]}
    for name, path in (("tasks", "T-"), ("risks", "R-")):
        [line] = lines[name]
        assert line.number == 1
        assert client.get(line.url).content.decode().count('row-title"') == 1, (path, line.url)


def test_a_unit_names_its_parent_and_no_ring_is_made(cast: SimpleNamespace, client: Client) -> None:
    polda = builders.agency("polda-banten")
    polres = builders.agency("polres-lebak", parent=polda)
    client.force_login(cast.admin)
    assert "polres-lebak" in client.get("/agencies/polda-banten/").content.decode()
    assert "polres-lebak" in client.get("/agencies/?parent=polda-banten").content.decode()
    answer = save(client, "/agencies/polda-banten/edit/", parent=str(polres.pk))
    assert answer.status_code == 422 and "di bawah instansi ini" in answer.content.decode()


def test_a_contact_that_ends_soon_is_warned_of_and_one_that_ended_is_hidden(
    cast: SimpleNamespace, client: Client
) -> None:
    contact(5, role="Kepala Segera")
    contact(90, role="Kepala Lama")
    contact(-1, role="Kepala Lewat")
    client.force_login(cast.operator_lebak)
    page = client.get("/agencies/contacts/?state=ending").content.decode()
    assert "Kepala Segera" in page and "Kepala Lama" not in page
    assert "Kepala Lewat" not in client.get("/agencies/contacts/?state=expired").content.decode()
    assert "segera berakhir" in client.get("/agencies/diskominfo/").content.decode()
    client.force_login(cast.admin)
    page = client.get("/agencies/contacts/?state=expired").content.decode()
    assert "Kepala Lewat" in page and "+62 254 200123" not in page
    client.force_login(cast.kpu)
    assert client.get("/agencies/contacts/").status_code == 403


def test_beranda_reminds_whoever_keeps_contacts(cast: SimpleNamespace, client: Client) -> None:
    builders.station()
    contact(5)
    client.force_login(cast.operator_banten)
    page = client.get("/").content.decode()
    assert "1 kontak tugas segera berakhir" in page and "/agencies/contacts/?state=ending" in page
    client.force_login(cast.kpu)
    assert "segera berakhir" not in client.get("/").content.decode()


def test_contacts_past_their_retention_are_forgotten_in_history_too(cast: SimpleNamespace, client: Client) -> None:
    old, fresh = contact(-40), contact(-10, role="Baru lewat")
    assert forget_expired(timezone.now(), 30) == 1
    assert list(Contact.objects.all()) == [fresh]
    events = Contact.pgh_event_model.objects  # type: ignore[attr-defined]
    assert set(events.filter(pgh_obj_id=old.pk).values_list("phone", "role")) == {("", "Kepala Bidang")}
    assert "+62 254 200123" in events.filter(pgh_obj_id=fresh.pk).values_list("phone", flat=True)
    assert forget_expired(timezone.now(), 30) == 0


@pytest.mark.parametrize("role", ["Bapak Kepala Dinas", "Drs. Asep", "Kepala Dinas, S.Sos", "H. Ujang"])
def test_a_person_is_no_role(cast: SimpleNamespace, client: Client, role: str) -> None:
    builders.agency("kpu")
    client.force_login(cast.admin)
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    answer = client.post("/agencies/kpu/contacts/new/", {"role": role, "phone": "0254 200123", "valid_until": until})
    assert answer.status_code == 422 and "tanpa nama" in answer.content.decode()
