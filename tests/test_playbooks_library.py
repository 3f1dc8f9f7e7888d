"""The library of playbooks: what is shipped, reading it, writing a version, the factors of a risk."""

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from desk.agencies.kinds import AgencyKind
from risks.kinds import Kind
from risks.models import FactorCheck, Playbook, PlaybookAction
from risks.playbook_kinds import Phase, offset_words, phase_of
from risks.playbooks import plan, plans
from risks.reference import shipped
from tests import builders
from tests.forms import filled

EDIT = "/playbooks/flood/edit/"


def signed(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fields(client: Client, url: str = EDIT) -> dict[str, Any]:
    """Give what the form would send as it is opened, with a reason."""
    forms = client.get(url).context["forms"]
    found: dict[str, Any] = {name: forms.head[name].value() for name in forms.head.fields}
    for rows in (forms.factors, forms.actions):
        for name in rows.management_form.fields:
            found[f"{rows.prefix}-{name}"] = rows.management_form[name].value()
        for row in rows.forms:
            found |= {f"{row.prefix}-{name}": row[name].value() for name in row.fields if name != "DELETE"}
    sent = {name: "" if value is None else str(value) for name, value in found.items()}
    return sent | {"reason": "Surat edaran baru"}


def test_every_kind_ships_actions_in_every_phase_for_kinds_of_agencies() -> None:
    assert set(shipped()) == set(Kind.values)
    for each in shipped().values():
        codes = {factor.code for factor in each.factors}
        assert {phase_of(action.day) for action in each.actions} == set(Phase)
        assert all(action.owner_kind in AgencyKind.values for action in each.actions)
        assert all(action.factor in {"", *codes} for action in each.actions)
        assert len({action.code for action in each.actions}) == len(each.actions)
        assert all(len(action.title) <= 200 and 0 <= action.hour < 24 for action in each.actions)


def test_shipped_playbooks_say_what_the_field_knows() -> None:
    blank = " ".join(action.title + action.detail for action in shipped()["blank-spot"].actions)
    assert all(word in blank for word in ("luring", "PDF", "ORARI/RAPI", "VSAT", "sebelum disegel", "manual"))
    assert "10 hari" in " ".join(action.source for action in shipped()["flood"].actions)
    assert len(shipped()["conflict"].factors) == 8  # Bawaslu's seven variables and the police class


@pytest.mark.parametrize(
    ("day", "hour", "words"), [(-14, 16, "H-14 pukul 16.00"), (0, 6, "H pukul 06.00"), (1, 12, "H+1 pukul 12.00")]
)
def test_an_offset_is_written_as_people_say_it(day: int, hour: int, words: str) -> None:
    assert offset_words(day, hour) == words


def test_the_library_shows_all_kinds_to_readers_and_nothing_to_an_outsider(cast: SimpleNamespace) -> None:
    page = signed(cast.pejabat).get("/playbooks/").content.decode()
    assert "Foto semua C.Hasil sebelum disegel" in page
    assert page.count("isi bawaan") == len(Kind.values)
    assert "/playbooks/flood/edit/" not in page
    assert "/playbooks/flood/edit/" in signed(cast.operator_banten).get("/playbooks/").content.decode()
    assert signed(cast.luar).get("/playbooks/").status_code == 403
    assert signed(cast.luar).get("/playbooks/flood/").status_code == 403


def test_only_who_runs_the_whole_province_writes(cast: SimpleNamespace) -> None:
    for who in (cast.operator_lebak, cast.pejabat, cast.kpu, cast.lapangan, cast.luar):
        assert signed(who).get(EDIT).status_code == 403
        assert signed(who).post(EDIT).status_code == 403
    assert signed(cast.admin).get(EDIT).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/playbooks/nothing/", "/playbooks/flood/?version=7", "/playbooks/flood/?version=x", "/playbooks/nothing/edit/"],
)
def test_what_does_not_exist_is_not_found(cast: SimpleNamespace, address: str) -> None:
    assert signed(cast.admin).get(address).status_code == 404


def test_a_new_version_is_in_force_and_the_older_ones_stay_readable(cast: SimpleNamespace) -> None:
    browser = signed(cast.operator_banten)
    sent = fields(browser)
    last = int(sent["actions-INITIAL_FORMS"])
    sent |= {
        "actions-0-title": "Tetapkan tiga lokasi cadangan",
        "actions-1-DELETE": "on",
        "factors-0-text": "Tergenang tiap tahun",
        f"actions-{last}-title": "Pasang papan petunjuk",
        f"actions-{last}-owner_kind": "government",
        f"actions-{last}-day": "-2",
        f"actions-{last}-hour": "9",
    }
    answer = browser.post(EDIT, sent, follow=True)
    assert "Versi 1 tersimpan" in answer.content.decode()
    found = plan("flood")
    assert found is not None
    titles = [action.title for action in found.actions]
    assert "Tetapkan tiga lokasi cadangan" in titles
    assert "Pasang papan petunjuk" in titles
    assert len(titles) == len(shipped()["flood"].actions)
    assert found.factors[0].text == "Tergenang tiap tahun"
    assert found.factors[0].code == shipped()["flood"].factors[0].code
    page = browser.get("/playbooks/flood/").content.decode()
    assert "Surat edaran baru" in page
    older = browser.get("/playbooks/flood/?version=0").content.decode()
    assert "Tetapkan tiga lokasi cadangan" not in older
    assert "yang berlaku adalah versi terbaru" in older
    assert plans()["flood"].version == 1


def test_sent_twice_it_is_one_version(cast: SimpleNamespace) -> None:
    browser = signed(cast.operator_banten)
    sent = fields(browser)
    assert browser.post(EDIT, sent).status_code == 302
    assert browser.post(EDIT, sent).status_code == 302
    assert Playbook.objects.count() == 1
    assert PlaybookAction.objects.count() == len(shipped()["flood"].actions)


def test_who_comes_second_is_told_who_was_first_and_loses_nothing(cast: SimpleNamespace) -> None:
    first, second = signed(cast.operator_banten), signed(cast.admin)
    mine, theirs = fields(second) | {"title": "Judul saya"}, fields(first)
    first.post(EDIT, theirs)
    answer = second.post(EDIT, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Tersimpan sekarang" in page, "what stands and what was typed are shown row by row"
    assert "Sementara itu operator.banten menyimpan versi 1" in page
    assert "Judul saya" in page
    again = mine | {"seen": "1", "client_id": str(answer.context["forms"].head["client_id"].value())}
    assert second.post(EDIT, again).status_code == 302
    assert plan("flood").title == "Judul saya"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": ""}, "Alasan perubahan"),
        ({"factors-0-DELETE": "on", "factors-2-DELETE": "on"}, "menunggu faktor yang dihapus"),
        ({"actions-0-day": "900"}, "365"),
        ({"actions-0-owner_kind": "bpbd"}, "bpbd"),
        ({"actions-0-hour": "24"}, "23"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(cast: SimpleNamespace, change: dict[str, str], sentence: str) -> None:
    browser = signed(cast.operator_banten)
    answer = browser.post(EDIT, fields(browser) | change)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Playbook.objects.exists()


def test_a_plan_without_any_action_is_refused(cast: SimpleNamespace) -> None:
    browser = signed(cast.operator_banten)
    gone = {f"actions-{number}-DELETE": "on" for number in range(len(shipped()["flood"].actions))}
    answer = browser.post(EDIT, fields(browser) | gone)
    assert answer.status_code == 422
    assert "sekurangnya satu tindakan" in answer.content.decode()


def test_an_older_version_can_be_the_start_of_a_new_one(cast: SimpleNamespace) -> None:
    browser = signed(cast.operator_banten)
    browser.post(EDIT, fields(browser) | {"title": "Judul lain"})
    sent = fields(browser, f"{EDIT}?from=0")
    assert sent["title"] == shipped()["flood"].title
    assert browser.post(EDIT, sent).status_code == 302
    found = plan("flood")
    assert found is not None
    assert (found.version, found.title) == (2, shipped()["flood"].title)


def test_factors_are_kept_with_who_and_when_and_unknown_is_not_no(cast: SimpleNamespace) -> None:
    flag = builders.flag(kind="flood")
    browser = signed(cast.operator_lebak)
    url = f"/risks/{flag.pk}/factors/"
    with time_machine.travel("2024-01-20T02:00:00Z", tick=False):
        answer = browser.post(
            url, {"factor-cut-off": "yes", "factor-no-reserve": "no", "factor-river-tide": ""}, follow=True
        )
        assert "2 jawaban tersimpan" in answer.content.decode()
        kept = {check.code: check for check in FactorCheck.objects.all()}
        assert {code: check.holds for code, check in kept.items()} == {"cut-off": True, "no-reserve": False}
        assert kept["cut-off"].checked_by == cast.operator_lebak
        assert kept["cut-off"].checked_at == timezone.now()
    admin = signed(cast.admin)
    old = filled(admin, f"/risks/{flag.pk}/plan/card/", **{"factor-no-reserve": ""})
    answer = admin.post(url, old | {"factor-bogus": "yes"}, follow=True)
    assert "1 jawaban tersimpan" in answer.content.decode()
    late = browser.post(url, old | {"factor-cut-off": "no", "factor-no-reserve": "yes"})
    assert late.status_code == 409, "what the admin took back is not said again by an old page"
    assert FactorCheck.objects.get().checked_by == cast.operator_lebak
    assert (
        "Tidak ada jawaban yang berubah" in browser.post(url, {"factor-cut-off": "yes"}, follow=True).content.decode()
    )


def test_factors_of_a_closed_risk_and_of_other_regions_are_left_alone(cast: SimpleNamespace) -> None:
    flag = builders.flag(kind="flood", status="resolved")
    url, sent = f"/risks/{flag.pk}/factors/", {"factor-cut-off": "yes"}
    assert "sudah ditutup" in signed(cast.operator_lebak).post(url, sent, follow=True).content.decode()
    for who in (cast.operator_pandeglang, cast.pejabat, cast.kpu, cast.lapangan, cast.luar):
        assert signed(who).post(url, sent).status_code in {403, 404}
    assert not FactorCheck.objects.exists()


@pytest.mark.django_db
def test_the_menu_lights_risks_on_their_playbooks(cast: SimpleNamespace) -> None:
    page = signed(cast.operator_lebak).get("/playbooks/flood/").content.decode()
    assert '<a href="/risks/" aria-current="page">' in page
