"""Stating readiness: one kecamatan on one form, many at once after a preview, and the checklist itself."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from desk.coordination.models import ReadinessChecklist, ReadinessItem, ReadinessStatement
from desk.coordination.readiness.checklist import in_force
from desk.coordination.readiness.reference import shipped
from tests import builders
from tps.models import Stage

pytestmark = pytest.mark.django_db
LEUWI, SUMUR = "36.02.06", "36.01.01"
ENTRY = f"/readiness/region/{LEUWI}/entry/"


@pytest.fixture
def two(cast: SimpleNamespace) -> SimpleNamespace:
    """Give an election with stations in two kecamatan."""
    cast.election = builders.station().election
    builders.station(1, village="36.01.01.2001")
    return cast


def sent(**fields: Any) -> dict[str, Any]:
    """Give a filled-in form: KPU says that the ballots are red."""
    moment = timezone.localtime() - timedelta(hours=1)
    return {
        "source": builders.agency("kpu").code,
        "informant": "Sekretaris PPK",
        "observed_at": moment.strftime("%Y-%m-%dT%H:%M"),
        "client_id": str(uuid.uuid4()),
        "state-ballots": "red",
        "note-ballots": "Kurang 200",
        **fields,
    }


def test_one_form_states_several_items_once_however_often_it_is_sent(two: SimpleNamespace, client: Client) -> None:
    client.force_login(two.operator_lebak)
    file = SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff gambar")
    form = sent(**{"state-grid": "green", "file": file})
    assert client.post(ENTRY, form).url == f"/readiness/region/{LEUWI}/"
    file.seek(0)
    again = client.post(ENTRY, form, follow=True).content.decode()
    assert "tidak ada yang dicatat dua kali" in again and "Kurang 200" in again and "Sekretaris PPK" in again
    rows = ReadinessStatement.objects.order_by("item")
    assert [(row.item, row.state, row.source.code) for row in rows] == [
        ("ballots", "red", "kpu"),
        ("grid", "green", "kpu"),
    ]
    assert {row.recorded_by for row in rows} == {two.operator_lebak}
    kept = rows[0].file
    assert kept is not None and client.get(f"/files/{kept.pk}/").getvalue() == b"\xff\xd8\xff gambar"
    client.force_login(two.luar)
    assert client.get(f"/files/{kept.pk}/").status_code in {403, 404}
    client.force_login(two.pejabat)
    assert "menyatakan kesiapan" in client.get("/history/?kind=coordination.readinessstatement").content.decode()


@pytest.mark.parametrize("name", ["operator_pandeglang", "pejabat", "lapangan", "luar"])
def test_who_may_not_state_it_here_is_refused(two: SimpleNamespace, client: Client, name: str) -> None:
    client.force_login(getattr(two, name))
    assert client.post(ENTRY, sent()).status_code == 403
    assert client.get(ENTRY).status_code == 403
    assert not ReadinessStatement.objects.exists()


def test_a_liaison_speaks_for_the_own_agency_and_where_it_works(two: SimpleNamespace, client: Client) -> None:
    client.force_login(two.bawaslu)
    assert client.post(ENTRY, sent(source="kpu")).status_code == 422
    assert client.post(ENTRY, sent(source="bawaslu")).status_code == 302
    assert ReadinessStatement.objects.get().source.code == "bawaslu"
    local = builders.user("kpu.pandeglang", "liaison", agency=builders.agency("kpu-36-01", region_code="36.01"))
    client.force_login(local)
    assert client.post(ENTRY, sent(source="kpu-36-01")).status_code == 403
    assert client.post(f"/readiness/region/{SUMUR}/entry/", sent(source="kpu-36-01")).status_code == 302


BAD: tuple[tuple[dict[str, Any], str], ...] = (
    ({"state-ballots": "", "note-ballots": ""}, "sekurangnya satu butir"),
    ({"state-ballots": ""}, "Pilih juga keadaannya"),
    ({"state-ballots": "violet"}, "Kurang 200"),
    ({"source": ""}, "Sekretaris PPK"),
    ({"source": "tutup"}, "Sekretaris PPK"),
    ({"observed_at": "2999-01-01T10:00"}, "belum tiba"),
    ({"observed_at": "kemarin"}, "Isi hari dan jam"),
    ({"client_id": "abc"}, "Kurang 200"),
    ({"note-ballots": "x" * 501}, "xxx"),
)


def test_bad_input_gets_a_sentence_and_what_was_typed_stays(two: SimpleNamespace, client: Client) -> None:
    builders.agency("tutup", active=False)
    client.force_login(two.admin)
    for changed, sentence in BAD:
        answer = client.post(ENTRY, sent(**changed))
        assert answer.status_code == 422 and sentence in answer.content.decode(), changed
    assert not ReadinessStatement.objects.exists()


def test_the_whole_of_a_regency_is_stated_after_a_preview_with_the_exact_number(
    two: SimpleNamespace, client: Client
) -> None:
    builders.station(2, village="36.02.07.2001")
    builders.readiness(LEUWI, "ballots", "red", observed_at=timezone.now() - timedelta(hours=2))
    client.force_login(two.operator_lebak)
    form = sent(region="36.02", what="subject:logistics", state="green", note="Rapat gudang")
    answer = client.post("/readiness/bulk/", form | {"stage": "preview"})
    text = answer.content.decode()
    assert "8 keterangan akan dicatat" in text and "2 kecamatan × 4 butir" in text and "Merah" in text
    assert ReadinessStatement.objects.count() == 1
    give = form | {"stage": "give", "expected": "7"}
    assert client.post("/readiness/bulk/", give).status_code == 409
    assert ReadinessStatement.objects.count() == 1
    give["expected"] = "8"
    client.post("/readiness/bulk/", give)
    client.post("/readiness/bulk/", give)
    assert ReadinessStatement.objects.filter(state="green").count() == 8
    assert client.get("/readiness/list/?region=36.02&subject=logistics&state=green").context["listing"].count == 8
    # Another regency than one's own is not offered.
    assert client.post("/readiness/bulk/", form | {"region": "36.01"}).status_code == 422


def test_the_checklist_is_rewritten_as_a_version_and_hangs_on_stages(two: SimpleNamespace, client: Client) -> None:
    day = two.election.polling_date - timedelta(days=3)
    stage = Stage.objects.create(election=two.election, name="Masa tenang", starts_on=day, ends_on=day)
    client.force_login(two.operator_banten)
    row = {"items-0-code": "ballots", "items-0-title": "Surat suara", "items-0-subject": "logistics",
           "items-0-day": "-7", "items-0-stale_days": "3", "items-0-stage": "", "items-0-help": ""}  # fmt: skip
    new = {"items-1-title": "APK bersih", "items-1-subject": "security", "items-1-day": "1",
           "items-1-stale_days": "2", "items-1-stage": str(stage.pk), "items-1-help": ""}  # fmt: skip
    frame = {"items-TOTAL_FORMS": "2", "items-INITIAL_FORMS": "0", "seen": "0", "client_id": str(uuid.uuid4())}
    form = {**frame, **row, **new}
    assert client.post("/readiness/items/edit/", form).status_code == 422
    assert client.post("/readiness/items/edit/", form | {"reason": "Rapat"}).status_code == 302
    assert client.post("/readiness/items/edit/", form | {"reason": "Rapat"}).status_code == 302
    version, items = in_force(two.election.pk)
    assert version == 1 and [(item.code, item.stage_name) for item in items] == [
        ("ballots", ""),
        ("apk-bersih", "Masa tenang"),
    ]
    assert items[1].wanted_on(two.election.polling_date) == day + timedelta(days=1)
    # Shifted or superseded, the stage takes the item along; removed, the item has no day.
    later = Stage.objects.create(election=two.election, name="Masa tenang (ubah)", starts_on=day + timedelta(days=5),
                                 ends_on=day + timedelta(days=6), supersedes=stage)  # fmt: skip
    assert in_force(two.election.pk)[1][1].stage_id == later.pk
    assert client.get(f"/readiness/list/?stage={later.pk}").context["listing"].count == 2
    again = form | {"reason": "Lain", "client_id": str(uuid.uuid4()), "items-1-stage": str(later.pk)}
    overtaken = client.post("/readiness/items/edit/", again)
    assert overtaken.status_code == 422 and "Surat suara" in overtaken.content.decode()
    assert 'name="seen" value="1"' in overtaken.content.decode()
    later.delete()
    stage.delete()
    assert in_force(two.election.pk)[1][1].wanted_on(two.election.polling_date) is None
    assert "tahapannya dihapus" in client.get("/readiness/items/").content.decode()
    assert "isi bawaan" in client.get("/readiness/items/?version=0").content.decode()
    assert client.get("/readiness/items/?version=9").status_code == 404
    client.force_login(two.operator_lebak)
    assert client.post("/readiness/items/edit/", form).status_code == 403
    assert ReadinessChecklist.objects.count() == 1 and ReadinessItem.objects.count() == 2


def test_another_election_keeps_the_shipped_checklist(two: SimpleNamespace, client: Client) -> None:
    other = builders.election("pilkada-2024", current=False)
    client.force_login(two.admin)
    answer = client.get(f"/readiness/?election={other.code}")
    assert len(answer.context["found"].every) == len(shipped())
    assert client.get(f"/readiness/region/{LEUWI}/?election={other.code}").status_code == 200
    assert client.get("/readiness/region/36.02/").status_code == 404
    assert client.get("/readiness/region/99.99.99/").status_code == 404
