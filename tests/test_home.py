"""Beranda: every figure leads to a list that shows exactly that many, and each role sees what concerns it."""

import html
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.briefings.models import Briefing
from desk.files.actions import keep
from desk.post.models import Delivery, Message
from desk.work.models import Job
from risks.models import ListImport
from tests import builders

pytestmark = pytest.mark.django_db

SULIT = "36.01.01.2001"
KOTA = "36.71.01.1001"


@pytest.fixture
def people() -> SimpleNamespace:
    """Give the cast of the demo."""
    return builders.cast()


def signed_in(user: Any) -> Client:
    """Give the browser of a person."""
    client = Client()
    client.force_login(user)
    return client


def busy_desk() -> None:
    """Make stations and risks of several kinds, severities and states in three regencies."""
    now = timezone.now()
    number = 0
    for village in ("36.02.06.2001", SULIT, KOTA):
        for kind, severity, status in (
            ("blank-spot", "critical", "reported"),
            ("blank-spot", "high", "verified"),
            ("flood", "high", "mitigating"),
            ("flood", "medium", "resolved"),
            ("conflict", "low", "dismissed"),
        ):
            number += 1
            station = builders.station(number, village)
            closed = status in {"resolved", "dismissed"}
            flag = builders.flag(
                station,
                kind=kind,
                severity=severity,
                status=status,
                outcome="bogus" if status == "dismissed" else "",
                reported_at=now - timedelta(days=number),
                closed_at=now - timedelta(hours=30) if closed else None,
            )
            builders.observation(station, kind=kind, grade={"flood": "prone", "conflict": "rawan"}.get(kind, "none"))
            if number % 2:
                builders.task(
                    flag=flag, created_at=now - timedelta(days=4), due_at=now - timedelta(days=number % 3 - 1)
                )
    builders.task(state="done")
    builders.task(state="returned", owner=builders.agency("bpbd"))


def shown(client: Client, url: str) -> int:
    """Give how many rows the list of an address has in all."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    context = answer.context
    for name in ("count", "total"):
        if name in context and isinstance(context[name], int):
            return int(context[name])
    if "listing" in context:
        return int(context["listing"].count)
    return int(context["page"].paginator.count)


@pytest.mark.parametrize("name", ["operator_banten", "operator_lebak", "pejabat", "admin", "diskominfo", "lapangan"])
def test_every_item_leads_to_exactly_its_rows(people: SimpleNamespace, name: str) -> None:
    busy_desk()
    client = signed_in(getattr(people, name))
    items = client.get("/").context["items"]
    listed = [item for item in items if "/briefings/" not in item.url]
    assert listed or name == "lapangan"
    for item in listed:
        assert shown(client, item.url) == item.count, item
        assert f"{item.count:,}".replace(",", ".") in item.sentence


@pytest.mark.parametrize("name", ["operator_banten", "lapangan", "kpu"])
def test_every_figure_of_the_tables_leads_to_exactly_its_rows(people: SimpleNamespace, name: str) -> None:
    busy_desk()
    client = signed_in(getattr(people, name))
    answer = client.get("/")
    page = answer.content.decode()
    links = re.findall(r'<td class="number"[^>]*><a href="([^"]+)"[^>]*>([\d.]+)</a>', page)
    assert len(links) == (3 if name == "lapangan" else 9)
    for url, number in links:
        assert shown(client, html.unescape(url)) == int(number.replace(".", "")), url
    for figure in answer.context["kinds"]:
        assert shown(client, f"/tps/?kind={figure.kind}") == figure.stations, figure
    assert shown(client, "/tps/") == answer.context["stations"].total
    for row in answer.context["worsened"]:
        assert shown(client, f"/risks/?region={row.code}&kind={row.kind}&status=open") == row.now


def test_figures_are_compared_with_yesterday(people: SimpleNamespace) -> None:
    now = timezone.now()
    builders.flag(builders.station(1), reported_at=now - timedelta(days=3))
    builders.flag(builders.station(2), reported_at=now)
    builders.flag(
        builders.station(3), kind="flood", reported_at=now - timedelta(days=9), status="resolved", closed_at=now
    )
    figures = {each.kind: each for each in signed_in(people.admin).get("/").context["kinds"]}
    assert (figures["blank-spot"].stations, figures["blank-spot"].change) == (2, 1)
    assert (figures["flood"].stations, figures["flood"].change) == (0, -1)
    assert (figures["conflict"].stations, figures["conflict"].change) == (None, None)


def test_what_nobody_has_said_is_no_data_and_not_zero(people: SimpleNamespace) -> None:
    builders.station()
    builders.region(KOTA)
    page = signed_in(people.admin).get("/").content.decode()
    assert "tidak ada data" in page
    assert "belum ada pernyataan dari sumber mana pun" in page
    assert ">0</a>" not in page


def test_a_liaison_sees_the_own_agencys_tasks_and_no_office_work(people: SimpleNamespace) -> None:
    busy_desk()
    Job.objects.create(
        kind="x", state="failed", created_at=timezone.now(), due_at=timezone.now(), finished_at=timezone.now()
    )
    addresses = {item.url for item in signed_in(people.diskominfo).get("/").context["items"]}
    assert addresses == {"/tasks/?tab=overdue", "/tasks/?state=open"}


def test_failed_work_and_troubled_mail_come_to_those_who_can_mend_them(people: SimpleNamespace) -> None:
    builders.station()
    now = timezone.now()
    Job.objects.create(kind="x", state="failed", created_at=now, due_at=now, finished_at=now)
    Job.objects.create(kind="x", state="failed", created_at=now, due_at=now, finished_at=now - timedelta(days=30))
    mail = Message.objects.create(sender="desk@desk.example", subject="Laporan", text="…", created_at=now)
    Delivery.objects.create(mail=mail, recipient="kpu@desk.example", state="uncertain", message_id="<1@x>", due_at=now)
    client = signed_in(people.operator_banten)
    page = client.get("/").content.decode()
    assert "1 pekerjaan latar gagal" in page
    assert "1 pengiriman surel gagal atau tidak pasti" in page
    assert shown(client, "/jobs/?state=failed&days=7") == 1
    assert shown(client, "/deliveries/") == 1
    assert signed_in(people.kpu).get("/deliveries/").status_code == 403
    assert "pekerjaan latar gagal" not in signed_in(people.pejabat).get("/").content.decode()


def test_a_list_that_an_agency_proposed_waits_for_the_operators(people: SimpleNamespace) -> None:
    station = builders.station()
    kept = keep(ContentFile(b"kode_tps"), "daftar.csv", actor=people.kpu, at=timezone.now())
    made = ListImport.objects.create(
        file=kept,
        source=builders.agency("kpu"),
        election=station.election,
        uploaded_by=people.kpu,
        uploaded_at=timezone.now(),
        client_id=kept.pk,
        proposal=True,
    )
    builders.observation(station, standing="proposed", list_import=made)
    items = signed_in(people.operator_banten).get("/").context["items"]
    (item,) = [each for each in items if "usulan" in each.sentence]
    assert item.sentence == "1 daftar usulan instansi menunggu keputusan"
    assert item.url == f"/imports/lists/{made.pk}/"
    assert not any("usulan" in each.sentence for each in signed_in(people.pejabat).get("/").context["items"])


def test_drafts_wait_for_the_official_who_may_authorise(people: SimpleNamespace) -> None:
    builders.station()
    for code in ("kpu", "bawaslu"):
        Briefing.objects.create(
            agency=builders.agency(code), election=builders.election(), period="2024-W05", as_of=timezone.now()
        )
    client = signed_in(people.pejabat)
    (item,) = client.get("/").context["items"]
    assert (item.count, item.sentence) == (2, "2 laporan menunggu pengesahan")
    assert shown(client, item.url) == 2
    assert signed_in(people.kpu).get("/").context["items"] == []


def test_an_empty_desk_leads_to_its_first_steps(people: SimpleNamespace) -> None:
    page = signed_in(people.admin).get("/").content.decode()
    assert "Buat pemilihan" in page
    assert 'href="/elections/"' in page
    builders.election()
    page = signed_in(people.operator_banten).get("/").content.decode()
    assert 'href="/imports/"' in page
    assert 'href="/imports/"' not in _content(signed_in(people.pejabat).get("/").content.decode())


def test_a_person_without_role_is_told_whom_to_ask(people: SimpleNamespace) -> None:
    builders.station()
    answer = signed_in(people.luar).get("/")
    assert answer.status_code == 403
    assert "Hubungi admin desk" in answer.content.decode()
    assert "Kanekes" not in answer.content.decode()


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert Client().get("/").status_code == 302
    assert "/accounts/login/" in Client().get("/")["Location"]


@pytest.mark.parametrize("name", ["admin", "operator_banten", "lapangan"])
def test_beranda_takes_few_queries(people: SimpleNamespace, name: str) -> None:
    busy_desk()
    client = signed_in(getattr(people, name))
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/")

    assert len(queries) <= 32, "\n".join(query["sql"][:160] for query in queries)


def _content(page: str) -> str:
    return page.split('<main id="content"', 1)[1]
