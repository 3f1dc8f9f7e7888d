"""Agencies: seeded, read by everybody at the desk, changed by who may; contacts only inside."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from desk.agencies import actions
from desk.agencies.models import Agency, Contact, ContactExport
from desk.agencies.reference import agencies
from tests import builders
from tests.forms import save

GOOD = {
    "code": "orari",
    "name": "ORARI Banten",
    "kind": "other",
    "level": "province",
    "region_code": "36",
}


@pytest.fixture
def contact(cast: SimpleNamespace) -> Contact:
    """Give a valid contact of Diskominfo."""
    until = timezone.localdate() + timedelta(days=30)
    return Contact.objects.create(
        agency=builders.agency("diskominfo"), role="Kepala Bidang", phone="+62 254 200123", valid_until=until
    )


def test_the_shipped_agencies_come_in_once_and_changes_stay(db: None) -> None:
    now = timezone.now()
    assert actions.load_reference(actor=None, at=now) == len(agencies())
    assert {"kpu", "bawaslu", "forkopimda", "diskominfo", "bpbd"} <= set(Agency.objects.values_list("code", flat=True))
    Agency.objects.filter(code="kpu").update(name="KPU kita")
    assert actions.load_reference(actor=None, at=now) == 0
    assert Agency.objects.get(code="kpu").name == "KPU kita"
    assert Agency.objects.count() == len(agencies())


def test_a_new_desk_knows_the_agencies_and_one_that_has_some_is_left_alone(db: None) -> None:
    at_first = import_module("desk.agencies.migrations.0006_reference")
    at_first.load(apps, None)
    assert set(Agency.objects.values_list("code", "name")) == {(row.code, row.name) for row in agencies()}
    assert actions.load_reference(actor=None, at=timezone.now()) == 0
    units = Agency.objects.exclude(parent=None).values_list("code", "parent__code")
    assert set(units) == {(row.code, row.parent) for row in agencies() if row.parent}
    Agency.objects.update(parent=None)
    Agency.objects.exclude(code="kpu").delete()
    at_first.load(apps, None)
    assert Agency.objects.get().code == "kpu"


def test_codes_are_found_in_any_case(db: None) -> None:
    builders.agency("kpu")
    assert Agency.objects.by_code(" KPU ").exists()


def test_the_list_filters_and_its_file_holds_what_it_shows(cast: SimpleNamespace, client: Client) -> None:
    actions.load_reference(actor=None, at=timezone.now())
    client.force_login(cast.bawaslu)
    assert "KPU" in client.get("/agencies/?kind=election").content.decode()
    assert "BPBD" not in client.get("/agencies/?kind=election").content.decode()
    assert "BPBD" in client.get("/agencies/?q=bpbd+lebak").content.decode()
    assert "Tidak ada instansi yang cocok" in client.get("/agencies/?q=zzz").content.decode()
    lines = b"".join(client.get("/agencies/export.csv?kind=election").streaming_content).decode().splitlines()
    assert len(lines) == 1 + Agency.objects.filter(kind="election").count()
    assert client.get("/agencies/export.xlsx").getvalue().startswith(b"PK")


def test_the_list_asks_few_questions(cast: SimpleNamespace, client: Client, django_assert_max_num_queries: Any) -> None:
    actions.load_reference(actor=None, at=timezone.now())
    client.force_login(cast.admin)
    with django_assert_max_num_queries(12):
        client.get("/agencies/")


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("admin", True),
        ("operator_lebak", True),
        ("pejabat", True),
        ("kpu", False),
        ("diskominfo", False),
        ("lapangan", False),
    ],
)
def test_contacts_are_for_the_inside(
    cast: SimpleNamespace, client: Client, contact: Contact, name: str, sees: bool
) -> None:
    client.force_login(getattr(cast, name))
    for path in ("/agencies/", "/agencies/diskominfo/", "/agencies/contacts/"):
        assert (b"+62 254 200123" in client.get(path).content) is sees, path
    assert b"+62" not in b"".join(client.get("/agencies/export.csv").streaming_content)
    answer = client.post("/agencies/contacts/export.csv")
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (b"+62 254 200123" in text) is sees
    assert [each.username for each in ContactExport.objects.all()] == ([getattr(cast, name).username] if sees else [])


def test_a_contact_past_its_date_is_shown_to_nobody(cast: SimpleNamespace, client: Client, contact: Contact) -> None:
    Contact.objects.update(valid_until=timezone.localdate() - timedelta(days=1))
    client.force_login(cast.admin)
    assert "+62 254 200123" not in client.get("/agencies/diskominfo/").content.decode()


@pytest.mark.parametrize("name", ["operator_lebak", "pejabat", "diskominfo", "lapangan", "luar"])
def test_others_change_nothing(cast: SimpleNamespace, client: Client, contact: Contact, name: str) -> None:
    client.force_login(getattr(cast, name))
    for path in ("new/", "diskominfo/edit/", "diskominfo/contacts/new/", f"diskominfo/contacts/{contact.pk}/"):
        assert client.post(f"/agencies/{path}", GOOD).status_code == 403
    assert client.post(f"/agencies/diskominfo/contacts/{contact.pk}/remove/").status_code == 403
    assert Contact.objects.exists() and not Agency.objects.filter(code="orari").exists()


def test_a_whole_province_operator_adds_and_changes_one(cast: SimpleNamespace, client: Client) -> None:
    client.force_login(cast.operator_banten)
    assert client.post("/agencies/new/", GOOD).url == "/agencies/orari/"
    save(client, "/agencies/orari/edit/", code="lain", name="ORARI Daerah Banten")
    agency = Agency.objects.get(name="ORARI Daerah Banten")
    assert agency.code == "orari", "a code never changes"
    client.post("/agencies/orari/close/", {"reason": "Bergabung."})
    assert "orari" not in client.get("/agencies/").content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"code": "KPU"}, "sudah dipakai"), ({"region_code": "lebak"}, "bukan kode wilayah"), ({"name": ""}, "id_name")],
)
def test_a_bad_agency_gets_a_sentence(
    cast: SimpleNamespace, client: Client, changed: dict[str, str], sentence: str
) -> None:
    client.force_login(cast.admin)
    answer = client.post("/agencies/new/", GOOD | changed)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Agency.objects.filter(code="orari").exists()


def test_contacts_are_added_changed_and_removed(cast: SimpleNamespace, client: Client) -> None:
    builders.agency("bpbd")
    client.force_login(cast.admin)
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    fields = {"role": "Kepala Pusdalops", "phone": "0812-3456-7890", "email": "", "valid_until": until}
    client.post("/agencies/bpbd/contacts/new/", fields)
    contact = Contact.objects.get()
    assert contact.phone == "+62 812-3456-7890"
    save(client, f"/agencies/bpbd/contacts/{contact.pk}/", role="Kalaksa")
    assert "Kalaksa" in client.get("/agencies/bpbd/").content.decode()
    client.post(f"/agencies/bpbd/contacts/{contact.pk}/remove/")
    assert not Contact.objects.exists()
    assert "Kalaksa" in client.get("/history/?kind=agencies.contact").content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"phone": "hubungi saja"}, "bukan nomor telepon"),
        ({"phone": ""}, "paling sedikit satu"),
        ({"valid_until": "2020-01-01"}, "sudah lewat"),
    ],
)
def test_a_bad_contact_gets_a_sentence(
    cast: SimpleNamespace, client: Client, changed: dict[str, str], sentence: str
) -> None:
    client.force_login(cast.admin)
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    fields = {"role": "Kepala", "phone": "0254 200123", "valid_until": until}
    answer = client.post("/agencies/kpu/contacts/new/", fields | changed)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Contact.objects.exists()


def test_tables_bear_the_short_name_and_the_page_of_the_agency_the_full_one(client, cast):
    long = "Dinas Komunikasi, Informatika, Statistik dan Persandian Provinsi Banten"
    owner = builders.agency("diskominfo")
    owner.name, owner.short = long, "Diskominfo Banten"
    owner.save(update_fields=["name", "short"])
    builders.flag(owner=owner)
    builders.task(owner=owner)
    client.force_login(cast.operator_banten)
    for path in ("/risks/", "/tasks/"):
        text = client.get(path).content.decode().split("<tbody>")[1].split("</tbody>")[0]
        assert "Diskominfo Banten" in text and long not in text, path
    page = client.get("/agencies/diskominfo/").content.decode()
    assert long in page and "Diskominfo Banten" in page


def test_an_agency_is_found_by_its_short_name(client, cast):
    owner = builders.agency("dpmd")
    owner.name, owner.short = "Dinas Pemberdayaan Masyarakat dan Desa", "DPMD Banten Baru"
    owner.save(update_fields=["name", "short"])
    client.force_login(cast.operator_banten)
    assert "Dinas Pemberdayaan" in client.get("/agencies/?q=banten+baru").content.decode()
