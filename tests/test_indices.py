"""Published indices: score and category as published, neither computed, shown beside our own counts."""

import csv
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from risks.models import IndexScore, Instrument
from tests import builders
from tests.forms import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(cast):
    """Banten, Pandeglang and Lebak with one station each."""
    builders.station(1)
    builders.station(1, village="36.01.01.2001")
    return cast


def form(**fields):
    return {
        "instrument": "ikp:2024",
        "region": "36.01",
        "score": "77,74",
        "source": "Bawaslu, IKP 2024",
        "client_id": str(uuid.uuid4()),
        **fields,
    }


def listed(text, name="ikp.csv"):
    return {"instrument": "ikp:2024", "file": SimpleUploadedFile(name, text.encode())}


def test_a_score_is_kept_as_published_and_no_category_is_made_up(client, places):
    client.force_login(places.operator_banten)
    assert client.post(reverse("index-new"), form()).status_code == 302
    score = IndexScore.objects.get()
    assert (str(score.score), score.category, str(score.instrument)) == ("77.7400", "", "IKP 2024")
    assert (len(score.instrument.dimensions), score.instrument.subdimensions, score.instrument.indicators) == (
        4,
        12,
        61,
    )
    text = client.get(reverse("indices")).content.decode()
    assert "77,74" in text and "tidak ada data" in text
    assert "12 subdimensi dan 61 indikator" in text


def test_a_category_without_a_score_and_dimensions_are_kept_too(client, places):
    client.force_login(places.operator_banten)
    sent = form(
        score="", category="sedang", parts="Kontestasi; 51,20; tinggi\n\nPartisipasi", published_on="2022-12-16"
    )
    assert client.post(reverse("index-new"), sent).status_code == 302
    score = IndexScore.objects.get()
    assert (score.score, score.category) == (None, "sedang")
    assert [each["score"] for each in score.shown_parts] == ["51,2", ""]
    assert "Kontestasi 51,2 (tinggi)" in client.get(reverse("indices")).content.decode()


def test_the_same_form_twice_is_one_row_and_another_form_for_it_is_refused(client, places):
    client.force_login(places.operator_banten)
    sent = form()
    client.post(reverse("index-new"), sent)
    assert client.post(reverse("index-new"), sent).status_code == 302
    again = client.post(reverse("index-new"), form(score="80"))
    assert again.status_code == 422
    assert "sudah tercatat" in again.content.decode()
    assert IndexScore.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("score", "tinggi", "bukan skor"),
        ("score", "-1", "di luar batas"),
        ("score", "NaN", "di luar batas"),
        ("score", "1,23456", "di luar batas"),
        ("score", "", "Isi skor atau kategori"),
        ("region", "abc", "bukan kode wilayah"),
        ("region", "99", "tidak ada"),
        ("region", "36.01", "di luar wilayah tugas"),
        ("published_on", "2999-01-01", "masa depan"),
        ("parts", "Kontestasi; tinggi", "Baris 1"),
        ("parts", "a;1;b;c", "Baris 1"),
        ("instrument", "other", "Isi untuk instrumen"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_lost(client, places, field, value, reason):
    client.force_login(places.operator_lebak)
    page = client.post(reverse("index-new"), form(**{"region": "36.02", field: value}))
    assert page.status_code == 422
    assert reason in page.content.decode()
    assert "Bawaslu, IKP 2024" in page.content.decode()
    assert not IndexScore.objects.exists()


def test_another_instrument_is_named_with_version_and_publisher(client, places):
    client.force_login(places.admin)
    sent = form(instrument="other", new_name="Indeks Rawan Konflik", new_version="2", new_publisher="Polda Banten")
    assert client.post(reverse("index-new"), sent).status_code == 302
    assert Instrument.objects.get().code == "indeks-rawan-konflik"
    bad = form(instrument="other", new_name="指数", new_version="2", new_publisher="x", region="36.02")
    assert "huruf Latin" in client.post(reverse("index-new"), bad).content.decode()


def test_a_list_loads_whole_and_the_second_time_changes_nothing(client, places):
    client.force_login(places.operator_banten)
    text = (
        "kode_wilayah;skor;kategori;sumber;tanggal_terbit;dimensi:kontestasi;kategori:kontestasi\n"
        "36;66,53;sedang;Bawaslu;;;\n3601;77,74;;Bawaslu;16-12-2022;80,1;tinggi\n"
    )
    for _time in range(2):
        assert client.post(reverse("indices-load"), listed(text)).status_code == 302
    assert IndexScore.objects.count() == 2
    score = IndexScore.objects.get(region="36.01")
    assert score.parts == [{"name": "Kontestasi", "score": "80.1", "category": "tinggi"}]
    shown = client.get(reverse("indices")).content.decode()
    assert "0 nilai baru, 0 diperbarui, 2 sudah tercatat" in shown
    client.post(reverse("indices-load"), listed(text.replace("66,53", "66,54")))
    assert str(IndexScore.objects.get(region="36").score) == "66.5400"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("kode_wilayah,skor,sumber\n36.02,1,a\n36.99,2,a\nx,2,a\n36.01,3,a\n36.02,,a\n36.02,1,\n", "5 baris"),
        ("kode_wilayah,skor,sumber\n", "satu baris pun"),
        ("desa,angka\n1,2\n", "Kolom yang dikenal"),
        ("kode_wilayah,skor,sumber,tanggal_terbit\n36.02,1,a,kemarin\n", "1 baris"),
        ("kode_wilayah,skor,sumber\n36.02,1," + "a" * 201 + "\n", "1 baris"),
        ("kode_wilayah,skor,sumber,tanggal_terbit\n36.02,1,a,2999-01-01\n", "masa depan"),
    ],
)
def test_a_list_with_a_bad_row_loads_nothing_and_says_which(client, places, text, reason):
    client.force_login(places.operator_lebak)
    page = client.post(reverse("indices-load"), listed(text))
    assert page.status_code == 422
    assert reason in page.content.decode()
    assert not IndexScore.objects.exists()


def test_bytes_that_are_no_text_are_refused(client, places):
    client.force_login(places.operator_lebak)
    page = client.post(
        reverse("indices-load"), {"instrument": "ikp:2024", "file": SimpleUploadedFile("a.csv", b"\xff\xfe\x00kode")}
    )
    assert "UTF-8" in page.content.decode()


def test_a_wrong_entry_is_corrected_or_removed_and_history_keeps_it(client, places):
    client.force_login(places.operator_banten)
    client.post(reverse("index-new"), form())
    score = IndexScore.objects.get()
    page = client.get(reverse("index", args=[score.pk])).content.decode()
    assert "77,74" in page
    save(client, reverse("index", args=[score.pk]), score="77.75", category="tinggi")
    score.refresh_from_db()
    assert (str(score.score), score.category) == ("77.7500", "tinggi")
    assert save(client, reverse("index", args=[score.pk]), score="", category="").status_code == 422
    assert client.post(reverse("index-remove", args=[score.pk])).status_code == 302
    assert IndexScore.objects.exists()  # no reason, nothing removed
    client.post(reverse("index-remove", args=[score.pk]), {"reason": "Salah terbitan."})
    assert not IndexScore.objects.exists()
    assert "Salah terbitan." in client.get(reverse("history")).content.decode()


def test_only_those_who_judge_risks_there_may_write(client, places):
    client.force_login(places.operator_banten)
    client.post(reverse("index-new"), form())
    score = IndexScore.objects.get()
    for who in (places.operator_lebak, places.pejabat, places.kpu):
        client.force_login(who)
        assert client.post(reverse("index", args=[score.pk]), {"score": "1"}).status_code == 403
        assert client.post(reverse("index-remove", args=[score.pk]), {"reason": "x"}).status_code == 403
    assert "77,74" in client.get(reverse("indices")).content.decode()  # KPU may read
    client.force_login(places.lapangan)
    assert "77,74" not in client.get(reverse("indices")).content.decode()
    assert client.get(reverse("indices-of-region", args=["36.01"])).status_code == 403


def test_the_conflict_page_shows_classes_and_indices_side_by_side(client, places):
    station = builders.station(7, village="36.01.01.2001")
    police = builders.agency("polda-banten", name="Polda Banten")
    builders.observation(station, kind="conflict", grade="tps-rawan", source=builders.agency("bawaslu"))
    builders.observation(station, kind="conflict", grade="sangat-rawan", source=police)
    builders.flag(station, kind="conflict")
    client.force_login(places.operator_banten)
    client.post(reverse("index-new"), form())
    page = client.get(reverse("risk-sources", args=["conflict"]), {"region": "36.01"})
    text = page.content.decode()
    assert "77,74" in text and "tidak digabung" in text
    grades = dict(page.context["answer"].grades)
    assert grades["TPS rawan (Bawaslu)"] == [1, None]
    assert grades["sangat rawan"] == [None, 1]
    assert page.context["own"].stations == 1
    region = client.get(reverse("indices-of-region", args=["36.01"])).content.decode()
    assert "<html" in region and "77,74" in region
    part = client.get(reverse("indices-of-region", args=["36.02"]), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "belum ada indeks" in part


def test_the_list_filters_and_sends_exactly_what_it_shows(client, places, django_assert_max_num_queries):
    client.force_login(places.operator_banten)
    for code, number in (("36", "66,53"), ("36.01", "77,74"), ("36.02", "58,78")):
        client.post(reverse("index-new"), form(region=code, score=number))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("indices"), {"region": "36.02"})
    assert page.context["count"] == 1
    chosen = {"instrument": str(IndexScore.objects.first().instrument_id)}
    assert client.get(reverse("indices"), chosen).context["count"] == 3
    sent = b"".join(client.get(reverse("indices-file", args=["csv"]), {"region": "36.02"}).streaming_content)
    (row,) = csv.DictReader(io.StringIO(sent.decode("utf-8-sig")))
    assert (row["skor"], row["kategori"]) == ("58.78", "")
    assert b"".join(client.get(reverse("indices-file", args=["xlsx"])).streaming_content)[:2] == b"PK"
    assert client.get(reverse("indices-file", args=["pdf"])).status_code == 404
    odd = {"region": "??", "instrument": "abc"}
    assert client.get(reverse("indices-file", args=["csv"]), odd).status_code == 400
    assert "diabaikan" in client.get(reverse("indices"), odd).content.decode()
    assert timezone.now() > IndexScore.objects.first().recorded_at
