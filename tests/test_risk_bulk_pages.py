"""The pages of actions on many risks: whose they show, the button that takes one back, and their files."""

from datetime import timedelta

import pytest
from django.utils import timezone

from risks import actions
from risks.models import Batch, Flag
from tests import builders

pytestmark = pytest.mark.django_db


def verified(actor, number=5, at=None):
    flag = builders.flag(builders.station(number))
    return actions.verify_many([flag.pk, 999_999], actor=actor, at=at or timezone.now(), comment="Dicek camat.").batch


def test_the_message_after_a_click_brings_the_button_that_takes_it_back(client, cast):
    flag = builders.flag()
    client.force_login(cast.operator_lebak)
    page = client.post("/risks/bulk/?kind=blank-spot", {"action": "verify", "selected": [flag.pk]}, follow=True)
    address = f"/risks/batches/{Batch.objects.get().pk}/undo/"
    assert f'action="{address}"' in page.content.decode()
    answer = client.post(address, {"next": "/risks/?kind=blank-spot"})
    assert answer.status_code == 302 and answer["Location"] == "/risks/?kind=blank-spot"
    assert Flag.objects.get().status == "reported"
    assert "1 risiko dikembalikan" in client.get(answer["Location"]).content.decode()


def test_the_list_shows_ones_own_and_an_admin_everybodys(client, cast):
    mine, theirs = verified(cast.operator_lebak, 1), verified(cast.operator_banten, 2)
    client.force_login(cast.operator_lebak)
    page = client.get("/risks/batches/").content.decode()
    assert f"/risks/batches/{mine.pk}/undo/" in page and f"/risks/batches/{theirs.pk}/" not in page
    assert "1 tidak ada lagi" in page and "Dicek camat." in page
    assert client.get(f"/risks/batches/{theirs.pk}/").status_code == 404
    assert client.post(f"/risks/batches/{theirs.pk}/undo/").status_code == 404
    client.force_login(cast.admin)
    page = client.get("/risks/batches/").content.decode()
    assert f"/risks/batches/{mine.pk}/" in page and f"/risks/batches/{theirs.pk}/" in page


def test_an_old_one_has_no_button_and_says_why(client, cast):
    batch = verified(cast.operator_lebak, at=timezone.now() - timedelta(hours=1))
    client.force_login(cast.operator_lebak)
    page = client.get("/risks/batches/").content.decode()
    assert "tidak dapat diurungkan lagi" in page and "/undo/" not in page
    answer = client.post(f"/risks/batches/{batch.pk}/undo/", {"next": "https://evil.example/"}, follow=True)
    assert answer.redirect_chain[0][0] == "/risks/batches/"
    assert "hanya dapat diurungkan sampai" in answer.content.decode()


def test_one_shows_exactly_the_risks_that_it_changed(client, cast):
    flags = [builders.flag(builders.station(number)) for number in range(1, 4)]
    judge = {"actor": cast.operator_lebak, "at": timezone.now()}
    batch = actions.merge_many([each.pk for each in flags], flags[0], **judge).batch
    client.force_login(cast.operator_lebak)
    page = client.get(f"/risks/batches/{batch.pk}/").content.decode()
    assert "2 risiko diubah" in page and f"ganda dari {flags[0].number}" in page
    assert all(each.number in page for each in flags[1:])
    actions.undo(batch.pk, **judge)
    assert "2 risiko dikembalikan" in client.get(f"/risks/batches/{batch.pk}/").content.decode()


@pytest.mark.parametrize("action", ["assign", "region", "dismiss"])
def test_each_kind_of_action_says_to_what(client, cast, action):
    flag = builders.flag(builders.region("36.02"), kind="flood")
    judge = {"actor": cast.operator_lebak, "at": timezone.now()}
    done = {
        "assign": lambda: actions.assign_many([flag.pk], owner=builders.agency("bpbd"), assignee=None, **judge),
        "region": lambda: actions.set_region_many([flag.pk], builders.region(), **judge),
        "dismiss": lambda: actions.dismiss_many([flag.pk], outcome="not-election", **judge),
    }[action]()
    word = {"assign": "BPBD", "region": "Kanekes", "dismiss": "bukan urusan pemilihan"}[action]
    client.force_login(cast.operator_lebak)
    for path in ("/risks/batches/", f"/risks/batches/{done.batch.pk}/", "/risks/batches.csv"):
        answer = client.get(path)
        page = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        assert word in page


def test_the_filter_narrows_list_and_file_alike_and_unknown_words_export_nothing(client, cast):
    verified(cast.operator_lebak)
    client.force_login(cast.operator_lebak)
    assert "Tidak ada tindakan yang cocok" in client.get("/risks/batches/?action=merge").content.decode()
    lines = b"".join(client.get("/risks/batches.csv?action=merge").streaming_content).decode().splitlines()
    assert len(lines) == 1
    assert client.get("/risks/batches.csv?action=dance").status_code == 400
    assert "dance" in client.get("/risks/batches/?action=dance").content.decode()
    assert b"".join(client.get("/risks/batches.xlsx").streaming_content).startswith(b"PK")
    assert client.get("/risks/batches.pdf").status_code == 404


@pytest.mark.parametrize("who", ["luar", "kpu", "pejabat", "lapangan"])
def test_who_may_not_judge_sees_nothing_of_it(client, cast, who):
    batch = verified(cast.operator_lebak)
    client.force_login(getattr(cast, who))
    assert client.get("/risks/batches/").status_code == 403
    assert client.get(f"/risks/batches/{batch.pk}/").status_code == 403
    assert client.get("/risks/batches.csv").status_code == 403
    assert client.post(f"/risks/batches/{batch.pk}/undo/").status_code == 403
    assert Flag.objects.get().status == "verified"


def test_an_empty_list_says_what_to_do(client, cast):
    client.force_login(cast.operator_lebak)
    assert "Belum ada tindakan massal" in client.get("/risks/batches/").content.decode()


def test_the_survivor_shows_what_was_said_of_its_duplicates_and_a_moved_risk_where_it_was_said(client, cast):
    first, second, third = (builders.flag(builders.station(number), kind="flood") for number in (1, 2, 3))
    said = {"kind": "flood", "grade": "prone", "flag": third, "source": builders.agency("bpbd")}
    builders.observation(third.station, note="Air sudah naik.", **said)
    builders.observation(third.station, note="Usulan BPBD.", standing="proposed", **said)
    judge = {"actor": cast.operator_lebak, "at": timezone.now()}
    actions.merge_many([third.pk], second, **judge)
    actions.merge_many([second.pk], first, **judge)
    wide = builders.flag(builders.region("36.02"), kind="access")
    builders.observation(wide.region, kind="access", grade="hard", note="Jalan longsor.", flag=wide)
    actions.set_region_many([wide.pk], builders.region(), **judge)
    client.force_login(cast.operator_lebak)
    page = client.get(f"/risks/{first.pk}/").content.decode()
    assert "Air sudah naik." in page and third.number in page
    assert "Jalan longsor." in client.get(f"/risks/{wide.pk}/").content.decode()
    client.force_login(cast.kpu)
    page = client.get(f"/risks/{first.pk}/").content.decode()
    assert "Air sudah naik." in page and "Usulan BPBD." not in page
