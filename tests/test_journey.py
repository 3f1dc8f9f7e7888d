"""The journey: one desk, from the roster to the papers in the agencies' mailboxes, in a real browser."""

import io
import re
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from desk.briefings.models import Briefing, Recipient
from desk.coordination.models import Task
from risks.models import Flag
from tests import builders
from tests.mailbox import Mailbox
from tests.worker import running_worker
from tps.models import PollingStation

# What it walks through is followed line by line in the tests of its parts.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADER = "kode_tps,kode_kab,nama_kab,kode_kec,nama_kec,kode_desa,nama_desa,no_tps,tps_khusus"
VILLAGES = (
    ("3602062001", "LEBAK", "LEUWIDAMAR", "KANEKES", 27),
    ("3602162018", "LEBAK", "RANGKASBITUNG", "CIKARATUAN", 4),
    ("3601012001", "PANDEGLANG", "SUMUR", "SUMBERJAYA", 9),
    ("3604092009", "SERANG", "TIRTAYASA", "WARGASARA", 4),
    ("3671011001", "KOTA TANGERANG", "TANGERANG", "SUKAASIH", 12),
)
AGENCIES = ("kpu", "bawaslu", "forkopimda")


class Roster(NamedTuple):
    """A file in KPU's shape and how many of its rows are good and bad."""

    file: Path
    good: int
    bad: int

    @property
    def shown(self) -> str:
        """Give the number of good rows as pages write it."""
        return f"{self.good:,}".replace(",", ".")


def roster() -> str:
    """Give a small roster in KPU's shape, with one row whose number cannot be."""
    lines = [HEADER]
    for village, regency, district, name, count in VILLAGES:
        for number in range(1, count + 1):
            code = f"{village}{number:03d}"
            lines.append(f"{code},{village[:4]},{regency},{village[:6]},{district},{village},{name},{number:03d},0")
    lines.append("3602062001000,3602,LEBAK,360206,LEUWIDAMAR,3602062001,KANEKES,000,0")
    return "\n".join(lines) + "\n"


@pytest.fixture
def desk(transactional_db: None, mailbox: Mailbox, settings: Any, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """Set up an empty desk with its people, reference data and recipients, and a real worker beside it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    call_command("load_reference", stdout=io.StringIO())
    people = builders.cast()
    for code in AGENCIES:
        Recipient.objects.create(agency=builders.agency(code), address=f"{code}@desk.example")
    with running_worker(tmp_path / "worker.log"):
        yield people


def test_one_desk_from_roster_to_mailbox(
    desk: SimpleNamespace, open_page: Callable[..., Page], mailbox: Mailbox, tmp_path: Path, troubles: Any
) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(roster())
    travel(Roster(file, good=56, bad=1), open_page, mailbox, troubles)


def travel(given: Roster, open_page: Callable[..., Page], mailbox: Mailbox, troubles: Any) -> None:
    """Go the whole road with a roster; the trial on real data goes it too."""
    page = sign_in(open_page(), "operator.banten")
    create_election(page)
    import_roster(page, given)
    log_risk_at_kanekes(page)
    flag = Flag.objects.get()
    find_on_map(page, given)

    lebak = sign_in(open_page(), "operator.lebak")
    verify(lebak, flag)
    task = give_task(lebak, flag)

    draft_briefings(page)
    authorise_all(sign_in(open_page(), "pejabat"))
    check_mail(mailbox, given, flag, task)

    others_may_not(open_page, troubles, flag)


def sign_in(page: Page, username: str) -> Page:
    """Sign in by the form, as everybody does."""
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/accounts/login/"))
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(builders.PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("navigation", name="Utama")).to_be_visible()
    return page


def create_election(page: Page) -> None:
    """Create the election in the product's own page."""
    page.goto("/elections/new/")
    page.get_by_label("Nama").first.fill("Pemilu 2024")
    page.locator("[name=polling_date]").fill("2024-02-14")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pemilu 2024")


def import_roster(page: Page, given: Roster) -> None:
    """Upload, read what the check found, load, and read the report."""
    page.goto("/imports/")
    page.locator("select[name=election]").select_option(label="Pemilu 2024")
    page.locator("input[type=file]").set_input_files(given.file)
    page.get_by_role("button", name="Unggah dan periksa").click()
    confirm = page.get_by_role("button", name=f"Muat {given.shown} baris")
    expect(confirm).to_be_visible(timeout=60_000)
    if given.bad:
        expect(page.locator("main")).to_contain_text(f"{given.bad} baris ditolak")
    assert PollingStation.objects.count() == 0
    confirm.click()
    expect(page.locator("main")).to_contain_text("Selesai dimuat", timeout=60_000)
    assert PollingStation.objects.count() == given.good
    assert PollingStation.objects.get(code="3602162018001").region_id == "36.02.28.2009"


def log_risk_at_kanekes(page: Page) -> None:
    """Find "kanekes 5" with the search box and log what KPU said about it."""
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("kanekes 5")
    page.keyboard.press("Enter")
    if "/search/" in page.url:
        page.locator("main").get_by_role("link", name=re.compile("TPS 005 Kanekes")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("TPS 005 Kanekes")
    page.get_by_role("link", name="Catat risiko").first.click()
    page.locator("select[name=kind]").select_option("blank-spot")
    page.locator("select[name=grade]").select_option("none")
    page.locator("select[name=source]").select_option("kpu")
    page.locator("textarea[name=note]").fill("Jalan kaki 1,5 jam; tidak ada sinyal </para>")
    page.get_by_role("button", name="Simpan risiko").dblclick()
    expect(page.locator("main")).to_contain_text("Kanekes")
    page.wait_for_url(re.compile(r"/risks/\d+/"))
    flag = Flag.objects.get()
    assert (flag.station.code, flag.kind, flag.status) == ("3602062001005", "blank-spot", "reported")
    assert flag.observations.get().source.code == "kpu"


def find_on_map(page: Page, given: Roster) -> None:
    """See the province's clusters and come down to the one station."""
    page.goto("/map/")
    cluster = page.locator("[data-map-list] li").first
    expect(cluster).to_contain_text("TPS")
    assert given.shown in page.locator("[data-in-view]").inner_text()
    page.goto("/map/?kind=blank-spot")
    for _step in range(8):
        first = page.locator("[data-map-list] li a, [data-map-list] li button").first
        expect(first).to_be_visible()
        if "TPS 005" in first.inner_text():
            break
        first.click()
        page.wait_for_timeout(700)
    first.click()
    expect(page.locator("#panel")).to_contain_text("TPS 005 Kanekes")
    expect(page.locator("#panel")).to_contain_text("3602062001005")


def verify(page: Page, flag: Flag) -> None:
    """Verify the risk as somebody else than its reporter."""
    page.goto(f"/risks/{flag.pk}/")
    page.get_by_role("button", name="Verifikasi", exact=True).click()
    expect(page.locator("main")).to_contain_text("Terverifikasi")
    flag.refresh_from_db()
    assert (flag.status, flag.verified_by.username) == ("verified", "operator.lebak")


def give_task(page: Page, flag: Flag) -> Task:
    """Give Diskominfo a task about the risk with a due date."""
    page.goto(f"/risks/{flag.pk}/")
    page.get_by_role("link", name="Beri tugas").first.click()
    page.locator("[name=title]").fill("Pasang VSAT di Balai Desa Bojongmenteng")
    words = "Dinas Komunikasi, Informatika, Statistik dan Persandian Provinsi Banten (belum ada kontak)"
    page.locator("select[name=owner]").select_option(label=words)
    page.locator("[name=due_day]").fill("2099-12-31")
    page.locator("[name=due_time]").fill("16:00")
    page.get_by_role("button", name="Beri tugas").click()
    page.wait_for_url(re.compile(r"/tasks/\d+/"))
    task = Task.objects.get()
    assert (task.owner.code, task.flag_id, task.state) == ("diskominfo", flag.pk, "open")
    return task


def draft_briefings(page: Page) -> None:
    """Draft this week's briefings for three agencies."""
    page.goto("/briefings/")
    page.get_by_role("link", name="Susun laporan pekan ini").first.click()
    for code in AGENCIES:
        page.locator(f"input[name=agencies][value={code}]").check()
    page.get_by_role("button", name="Susun konsep").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Laporan")
    assert set(Briefing.objects.values_list("agency__code", "state")) == {(code, "draft") for code in AGENCIES}


def authorise_all(page: Page) -> None:
    """Authorise each draft in the browser and wait until the worker has issued them."""
    briefings = list(Briefing.objects.order_by("agency__code"))
    for briefing in briefings:
        page.goto(f"/briefings/{briefing.pk}/")
        page.get_by_role("button", name="Sahkan dan terbitkan").first.click()
        with page.expect_navigation():
            page.get_by_role("dialog").get_by_role("button", name="Sahkan dan terbitkan").click()
    for briefing in [briefings[-1], *briefings[:-1]]:
        if str(briefing.pk) not in page.url:
            page.goto(f"/briefings/{briefing.pk}/")
        expect(page.locator("main")).to_contain_text("sha256")


def check_mail(mailbox: Mailbox, given: Roster, flag: Flag, task: Task) -> None:
    """Read the three mails: each with its own paper that names the risk, the task and the counts."""
    deadline = time.monotonic() + 30
    while len(mailbox.messages) < len(AGENCIES) and time.monotonic() < deadline:
        time.sleep(0.2)
    papers = {}
    for code in AGENCIES:
        mails = mailbox.to(f"{code}@desk.example")
        assert len(mails) == 1, f"{code} got {len(mails)} mails"
        papers[code] = read_mail(mails[0])
        for needle in (flag.number, task.number, "Kanekes", f"{given.shown} TPS terdaftar", "1 risiko diverifikasi"):
            assert needle in papers[code], f"{needle} is missing in the paper for {code}"
    assert f"1 dari {given.shown} TPS" in papers["kpu"]
    assert len(set(papers.values())) == len(AGENCIES)
    documents = [briefing.document for briefing in Briefing.objects.select_related("document")]
    assert len({document.digest for document in documents}) == len(AGENCIES)
    assert len(mailbox.messages) == len(AGENCIES)


def read_mail(mail: EmailMessage) -> str:
    """Check a mail's parts and give the text of its PDF."""
    assert "Desk Pemilu" in mail["From"]
    assert mail["Subject"]
    assert mail.get_body(("html",)) is not None
    assert "TPS" in mail.get_body(("plain",)).get_content()
    pdf = next(part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf")
    pages = PdfReader(io.BytesIO(pdf.get_content())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def status(page: Page, path: str) -> int:
    """Ask for a page with the browser's own session, without drawing what comes."""
    return page.request.get(path).status


def others_may_not(open_page: Callable[..., Page], troubles: Any, flag: Flag) -> None:
    """Hold the doors: an official only reads, another regency only reads, the outsider and the stranger see nothing."""
    official = open_page(builders.User.objects.get(username="pejabat"))
    for path in ("/map/", "/briefings/"):
        assert status(official, path) == 200, path
    assert official.goto(f"/risks/{flag.pk}/").status == 200
    assert official.locator("main form[action*='/act/']").count() == 0
    for path in ("/risks/new/", "/tasks/new/", "/briefings/new/", "/elections/new/"):
        assert status(official, path) == 403, path
    neighbour = open_page(builders.User.objects.get(username="operator.pandeglang"))
    assert neighbour.goto(f"/risks/{flag.pk}/").status == 200
    assert neighbour.get_by_role("button", name="Tolak risiko").count() == 0
    assert neighbour.get_by_role("button", name="Mulai mitigasi").count() == 0
    outsider = open_page(builders.User.objects.get(username="luar"))
    for path in ("/map/", "/tps/", "/risks/", f"/risks/{flag.pk}/", "/briefings/", "/tasks/", "/history/"):
        assert status(outsider, path) == 403, path
    assert outsider.goto(f"/risks/{flag.pk}/").status == 403
    stranger = open_page()
    stranger.goto(f"/risks/{flag.pk}/")
    expect(stranger).to_have_url(re.compile(r"/accounts/login/\?next="))
    troubles.forget("403")
