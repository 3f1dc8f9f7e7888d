"""An admin invites, changes and disables people."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from desk.accounts import actions
from desk.accounts.forms import PersonForm
from desk.accounts.models import User
from desk.post.models import Delivery
from tests import builders
from tests.forms import filled, seen
from tests.test_accounts_password import NEW, link_in, set_by_link

PEOPLE = "/accounts/people/"
GOOD = {
    "name": "Siti Rohmah",
    "username": "operator.serang",
    "email": "siti@desk.example",
    "role": "operator",
    "remit": "36.71",
}


@pytest.fixture
def admin(cast: SimpleNamespace, client: Client) -> Client:
    """Give a client signed in as the admin."""
    client.force_login(cast.admin)
    return client


def fields_of(user: User, **changed: Any) -> dict[str, Any]:
    """Give the form of a person as it stands, with some fields changed."""
    found = {
        "name": user.get_full_name() or user.username,
        "username": user.username,
        "email": user.email,
        "role": user.role,
        "remit": user.remit,
        "agency": user.agency_id or "",
    }
    if user.may_authorise:
        found["may_authorise"] = "on"
    return found | seen(PersonForm(instance=user)) | changed


@pytest.mark.parametrize("name", ["operator_banten", "pejabat", "kpu", "lapangan", "luar"])
def test_only_an_admin_sees_the_people(cast: SimpleNamespace, client: Client, name: str) -> None:
    client.force_login(getattr(cast, name))
    pk = cast.kpu.pk
    for path in (PEOPLE, "/accounts/people.csv", f"{PEOPLE}new/", f"{PEOPLE}{pk}/"):
        assert client.get(path).status_code == 403
    for path in (f"{PEOPLE}new/", f"{PEOPLE}{pk}/", f"{PEOPLE}{pk}/active/", f"{PEOPLE}{pk}/invitation/"):
        assert client.post(path, GOOD).status_code == 403
    assert not User.objects.filter(username=GOOD["username"]).exists()
    assert User.objects.get(pk=pk).is_active


def test_an_invited_person_sets_a_password_and_signs_in(admin: Client, cast: SimpleNamespace) -> None:
    builders.region("36.71")
    answer = admin.post(f"{PEOPLE}new/", GOOD, follow=True)
    assert "Siti Rohmah diundang" in answer.content.decode()
    mail = Delivery.objects.get().mail
    assert Delivery.objects.get().recipient == "siti@desk.example"
    assert "operator.serang" in mail.text and "tiga hari" not in mail.subject and "3 hari" in mail.text
    assert "<a href=" in mail.html
    stranger = Client()
    assert not stranger.login(username="operator.serang", password="")
    set_by_link(stranger, link_in(mail.text))
    assert stranger.login(username="operator.serang", password=NEW)
    user = User.objects.get(username="operator.serang")
    assert (user.role, user.remit, user.is_staff) == ("operator", "36.71", False)


def test_a_second_invitation_works_too(admin: Client, cast: SimpleNamespace) -> None:
    admin.post(f"{PEOPLE}new/", GOOD)
    user = User.objects.get(username=GOOD["username"])
    admin.post(f"{PEOPLE}{user.pk}/invitation/")
    assert Delivery.objects.count() == 2
    set_by_link(Client(), link_in(Delivery.objects.latest("pk").mail.text))
    assert Client().login(username=user.username, password=NEW)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"remit": ""}, "memerlukan wilayah tugas"),
        ({"remit": "lebak"}, "bukan kode wilayah"),
        ({"remit": "36.99"}, "tidak dikenal"),
        ({"role": "liaison", "agency": ""}, "Penghubung memerlukan instansi"),
        ({"may_authorise": "on"}, "Hanya pejabat dan admin"),
        ({"username": "KPU"}, "sudah dipakai"),
        ({"email": "kpu@desk.example"}, "sudah dipakai pengguna lain"),
        ({"email": ""}, "id_email_error"),
        ({"name": ""}, "id_name_error"),
    ],
)
def test_a_bad_field_gets_its_sentence_and_nothing_typed_is_lost(
    admin: Client, cast: SimpleNamespace, changed: dict[str, str], sentence: str
) -> None:
    builders.region("36.71")
    answer = admin.post(f"{PEOPLE}new/", GOOD | changed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert 'value="Siti Rohmah"' in text or "name" in changed
    assert not Delivery.objects.exists()
    assert User.objects.count() == 11


def test_a_remit_may_be_written_without_dots(admin: Client) -> None:
    builders.region("36.02.06")
    admin.post(f"{PEOPLE}new/", GOOD | {"remit": "360206"})
    assert User.objects.get(username=GOOD["username"]).remit == "36.02.06"


def test_changes_are_saved_and_an_admin_may_enter_the_tables(admin: Client, cast: SimpleNamespace) -> None:
    admin.post(f"{PEOPLE}{cast.kpu.pk}/", fields_of(cast.kpu, role="admin", name="Ketua"))
    cast.kpu.refresh_from_db()
    assert (cast.kpu.role, cast.kpu.first_name, cast.kpu.is_superuser) == ("admin", "Ketua", True)
    assert cast.kpu.check_password(builders.PASSWORD)


def test_a_disabled_persons_open_session_ends_at_once(admin: Client, cast: SimpleNamespace) -> None:
    open_session = Client()
    open_session.force_login(cast.kpu)
    assert open_session.get("/agencies/").status_code == 200
    admin.post(f"{PEOPLE}{cast.kpu.pk}/active/", {"active": "0"})
    answer = open_session.get("/agencies/", follow=True)
    assert answer.redirect_chain[0][0].startswith("/accounts/login/")
    assert not Client().login(username="kpu", password=builders.PASSWORD)


def test_an_enabled_person_signs_in_anew_and_old_sessions_stay_closed(admin: Client, cast: SimpleNamespace) -> None:
    old = Client()
    old.force_login(cast.kpu)
    admin.post(f"{PEOPLE}{cast.kpu.pk}/active/", {"active": "0"})
    admin.post(f"{PEOPLE}{cast.kpu.pk}/active/", {"active": "1"})
    assert old.get("/agencies/").status_code == 302
    assert Client().login(username="kpu", password=builders.PASSWORD)


def test_an_admin_cannot_disable_or_demote_themselves(admin: Client, cast: SimpleNamespace) -> None:
    builders.user("admin.dua", "admin")
    answer = admin.post(f"{PEOPLE}{cast.admin.pk}/active/", {"active": "0"}, follow=True)
    assert "akun Anda sendiri" in answer.content.decode()
    answer = admin.post(f"{PEOPLE}{cast.admin.pk}/", fields_of(cast.admin, role="official"))
    assert answer.status_code == 422 and "akun Anda sendiri" in answer.content.decode()
    cast.admin.refresh_from_db()
    assert cast.admin.is_active and cast.admin.role == "admin"


def test_the_last_admin_stays_even_for_the_system(cast: SimpleNamespace, db: None) -> None:
    with pytest.raises(actions.Refused, match="admin terakhir"):
        actions.disable(cast.admin, actor=None, at=cast.admin.date_joined)
    cast.admin.role = "official"
    with pytest.raises(actions.Refused, match="admin terakhir"):
        actions.change(cast.admin, actor=None, at=cast.admin.date_joined)


def test_one_of_two_admins_may_be_disabled_by_the_other(admin: Client, cast: SimpleNamespace) -> None:
    second = builders.user("admin.dua", "admin")
    admin.post(f"{PEOPLE}{second.pk}/active/", {"active": "0"})
    second.refresh_from_db()
    assert not second.is_active


def test_the_list_filters_and_its_files_hold_what_it_shows(admin: Client, cast: SimpleNamespace) -> None:
    text = admin.get(f"{PEOPLE}?role=liaison").content.decode()
    assert "bawaslu@desk.example" in text and "lapangan@desk.example" not in text
    text = admin.get(f"{PEOPLE}?q=lebak").content.decode()
    assert "operator.lebak" in text and "bawaslu@" not in text
    answer = admin.get("/accounts/people.csv?role=liaison")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert admin.get("/accounts/people.xlsx").getvalue().startswith(b"PK")
    assert admin.get("/accounts/people.exe").status_code == 404


def test_the_list_asks_few_questions_whatever_the_number(
    admin: Client, cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        builders.user(f"relawan.{number}", "field", remit=f"36.0{number % 4 + 1}")
    with django_assert_max_num_queries(12):
        admin.get(PEOPLE)


def test_impossible_people_are_refused_by_the_database(cast: SimpleNamespace) -> None:
    for fields in (
        {"role": "operator", "remit": ""},
        {"role": "field", "remit": ""},
        {"role": "liaison", "agency": None},
        {"role": "operator", "remit": "36", "may_authorise": True},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=cast.luar.pk).update(**fields)


def test_everybody_has_a_profile_and_changes_only_the_name(cast: SimpleNamespace, client: Client) -> None:
    client.force_login(cast.luar)
    assert client.get("/accounts/profile/").status_code == 200
    sent = filled(client, "/accounts/profile/", first_name="Orang Luar") | {"role": "admin", "remit": "36"}
    client.post("/accounts/profile/", sent)
    cast.luar.refresh_from_db()
    assert (cast.luar.first_name, cast.luar.role, cast.luar.remit) == ("Orang Luar", "", "")
