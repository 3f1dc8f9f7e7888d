"""Hostile words in every text a person can write: no page, list or file turns them into markup or formulas."""

import csv
import io
from copy import deepcopy
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils.cache import has_vary_header

from desk.agencies.models import Agency, Contact
from desk.briefings.models import Recipient
from desk.coordination.models import Answer, Task
from desk.export import neutral
from desk.files.models import StoredFile
from desk.work.models import Job
from risks.models import Flag, ListImport, Observation
from tests.doors import addresses, opened, signed_in, world
from tps.models import Election, PollingStation, Race, Region, RosterImport, Stage

pytestmark = pytest.mark.django_db

EVIL = "=cmd()\"'><img src=x onerror=alert(1)></script><script>x</script>{{7*7}}</para>"
WRITABLE = (Agency, Contact, Recipient, Task, Answer, StoredFile, Job, Flag, Observation, ListImport, RosterImport)
PLACES = (Region, PollingStation, Election, Race, Stage)


class Reader(HTMLParser):
    """Reads a page as a browser does and notes what could run or draw by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        given = dict(attrs)
        if (
            tag in {"script", "style"}
            and not {"nonce", "src"} & given.keys()
            and given.get("type") != "application/json"
        ):
            self.bad.append(f"<{tag}>")
        self.bad += [f"{tag} {name}=" for name in given if name == "style" or name.startswith("on")]
        self.bad += [f"{tag} {text}" for text in given.values() if text and text.lower().startswith("javascript:")]
        if given.get("src") == "x":
            self.bad.append(f"<{tag} src=x>")

    handle_startendtag = handle_starttag


@pytest.fixture(scope="module")
def made(lasting: None) -> SimpleNamespace:
    """Make the world with the hostile words in every free text of every record."""
    found = world()
    for model in (*WRITABLE, *PLACES):
        names = [
            field.name
            for field in model._meta.get_fields()
            if isinstance(field, models.CharField | models.TextField)
            and type(field) in {models.CharField, models.TextField}
            and not (field.choices or field.unique or field.primary_key)
            and field.name not in {"sha256", "kind", "outcome", "remit", "place", "region_code", "old_code", "code"}
        ]
        longest = {name: (getattr(model._meta.get_field(name), "max_length", None) or 4000) for name in names}
        model.objects.update(**{name: EVIL[: longest[name]] for name in names})
    type(found.admin).objects.update(first_name=EVIL[:60])
    return found


@pytest.fixture
def found(made: SimpleNamespace) -> SimpleNamespace:
    """Give that world as it was made."""
    return deepcopy(made)


def test_no_page_turns_words_into_markup(found: SimpleNamespace) -> None:
    browser = signed_in(found.admin)
    wrong, seen = {}, 0
    for address in addresses():
        if address.name.startswith("demo-mail"):
            continue
        url = opened(address, found)
        answers = [browser.get(url)]
        if has_vary_header(answers[0], "HX-Request"):
            answers.append(browser.get(url, headers={"HX-Request": "true"}))
        for answer in answers:
            if answer.streaming:
                b"".join(answer.streaming_content)  # type: ignore[attr-defined]
                continue
            if not answer["Content-Type"].startswith("text/html"):
                continue
            words = answer.content.decode()
            seen += "&lt;img src=x" in words
            reader = Reader()
            reader.feed(words)
            if reader.bad:
                wrong[url] = reader.bad
    assert wrong == {}
    assert seen > 40


def test_no_cell_of_any_file_is_a_formula(found: SimpleNamespace) -> None:
    browser = signed_in(found.admin)
    files = [each for each in addresses() if "csv" in each.name or each.name.endswith("-file")]
    assert len(files) >= 9
    for address in files:
        answer = browser.get(opened(address, found))
        text = answer.getvalue().decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert [cell for cell in cells if cell[:1] in {"=", "+", "@", "\t", "\r"}] == [], address.name


def test_the_papers_and_mails_print_the_words_as_words(found: SimpleNamespace) -> None:
    chief = signed_in(found.operator_banten)
    chief.post(reverse("briefing-cover", args=[found.draft.pk]), {"cover_note": f"{EVIL}<img src=file:///etc/passwd>"})
    chief.post(reverse("briefing-refresh", args=[found.draft.pk]))
    paper = chief.get(reverse("briefing-pdf", args=[found.draft.pk]))
    assert paper.content.startswith(b"%PDF") and len(paper.content) > 10_000
    assert "\n" not in paper["Content-Disposition"]
    assert signed_in(found.pejabat).post(reverse("briefing-authorise", args=[found.draft.pk])).status_code == 302


ERRORS = {"/nothing/": 404, "/people/": 404, "/risks/999999/": 404, "/risks/bulk/": 405}


def test_every_answer_carries_the_policy_also_refusals_and_errors(
    found: SimpleNamespace, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    admin, stranger = signed_in(found.admin), Client(raise_request_exception=False)
    answers = [admin.get(url) for url in (*ERRORS, "/", "/admin/", "/admin/risks/flag/", "/map/", "/healthz")]
    answers += [stranger.get("/"), stranger.get("/healthz"), signed_in(found.luar).get("/"), stranger.get("/a%00b/")]
    answers += [
        Client(enforce_csrf_checks=True).post("/accounts/login/", {}),
        stranger.get("/", HTTP_HOST="evil.example"),
    ]
    assert {answer.status_code for answer in answers} >= {200, 302, 400, 403, 404, 405}
    for answer in answers:
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'self'" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in policy


def test_a_control_character_in_a_note_stops_no_table_and_no_briefing(found: SimpleNamespace) -> None:
    Flag.objects.update(note="sinyal\x01 \x0bhilang \ufffe", internal_note="a\x1fb")
    Task.objects.update(title="Pasang\x02", detail="\x0c=1+1")
    browser = signed_in(found.admin)
    for address in addresses():
        if "xlsx" in address.name or address.name.endswith("-file"):
            # A file of contacts is noted in history, so it is asked for by POST.
            ask = browser.post if address.name == "contacts-file" else browser.get
            answer = ask(opened(address, found).replace("csv", "xlsx"))
            # Two lists have to be named before they can be compared.
            unnamed = address.name == "sources-compare-file" and answer.status_code == 400
            assert unnamed or answer.getvalue().startswith(b"PK"), address.name
    browser.post(reverse("briefing-refresh", args=[found.draft.pk]))
    assert browser.get(reverse("briefing-pdf", args=[found.draft.pk])).content.startswith(b"%PDF")
    assert neutral("\x01=1+1") == "'=1+1"
