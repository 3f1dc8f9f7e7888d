"""An agency's person sees stations, map and risks, and of tasks, referrals and briefings only the own agency's."""

import io
import uuid
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from itertools import chain
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from django.utils.cache import has_vary_header

from desk.agencies.models import Contact
from desk.coordination.actions import tasks_parts, tasks_people
from desk.coordination.actions.tasks import answer as say
from desk.coordination.models import ReferralAnswer
from desk.coordination.referrals import actions as referrals
from desk.files.actions import keep
from risks.actions import note_internally
from risks.models import HazardLayer, ListImport, Observation
from tests import builders
from tests.doors import addresses, opened, signed_in, world

pytestmark = pytest.mark.django_db

# What neither KPU nor Diskominfo may meet anywhere, by what it is; a search for "rahasia" does not hold them itself.
SECRETS = {
    "an internal note": "rahasia-catatan",
    "a contact's role": "rahasia-jabatan",
    "a contact's phone": "0812777666",
    "a contact's address": "rahasia-surel",
    "another agency's task": "rahasia-tugas",
    "its detail": "rahasia-rincian",
    "an answer to it": "rahasia-jawaban",
    "a line of its checklist": "rahasia-butir",
    "a file of it": "rahasia-berkas",
    "another agency's referral": "rahasia-rujukan",
    "an answer to that": "rahasia-balasan",
    "another agency's proposal": "rahasia-usulan",
    "a briefing's mailbox": "rahasia-kotak",
    "another agency's list": "rahasia-daftar",
    "another agency's zone": "rahasia-zona",
}
ASKED = (
    "/search/?q=rahasia",
    "/search/?q=RJ-{referral}",
    "/search/?q=T-{task}",
    "/tasks/?q=rahasia",
    "/tasks/?tab=all&owner=bawaslu",
    "/tasks/export.csv?owner=bawaslu",
    "/tasks/export.xlsx",
    "/tasks/board/?owner=bawaslu",
    "/tasks/calendar/?as=list",
    "/referrals/?tab=all&q=rahasia",
    "/referrals/?tab=all&to=bawaslu",
    "/referrals/export.csv?tab=all",
    "/referrals/export.xlsx?tab=all",
    "/risks/?status=all&q=rahasia",
    "/risks.csv?status=all",
    "/risks.geojson?status=all",
    "/history/?q=rahasia",
    "/history/?kind=coordination.task",
    "/history/?kind=coordination.referral",
    "/history/?kind=risks.flag",
    "/agencies/bawaslu/",
    "/agencies/export.csv",
    "/risks/{flag}/",
    "/history/of/risks.flag/{flag}/",
    "/tasks/of-flag/{flag}/",
    "/tasks/of-station/{station}/",
    "/referrals/of-flag/{flag}/",
    "/map/stations.json?bbox=105,-7.2,107,-5.7&zoom=9",
)
# Another agency's own pages: not there, or not for them.
CLOSED = (
    "/tasks/{task}/",
    "/history/of/coordination.task/{task}/",
    "/referrals/{referral}/",
    "/history/of/coordination.referral/{referral}/",
    "/files/{file}/",
    "/files/{reply}/",
    "/briefings/{briefing}/",
    "/briefings/{briefing}/pdf/",
    "/agencies/contacts/",
    "/briefings/recipients/bawaslu/",
)


@pytest.fixture(scope="module")
def made(lasting: None) -> SimpleNamespace:
    """Make the world of all doors and put secrets into it, mostly Bawaslu's; Diskominfo owns the risk itself."""
    found = world()
    now = timezone.now()
    bawaslu, desk = builders.agency("bawaslu"), found.operator_lebak
    found.flag.owner = builders.agency("diskominfo")
    found.flag.save(update_fields=["owner", "changed_at"])
    found.flag.refresh_from_db()
    note_internally(found.flag, text="rahasia-catatan", actor=found.operator_banten, at=now)
    Contact.objects.create(
        agency=bawaslu, role="rahasia-jabatan", phone="0812777666", email="rahasia-surel@x.example",
        valid_until=now.date() + timedelta(days=9),
    )  # fmt: skip
    found.secret_task = builders.task(
        flag=found.flag, owner=bawaslu, title="rahasia-tugas", detail="rahasia-rincian", requested_by=desk
    )
    task = found.secret_task
    upload = ContentFile(b"isi", name="rahasia-berkas.txt")
    say(task.pk, actor=desk, at=now, text="rahasia-jawaban @bawaslu", upload=upload)
    found.secret_file = task.answers.get().file
    tasks_parts.add_items(task.pk, ["rahasia-butir"], actor=desk)
    # Their own task waits for the hidden one: they learn that it waits, not for what.
    tasks_parts.wait_for(found.task.pk, task, actor=desk, at=now)
    asked = referrals.Request("rahasia-rujukan", "normal", now + timedelta(days=2))
    found.secret_referral = referrals.refer(found.flag, bawaslu, asked, actor=desk, at=now, client_id=uuid.uuid4())
    stored = keep(ContentFile(b"isi"), "rahasia-berkas.pdf", actor=desk, at=now)
    referrals.answer(found.secret_referral.pk, actor=desk, at=now, text="rahasia-balasan")
    ReferralAnswer.objects.filter(referral=found.secret_referral).update(file=stored)
    found.secret_reply = stored
    Observation.objects.create(
        election=found.election, station=found.station, kind="blank-spot", grade="weak", source=bawaslu,
        standing="proposed", note="rahasia-usulan", observed_at=now, recorded_at=now,
    )  # fmt: skip
    handed_in = {
        "election": found.election, "source": bawaslu, "uploaded_by": found.bawaslu, "uploaded_at": now,
        "state": "checked",
    }  # fmt: skip
    for_list = keep(ContentFile(b"a,b"), "rahasia-daftar.csv", actor=found.bawaslu, at=now)
    ListImport.objects.create(file=for_list, client_id=for_list.pk, **handed_in)
    for_zone = keep(ContentFile(b"{}"), "rahasia-zona.geojson", actor=found.bawaslu, at=now)
    HazardLayer.objects.create(
        file=for_zone, name="rahasia-zona", kind="flood", remit="36.02", observed_on=now.date(), client_id=for_zone.pk,
        **handed_in,
    )  # fmt: skip
    found.recipient.__class__.objects.create(agency=bawaslu, address="rahasia-kotak@x.example")
    return found


@pytest.fixture
def found(made: SimpleNamespace) -> SimpleNamespace:
    """Give that world as it was made."""
    return deepcopy(made)


def read(answer: HttpResponseBase) -> str:
    """Give all that an answer says as small letters, of a workbook its sheets and texts."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return f"{answer.headers}{body.decode(errors='replace')}".lower()


def walked(found: SimpleNamespace, browser: Client) -> Iterator[tuple[str, str]]:
    """Give every address that this person can open, as a page and where it is one as a panel, with all that it says."""
    names = {
        "task": found.secret_task.pk,
        "referral": found.secret_referral.pk,
        "flag": found.flag.pk,
        "station": found.station.code,
    }
    urls = [opened(each, found) for each in addresses() if each.name != "account_logout"]
    urls += [each.format(**names) for each in ASKED]
    for url in dict.fromkeys(urls):
        answer = browser.get(url)
        if answer.status_code == 200:
            yield url, read(answer)
        if has_vary_header(answer, "HX-Request"):
            panel = browser.get(url, headers={"HX-Request": "true"})
            if panel.status_code == 200:
                yield url, read(panel)


@pytest.mark.parametrize("who", ["kpu", "diskominfo"])
def test_nothing_of_others_leaks_on_any_page_panel_file_search_or_history(found: SimpleNamespace, who: str) -> None:
    person = getattr(found, who)
    browser = signed_in(person)
    leaks = {}
    seen = set()
    for url, text in walked(found, browser):
        seen.add(url)
        for what, secret in SECRETS.items():
            if secret in text:
                leaks.setdefault(url, set()).add(what)
    assert leaks == {}
    assert {"/", "/risks/", "/tasks/", "/referrals/", "/tps/", "/map/", "/history/"} <= seen
    places: dict[str, Any] = {
        "task": found.secret_task.pk,
        "referral": found.secret_referral.pk,
        "file": found.secret_file.pk,
        "reply": found.secret_reply.pk,
        "briefing": found.briefing.pk,
    }
    opened_by = {url: browser.get(url.format(**places)).status_code for url in CLOSED}
    assert {url: status for url, status in opened_by.items() if status not in {403, 404}} == {}
    # The calendar of their own address, asked for by nobody's session.
    secret = tasks_people.open_feed(person, at=timezone.now())
    feed = Client().get(f"/tasks/calendar/{secret}.ics")
    assert feed.status_code == 200
    assert not [word for word in SECRETS.values() if word in read(feed)]
    # And what is their own is there: to answer, with a file, and to confirm.
    if who == "diskominfo":
        assert found.task.title.lower() in read(feed)
        own = browser.get("/").content.decode()
        assert found.task.title in own and found.referral.question in own
        sent = {"move": "accept", "text": "Siap.", "client_id": str(uuid.uuid4())}
        assert browser.post(f"/referrals/{found.referral.pk}/move/", sent).status_code == 302


def test_the_markers_are_there_for_whoever_may_see_them(found: SimpleNamespace) -> None:
    browser = signed_in(found.admin)
    own = ("/agencies/bawaslu/", f"/tasks/{found.secret_task.pk}/", f"/referrals/{found.secret_referral.pk}/",
           "/briefings/recipients/bawaslu/")  # fmt: skip
    missing = dict(SECRETS)
    for text in chain((read(browser.get(url)) for url in own), (text for _url, text in walked(found, browser))):
        missing = {what: word for what, word in missing.items() if word not in text}
        if not missing:
            break
    assert missing == {}
