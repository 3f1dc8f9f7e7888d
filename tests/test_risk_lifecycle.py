"""The life of a risk: each step a row, severity by matrix or hand, duplicates, who is in charge, two people at once."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from desk import clock
from risks import actions, rules
from risks.assessing import Thresholds
from risks.care_forms import CARE
from risks.models import Flag, Transition
from tests import builders
from tests.forms import seen, with_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def flag(cast):
    """Give a medium risk in Kanekes that operator.banten reported."""
    return builders.flag(reported_by=cast.operator_banten)


def act(client, flag, action, **fields):
    mark = seen(CARE[action](Flag.objects.get(pk=flag.pk))) if action in CARE else {}
    return client.post(reverse("risk-act", args=[flag.pk]), {"action": action, **mark, **fields})


def page_of(client, flag):
    return client.get(reverse("risk", args=[flag.pk])).content.decode()


def test_each_step_is_a_row_on_the_page_with_who_when_and_why(client, cast, flag):
    client.force_login(cast.operator_lebak)
    act(client, flag, "verify", comment="dicek PPS Kanekes")
    act(client, flag, "mitigate")
    act(client, flag, "resolve", comment="VSAT terpasang")
    steps = Transition.objects.filter(flag=flag)
    assert [(each.before, each.after) for each in steps] == [
        ("reported", "verified"),
        ("verified", "mitigating"),
        ("mitigating", "resolved"),
    ]
    assert {each.actor for each in steps} == {cast.operator_lebak}
    page = page_of(client, flag)
    assert "dicek PPS Kanekes" in page and "VSAT terpasang" in page and "sebelumnya Mitigasi" in page
    flag.refresh_from_db()
    assert flag.since == steps.last().at == flag.closed_at


def test_steps_can_neither_be_changed_nor_deleted(cast, flag):
    actions.verify(flag, actor=cast.operator_lebak, at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        Transition.objects.update(comment="lain")
    with pytest.raises(DatabaseError), transaction.atomic():
        Transition.objects.all().delete()
    assert Transition.objects.get().comment == ""


def test_a_step_that_is_not_legal_leaves_no_row(cast, flag):
    with pytest.raises(rules.Refused):
        actions.mitigate(flag, actor=cast.operator_lebak, at=timezone.now())
    assert not Transition.objects.exists()


def test_bulk_steps_have_rows_too(cast):
    flags = [builders.flag(builders.station(number)) for number in (1, 2, 3)]
    at = timezone.now()
    actions.dismiss_many([each.pk for each in flags], outcome="bogus", actor=cast.admin, at=at, comment="uji coba")
    rows = Transition.objects.filter(step="dismiss", outcome="bogus", comment="uji coba", before="reported", at=at)
    assert rows.count() == 3 == Flag.objects.filter(since=at).count()


@pytest.mark.parametrize(
    ("likelihood", "impact", "severity"),
    [
        (1, 1, "low"),
        (2, 2, "low"),
        (1, 5, "medium"),
        (3, 3, "medium"),
        (2, 5, "high"),
        (4, 4, "high"),
        (4, 5, "critical"),
    ],
)
def test_the_matrix_gives_the_severity(likelihood, impact, severity):
    assert Thresholds().severity(likelihood, impact) == severity


def test_thresholds_that_do_not_rise_are_refused():
    for wrong in [(10, 5, 17), (1, 5, 9), (5, 10, 26)]:
        with pytest.raises(ValueError):
            Thresholds(*wrong)


def test_likelihood_and_impact_set_the_severity_and_a_hand_may_set_another_both_shown(client, cast, flag):
    client.force_login(cast.operator_lebak)
    assert act(client, flag, "assess", likelihood="3", impact="3", comment="musim hujan").status_code == 302
    flag.refresh_from_db()
    assert (flag.severity, flag.severity_source) == ("medium", "matrix")
    assert act(client, flag, "severity", severity="low", comment="ada genset").status_code == 302
    flag.refresh_from_db()
    assert (flag.severity, flag.severity_source, flag.likelihood, flag.impact) == ("low", "hand", 3, 3)
    page = page_of(client, flag)
    assert "ditetapkan petugas: ada genset" in page
    assert "kemungkinan 3 (mungkin) × dampak 3 (sedang) = 9" in page


def test_thresholds_are_settings(client, cast, flag, settings):
    settings.DESK_MATRIX_CRITICAL = 11
    client.force_login(cast.operator_lebak)
    act(client, flag, "assess", likelihood="3", impact="4")
    flag.refresh_from_db()
    assert flag.severity == "critical" and "Kritis mulai 11" in page_of(client, flag)


@pytest.mark.parametrize("wrong", [{}, {"likelihood": "3"}, {"likelihood": "0", "impact": "3"}, {"likelihood": "x"}])
def test_an_assessment_needs_both_from_one_to_five(client, cast, flag, wrong):
    client.force_login(cast.operator_lebak)
    answer = act(client, flag, "assess", comment="jangan hilang", **wrong)
    assert answer.status_code == 409 and "jangan hilang" in answer.content.decode()
    flag.refresh_from_db()
    assert flag.likelihood is None and flag.severity_source == "grade"


def test_ones_own_risk_is_not_made_grave_by_the_matrix(client, cast, flag):
    client.force_login(cast.operator_banten)
    assert act(client, flag, "assess", likelihood="5", impact="5").status_code == 409


def test_a_later_statement_raises_neither_what_a_hand_nor_what_the_matrix_set(cast, flag):
    actions.assess(flag, likelihood=1, impact=1, actor=cast.operator_lebak, at=timezone.now())
    actions.log_observation(
        election=flag.election,
        station=flag.station,
        kind="blank-spot",
        grade="none",
        source=builders.agency(),
        observed_at=timezone.now(),
        actor=None,
        at=timezone.now(),
    )
    flag.refresh_from_db()
    assert flag.severity == "low"


@pytest.mark.parametrize(
    "wrong",
    [{"likelihood": 3}, {"likelihood": 6, "impact": 1}, {"severity_source": "matrix"}, {"severity_source": "hand"}],
)
def test_the_database_holds_assessments_to_their_form(flag, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.filter(pk=flag.pk).update(**wrong)


def test_a_duplicate_is_shown_at_both_ends(client, cast, flag):
    other = builders.flag(builders.station(6))
    client.force_login(cast.operator_lebak)
    act(client, flag, "dismiss", outcome="duplicate", duplicate_of=other.number)
    assert reverse("risk", args=[other.pk]) in page_of(client, flag)
    page = page_of(client, other)
    assert "Gandanya" in page and reverse("risk", args=[flag.pk]) in page


def test_duplicates_never_form_a_ring_or_a_chain_by_hand(client, cast, flag):
    second, third = builders.flag(builders.station(6)), builders.flag(builders.station(7))
    client.force_login(cast.operator_lebak)
    act(client, flag, "dismiss", outcome="duplicate", duplicate_of=second.number)
    ring = act(client, second, "dismiss", outcome="duplicate", duplicate_of=flag.number)
    assert ring.status_code == 409 and "tidak dapat saling menunjuk" in ring.content.decode()
    chain = act(client, third, "dismiss", outcome="duplicate", duplicate_of=flag.number).content.decode()
    assert f"sebutkan {second.number}" in chain
    itself = act(client, third, "dismiss", outcome="duplicate", duplicate_of=third.number).content.decode()
    assert "ganda dari dirinya sendiri" in itself


def test_a_duplicate_lies_in_the_same_election(client, cast, flag):
    later = builders.election("pilkada-2024", name="Pilkada 2024")
    other = builders.flag(builders.station(5, election=later))
    client.force_login(cast.operator_lebak)
    answer = act(client, flag, "dismiss", outcome="duplicate", duplicate_of=other.number)
    assert answer.status_code == 409 and "pemilihan lain" in answer.content.decode()


def test_an_agency_and_a_person_are_in_charge_until_a_day_of_review(client, cast, flag):
    client.force_login(cast.operator_lebak)
    builders.agency("diskominfo")
    act(client, flag, "owner", owner="diskominfo", assignee="operator.lebak")
    day = clock.local(timezone.now()).date()
    act(client, flag, "review", review_on=day.isoformat())
    flag.refresh_from_db()
    assert (flag.owner.code, flag.assignee, flag.review_on) == ("diskominfo", cast.operator_lebak, day)
    page = page_of(client, flag)
    assert "petugas operator.lebak" in page and "sudah waktunya" in page
    act(client, flag, "review", review_on="")
    flag.refresh_from_db()
    assert flag.review_on is None


@pytest.mark.parametrize("wrong", ["2001-01-01", "2999-01-01", "besok"])
def test_a_review_lies_ahead_and_what_was_typed_stays(client, cast, flag, wrong):
    client.force_login(cast.operator_lebak)
    answer = act(client, flag, "review", review_on=wrong)
    assert answer.status_code == 409 and f'value="{wrong}"' in answer.content.decode()


def test_a_liaison_cannot_be_the_person_in_charge(client, cast, flag):
    client.force_login(cast.operator_lebak)
    assert act(client, flag, "owner", assignee="kpu").status_code == 409


@pytest.mark.parametrize(
    ("action", "fields", "done", "theirs"),
    [
        ("severity", {"severity": "high", "comment": "jangan hilang"}, "jangan hilang", "rendah"),
        ("assess", {"likelihood": "4", "impact": "1", "comment": "x"}, '<option value="4" selected>', "rendah"),
        ("owner", {"assignee": "operator.banten"}, '<option value="operator.banten" selected>', "admin"),
        ("internal-note", {"internal_note": "jangan hilang"}, "jangan hilang", "kata orang lain"),
    ],
)
def test_who_saves_on_an_old_page_sees_all_texts_and_loses_nothing(client, cast, flag, action, fields, done, theirs):
    first = {"actor": cast.operator_lebak, "at": timezone.now()}
    old = seen(CARE[action](Flag.objects.get(pk=flag.pk)))
    if action == "owner":
        actions.assign(flag, owner=None, assignee=cast.admin, **first)
    elif action == "internal-note":
        actions.note_internally(flag, text="kata orang lain", **first)
    else:
        actions.set_severity(flag, severity="low", reason="ringan", **first)
    client.force_login(cast.admin)
    answer = act(client, flag, action, **fields | old)
    page = answer.content.decode()
    assert answer.status_code == 409 and done in page
    assert "operator.lebak menyimpan isian lain" in page and theirs in page.lower()
    before = Flag.objects.get(pk=flag.pk)
    assert (before.severity, before.internal_note, before.assignee) != ("high", "jangan hilang", cast.operator_banten)
    form = with_fields(page, *fields)
    picked = dict.fromkeys(re.findall(r'name="(pick-[a-z_]+)"', page), "mine")
    assert act(client, flag, action, **form | picked).status_code == 302
    after = Flag.objects.get(pk=flag.pk)
    assert before.changed_at != after.changed_at


@pytest.mark.django_db(transaction=True)
def test_of_two_who_name_each_others_risk_as_the_original_one_wins(cast):
    flags = [builders.flag(builders.station(1)), builders.flag(builders.station(2))]
    ready, told = threading.Barrier(2), []

    def dismiss(one, other):
        try:
            ready.wait(10)
            at = timezone.now()
            actions.dismiss(one, outcome="duplicate", duplicate_of=other, actor=cast.admin, at=at)
        except rules.Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=dismiss, args=pair) for pair in (flags, flags[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(told) == 1 and "saling menunjuk" in told[0]
    assert Flag.objects.filter(outcome="duplicate").count() == 1 == Transition.objects.count()


def test_a_risk_that_stands_still_says_so_on_its_page(client, cast):
    old = builders.flag(reported_at=timezone.now() - timedelta(hours=25), since=timezone.now() - timedelta(hours=25))
    fresh = builders.flag(builders.station(6), since=timezone.now())
    client.force_login(cast.pejabat)
    assert "terlalu lama" in page_of(client, old) and "terlalu lama" not in page_of(client, fresh)
