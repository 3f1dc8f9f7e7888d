"""Judging a risk on its page: who may, what the rules refuse, and what the second of two people is told."""

import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from risks import actions, rules
from risks.care_forms import CARE
from risks.models import Flag, Observation
from tests import builders
from tests.forms import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def flag(cast):
    """Give a high blank-spot risk in Kanekes that operator.banten reported."""
    station = builders.station()
    flag = builders.flag(station, severity="high", reported_by=cast.operator_banten)
    builders.observation(station, flag=flag, recorded_by=cast.operator_banten)
    return flag


def act(client, flag, action, **fields):
    mark = seen(CARE[action](Flag.objects.get(pk=flag.pk))) if action in CARE else {}
    return client.post(reverse("risk-act", args=[flag.pk]), {"action": action, **mark, **fields})


def test_the_operator_of_the_place_verifies_with_the_statement(client, cast, flag):
    client.force_login(cast.operator_lebak)
    answer = act(client, flag, "verify", comment="Dicek PPS", seen="reported")
    assert answer.status_code == 302
    flag.refresh_from_db()
    assert (flag.status, flag.verified_by) == ("verified", cast.operator_lebak)
    assert Observation.objects.get().verified_by == cast.operator_lebak


def test_who_reported_a_high_risk_may_not_judge_it(client, cast, flag):
    client.force_login(cast.operator_banten)
    answer = act(client, flag, "verify", comment="saya yakin")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "minta operator lain" in page.lower()
    flag.refresh_from_db()
    assert flag.status == "reported"


def test_lowering_ones_own_high_risk_is_no_way_round(client, cast, flag):
    client.force_login(cast.operator_banten)
    assert act(client, flag, "severity", severity="low", comment="ringan saja").status_code == 409
    low = builders.flag(builders.station(6), severity="low", reported_by=cast.operator_banten)
    assert act(client, low, "verify").status_code == 302
    assert act(client, low, "severity", severity="critical", comment="ternyata parah").status_code == 409


def test_an_admin_may_judge_everything(client, cast, flag):
    Flag.objects.filter(pk=flag.pk).update(reported_by=cast.admin)
    client.force_login(cast.admin)
    assert act(client, flag, "verify").status_code == 302


@pytest.mark.parametrize("name", ["operator_pandeglang", "lapangan", "pejabat", "kpu", "luar"])
def test_others_are_refused(client, cast, flag, name):
    client.force_login(getattr(cast, name))
    for action in ("verify", "dismiss", "severity", "owner", "internal-note"):
        assert act(client, flag, action, outcome="bogus", comment="x", severity="low").status_code == 403
    statement = Observation.objects.get()
    assert client.post(reverse("observation-verify", args=[statement.pk])).status_code == 403
    assert client.post(reverse("risks-bulk"), {"action": "verify", "selected": [flag.pk]}).status_code in {302, 403}
    flag.refresh_from_db()
    assert flag.status == "reported"


def test_a_stranger_is_sent_to_sign_in(client, cast, flag):
    assert reverse("account_login") in act(client, flag, "verify").headers["Location"]


def test_the_second_of_two_people_learns_who_did_what(client, cast, flag):
    actions.verify(flag, actor=cast.operator_lebak, at=timezone.now())
    client.force_login(cast.admin)
    answer = act(client, flag, "verify", seen="reported", comment="catatan saya")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "sudah diverifikasi oleh operator.lebak" in page and "catatan saya" in page


def test_dismissing_on_a_page_that_is_out_of_date_is_stopped(cast, flag):
    actions.verify(flag, actor=cast.operator_lebak, at=timezone.now())
    with pytest.raises(rules.Refused, match=r"sudah diverifikasi oleh operator\.lebak"):
        actions.dismiss(flag, outcome="bogus", actor=cast.admin, at=timezone.now(), seen="reported")


def test_dismissing_needs_an_outcome_and_a_duplicate_its_number(client, cast, flag):
    client.force_login(cast.operator_lebak)
    other = builders.flag(builders.station(6))
    assert act(client, flag, "dismiss").status_code == 409
    assert act(client, flag, "dismiss", outcome="duplicate").status_code == 409
    assert "tidak ada" in act(client, flag, "dismiss", outcome="duplicate", duplicate_of="R-999999").content.decode()
    assert act(client, flag, "dismiss", outcome="duplicate", duplicate_of=other.number).status_code == 302
    flag.refresh_from_db()
    assert (flag.status, flag.outcome, flag.duplicate_of) == ("dismissed", "duplicate", other)


def test_a_closed_risk_is_reopened_with_a_reason_unless_another_is_open(client, cast, flag):
    client.force_login(cast.operator_lebak)
    act(client, flag, "dismiss", outcome="bogus")
    assert act(client, flag, "reopen").status_code == 409
    other = builders.flag(flag.station)
    refused = act(client, flag, "reopen", comment="ternyata benar")
    assert refused.status_code == 409 and other.number in refused.content.decode()
    act(client, other, "dismiss", outcome="not-election")
    assert act(client, flag, "reopen", comment="ternyata benar").status_code == 302
    flag.refresh_from_db()
    assert (flag.status, flag.outcome, flag.closed_at, flag.verified_by) == ("reported", "", None, None)


def test_a_risk_is_mitigated_and_resolved_with_a_reason(client, cast, flag):
    client.force_login(cast.operator_lebak)
    act(client, flag, "verify")
    act(client, flag, "mitigate")
    assert act(client, flag, "resolve").status_code == 409
    act(client, flag, "resolve", comment="Penguat sinyal terpasang")
    flag.refresh_from_db()
    assert flag.status == "resolved" and flag.closed_at is not None


def test_owner_severity_and_internal_note_are_saved(client, cast, flag):
    client.force_login(cast.operator_lebak)
    builders.agency("diskominfo")
    act(client, flag, "owner", owner="diskominfo")
    act(client, flag, "severity", severity="critical", comment="satu-satunya TPS di pulau")
    act(client, flag, "internal-note", internal_note="Kades sulit dihubungi </para>")
    flag.refresh_from_db()
    assert flag.owner.code == "diskominfo"
    assert (flag.severity, flag.severity_reason) == ("critical", "satu-satunya TPS di pulau")
    assert flag.internal_note == "Kades sulit dihubungi </para>"


def test_htmx_gets_the_panel_with_the_sentence(client, cast, flag):
    client.force_login(cast.operator_lebak)
    answer = client.post(reverse("risk-act", args=[flag.pk]), {"action": "verify"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "<!doctype" not in page.lower()
    assert "terverifikasi" in page


def test_a_statement_is_verified_by_another_person_once(client, cast, flag):
    statement = Observation.objects.get()
    client.force_login(cast.operator_lebak)
    client.post(reverse("observation-verify", args=[statement.pk]))
    statement.refresh_from_db()
    assert statement.verified_by == cast.operator_lebak
    with pytest.raises(rules.Refused, match="sudah diverifikasi"):
        actions.verify_observation(statement, actor=cast.admin, at=timezone.now())


def test_ones_own_statement_about_a_grave_risk_is_for_another_to_verify(cast, flag):
    with pytest.raises(rules.Refused, match="catat sendiri"):
        actions.verify_observation(Observation.objects.get(), actor=cast.operator_banten, at=timezone.now())


def test_only_posts_change_anything(client, cast, flag):
    client.force_login(cast.operator_lebak)
    assert client.get(reverse("risk-act", args=[flag.pk])).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_who_verify_at_once_are_one_verifier_and_one_told(cast):
    flag = builders.flag(builders.station(9))
    ready = threading.Barrier(2)
    told = []

    def verify(person):
        try:
            ready.wait(10)
            actions.verify(flag, actor=person, at=timezone.now())
        except rules.Refused as refusal:
            told.append((person, str(refusal)))
        finally:
            connection.close()

    people = [cast.operator_lebak, cast.operator_banten]
    threads = [threading.Thread(target=verify, args=[each]) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    flag.refresh_from_db()
    assert flag.status == "verified" and len(told) == 1
    loser, sentence = told[0]
    assert flag.verified_by != loser and flag.verified_by.username in sentence
