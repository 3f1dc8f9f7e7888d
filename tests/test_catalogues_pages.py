"""The pages in English; what is official stays Indonesian whatever language the person at the desk reads."""

import re
import uuid
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from desk.accounts.mail import send_invitation
from desk.briefings import actions
from desk.briefings.models import Recipient
from desk.post.delivering import deliver
from tests.builders import agency, cast, flag, observation, station, task, user
from tests.rosters import roster, row
from tests.test_briefing_issue import text_of
from tests.test_import_pages import work
from tps.models import RosterImport

pytestmark = pytest.mark.django_db
SPOKEN = {"aria-label", "title", "placeholder", "alt", "data-label"}
# Words that no English page says; names of places and agencies are Indonesian in every language.
INDONESIAN = re.compile(
    r"\b(beranda|peta|risiko|tugas|kesiapan|rekap|laporan|riwayat|simpan|batal|buka|tutup|cari|saringan|instansi"
    r"|pemilihan|wilayah|tidak|belum|dan|yang|untuk|dari|dengan|keparahan|jenis|terapkan|unduh|unggah|semua|halaman"
    r"|pengguna|hari|pukul|tenggat|kode|nama|alasan|sumber|catatan|menunggu|terbuka|sinyal|banjir|keluar|masuk|pilih"
    r"|tambah|ubah|hapus|anda|sudah|dipilih|tinggi|rendah|kritis|dilaporkan|penerima|kosong|daftar|muat|impor"
    r"|pekan|januari|februari|mei|juni|juli|agustus|oktober|desember|senin|selasa|rabu|kamis|jumat|sabtu)\b",
    re.IGNORECASE,
)
PAGES = (
    *("/", "/map/", "/tps/", "/tps/?q=zzzz", "/risks/", "/risks/?q=zzzz", "/risks/new/", "/risks/sources/blank-spot/"),
    *("/tasks/", "/tasks/new/", "/agencies/", "/agencies/kpu/", "/briefings/", "/briefings/new/", "/history/"),
    *("/briefings/recipients/", "/briefings/letterhead/", "/imports/", "/imports/lists/", "/elections/", "/regions/"),
    *("/regions/36.02/", "/accounts/profile/", "/accounts/people/", "/accounts/people/new/", "/accounts/2fa/"),
    *("/accounts/password/change/", "/search/?q=kanekes", "/search/?q=zzzz", "/jobs/", "/nowhere/"),
)


class Visible(HTMLParser):
    """Collects what a page shows or says aloud, and its language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.language = ""
        self.silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style"}
        found = dict(attrs)
        self.language = (found.get("lang") or "") if tag == "html" else self.language
        self.said += [value for name, value in attrs if name in SPOKEN and value]
        self.said += [value for name, value in attrs if tag in {"template"} and name.startswith("data-") and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.said.append(" ".join(data.split()))


@pytest.fixture
def story() -> SimpleNamespace:
    """Give the cast, a risk with a statement, a task about it and a draft, all without Indonesian sentences."""
    people = cast()
    people.place = station()
    people.risk = flag(people.place, severity="high")
    observation(people.place, flag=people.risk)
    people.task = task(flag=people.risk, title="Signal booster")
    agency("kpu")
    people.draft = actions.draft(
        agency("kpu"),
        people.place.election,
        edition="weekly",
        period=timezone.localdate().strftime("%G-W%V"),
        actor=people.operator_banten,
        at=timezone.now(),
    )[0]
    return people


def english(person: object | None = None) -> Client:
    """Give a client whose switch stands on English, signed in as the person."""
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    client.post("/i18n/setlang/", {"language": "en"})
    return client


def indonesian(client: Client, path: str) -> list[str]:
    """Give what a page says with an Indonesian word in it, having checked that the page calls itself English."""
    page = Visible(client.get(path, follow=True).content.decode())
    assert page.language == "en", path
    return [f"{path}: {words}" for words in page.said if INDONESIAN.search(words)]


def test_pages_in_english_hold_no_indonesian_words(story) -> None:
    client = english(story.admin)
    places = [f"/tps/{story.place.code}/", f"/tps/{story.place.code}/position/", f"/risks/{story.risk.pk}/"]
    places += [f"/tasks/{story.task.pk}/", f"/briefings/{story.draft.pk}/", f"/accounts/people/{story.kpu.pk}/"]
    assert [words for path in (*PAGES, *places) for words in indonesian(client, path)] == []


@pytest.mark.parametrize("who", ["kpu", "pejabat", "lapangan", "luar"])
def test_every_role_reads_english(story, who) -> None:
    client = english(getattr(story, who))
    paths = ["/", "/risks/", "/tasks/", "/briefings/", "/history/", f"/risks/{story.risk.pk}/"]
    assert [words for path in paths for words in indonesian(client, path)] == []


def test_pages_before_sign_in_are_english_too(db) -> None:
    client = english()
    paths = ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/verify/", "/risks/"]
    assert [words for path in paths for words in indonesian(client, path)] == []


def test_a_refused_form_explains_itself_in_english(story) -> None:
    client = english(story.admin)
    for path in ("/risks/new/", "/tasks/new/", "/agencies/new/", "/elections/new/", "/accounts/people/new/"):
        page = Visible(client.post(path, {}).content.decode())
        assert [f"{path}: {words}" for words in page.said if INDONESIAN.search(words)] == []


def test_the_switch_is_remembered_when_the_browser_is_closed(client, story) -> None:
    client.force_login(story.operator_lebak)
    assert Visible(client.get("/tasks/").content.decode()).language == "id"
    cookie = client.post("/i18n/setlang/", {"language": "en", "next": "/tasks/"}).cookies["django_language"]
    assert cookie.value == "en" and cookie["max-age"] > 60 * 60 * 24 * 30
    client.logout()
    client.cookies["django_language"] = "en"
    assert Visible(client.get("/accounts/login/").content.decode()).language == "en"
    client.force_login(story.operator_lebak)
    assert Visible(client.get("/tasks/").content.decode()).language == "en"


def test_numbers_follow_the_language(story) -> None:
    story.place.election.stations.update(voters=1231)
    client = english(story.admin)
    path = f"/tps/{story.place.code}/"
    assert "1,231" in client.get(path).content.decode()
    client.post("/i18n/setlang/", {"language": "id"})
    assert "1.231" in client.get(path).content.decode()


def test_the_paper_and_its_mail_are_indonesian_whoever_issues_them(story, mailbox) -> None:
    Recipient.objects.create(agency=agency("kpu"), address="kpu@instansi.example", role="Sekretariat")
    with translation.override("en"):
        actions.authorise(story.draft, actor=story.pejabat, at=timezone.now())
        document = actions.issue(story.draft.pk, at=timezone.now()).document
        deliver(timezone.now())
    words = text_of(document.content)
    assert "Laporan mingguan" in words and "tidak ada sinyal" in words
    assert "Weekly" not in words and "briefing" not in words
    assert document.title.startswith("Laporan mingguan")
    [mail] = mailbox.to("kpu@instansi.example")
    assert "Laporan mingguan" in mail["Subject"]
    assert "Yth." in mail.get_body(("plain",)).get_content()


def test_an_invitation_is_indonesian_whoever_sends_it(story, mailbox) -> None:
    with translation.override("en"):
        send_invitation(user("baru"), inviter=story.admin)
        deliver(timezone.now())
    [mail] = mailbox.to("baru@desk.example")
    assert "Undangan" in mail["Subject"] and "Anda" in mail.get_body(("plain",)).get_content()


def test_what_a_job_wrote_down_is_read_in_english_too(story) -> None:
    client = english(story.admin)
    election = story.place.election
    file = SimpleUploadedFile("tps.csv", roster(row(0), row(1)))
    client.post("/imports/", {"client_id": uuid.uuid4(), "election": election.pk, "file": file})
    with translation.override("id"):
        work()
        wrote = RosterImport.objects.get()
    assert "bukan 0" in str(wrote.errors_head)
    page = client.get(f"/imports/{wrote.pk}/").content.decode()
    assert "A TPS number must be from 1 to 999, not 0." in page and "bukan 0" not in page
