"""The pure rules: steps, proposed severities, grades."""

from datetime import UTC, datetime, timedelta

import pytest

from risks import rules
from risks.kinds import GRADES, Grade, Kind, Severity, Status
from risks.rules import Step

NOON = datetime(2024, 2, 5, 5, tzinfo=UTC)


def test_a_risk_goes_from_reported_to_resolved():
    status = Status.REPORTED
    for step in (Step.VERIFY, Step.MITIGATE, Step.RESOLVE):
        status = rules.after(step, status)
    assert status == Status.RESOLVED


def test_closed_risks_can_only_be_reopened():
    assert rules.steps_from(Status.RESOLVED) == [Step.REOPEN]
    assert rules.steps_from(Status.DISMISSED) == [Step.REOPEN]


@pytest.mark.parametrize("status", [Status.VERIFIED, Status.MITIGATING, Status.RESOLVED, Status.DISMISSED])
def test_only_a_reported_risk_can_be_verified(status):
    assert rules.after(Step.VERIFY, status) is None


def test_every_adverse_grade_proposes_a_severity_of_its_own():
    for kind, grades in GRADES.items():
        for grade in grades:
            assert ((kind, grade) in rules.SEVERITIES) == rules.adverse(grade)


def test_no_signal_is_high_and_signal_nearby_is_low():
    assert rules.proposed_severity("blank-spot", "none") == Severity.HIGH
    assert rules.proposed_severity("blank-spot", "nearby") == Severity.LOW
    assert rules.proposed_severity("other", "") == Severity.MEDIUM


def test_a_grade_of_another_kind_is_refused_with_the_right_ones():
    with pytest.raises(rules.Refused, match="tidak ada sinyal"):
        rules.check_grade(Kind.BLANK_SPOT, Grade.DRY)
    with pytest.raises(rules.Refused, match="tidak memakai tingkat"):
        rules.check_grade(Kind.OTHER, Grade.OK)


def test_tomorrow_is_refused_and_a_fast_clock_is_taken_as_now():
    with pytest.raises(rules.Refused, match="masa depan"):
        rules.settled_moment(NOON + timedelta(days=1), NOON)
    assert rules.settled_moment(NOON + timedelta(minutes=5), NOON) == NOON
    assert rules.settled_moment(NOON - timedelta(days=1), NOON) == NOON - timedelta(days=1)
