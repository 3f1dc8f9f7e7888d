"""The role table of the contract: for every cell somebody who may and somebody who may not."""

from types import SimpleNamespace

import pytest
from django.test import Client

from desk.accounts.models import User
from desk.accounts.roles import Right, Role, Scope, scope
from tests import builders

LEBAK, PANDEGLANG = "36.02.06.2001", "36.01.01.2001"
PEOPLE = [
    "admin",
    "operator_banten",
    "operator_lebak",
    "operator_pandeglang",
    "pejabat",
    "kpu",
    "bawaslu",
    "forkopimda",
    "diskominfo",
    "lapangan",
    "luar",
]


def who(cast: SimpleNamespace, right: Right, **where: object) -> set[str]:
    """Give the names of the cast who may use a right on something."""
    return {name for name in PEOPLE if getattr(cast, name).may(right, **where)}


ADMIN, BANTEN, LEBAKS = {"admin"}, {"operator_banten"}, {"operator_lebak"}
LIAISONS = {"kpu", "bawaslu", "forkopimda", "diskominfo"}
OPERATORS = BANTEN | LEBAKS | {"operator_pandeglang"}


@pytest.mark.parametrize(
    ("right", "where", "allowed"),
    [
        (Right.READ, {"place": LEBAK}, ADMIN | OPERATORS | {"pejabat", "lapangan"} | LIAISONS),
        (Right.READ, {"place": PANDEGLANG}, ADMIN | OPERATORS | {"pejabat"} | LIAISONS),
        (Right.READ, {"place": PANDEGLANG, "own": True}, ADMIN | OPERATORS | {"pejabat", "lapangan"} | LIAISONS),
        (Right.CONTACTS, {}, ADMIN | OPERATORS | {"pejabat"}),
        (Right.LOG_RISK, {"place": LEBAK}, ADMIN | BANTEN | LEBAKS | {"lapangan"}),
        (Right.LOG_RISK, {"place": PANDEGLANG}, ADMIN | BANTEN | {"operator_pandeglang"}),
        (Right.LOG_RISK, {"place": LEBAK, "agency": "kpu"}, ADMIN | BANTEN | LEBAKS | {"lapangan", "kpu"}),
        (Right.JUDGE_RISK, {"place": LEBAK}, ADMIN | BANTEN | LEBAKS),
        (Right.JUDGE_RISK, {"place": LEBAK, "own": True, "agency": "kpu"}, ADMIN | BANTEN | LEBAKS),
        (Right.IMPORT, {"place": "36"}, ADMIN | BANTEN),
        (Right.IMPORT, {"place": "36.02"}, ADMIN | BANTEN | LEBAKS),
        (Right.IMPORT, {"place": "36.02", "agency": "bawaslu"}, ADMIN | BANTEN | LEBAKS | {"bawaslu"}),
        (Right.PLACE, {"place": LEBAK}, ADMIN | BANTEN | LEBAKS),
        (Right.TASKS, {"place": LEBAK}, ADMIN | BANTEN | LEBAKS),
        (Right.TASKS, {"place": LEBAK, "agency": "diskominfo", "own": True}, ADMIN | BANTEN | LEBAKS),
        (Right.ANSWER_TASK, {"place": LEBAK, "agency": "diskominfo"}, ADMIN | BANTEN | LEBAKS | {"diskominfo"}),
        (Right.ANSWER_TASK, {"place": LEBAK, "own": True}, ADMIN | BANTEN | LEBAKS | {"lapangan"}),
        (Right.LOG_RECAP, {"place": LEBAK}, ADMIN | BANTEN | LEBAKS | {"lapangan"}),
        (Right.VOTE_TOTALS, {"place": LEBAK}, ADMIN | {"pejabat"}),
        (Right.SWITCH_TOTALS, {"place": LEBAK, "agency": "kpu", "own": True}, ADMIN),
        (Right.LOG_RECAP, {"place": PANDEGLANG}, ADMIN | BANTEN | {"operator_pandeglang"}),
        (Right.LOG_RECAP, {"place": LEBAK, "agency": "kpu", "own": True}, ADMIN | BANTEN | LEBAKS | {"lapangan"}),
        (Right.READINESS, {"place": LEBAK}, ADMIN | BANTEN | LEBAKS),
        (Right.READINESS, {"place": PANDEGLANG, "agency": "kpu"}, ADMIN | BANTEN | {"operator_pandeglang", "kpu"}),
        (Right.GRANTS, {}, ADMIN | BANTEN | {"pejabat"}),
        (Right.GRANTS, {"place": LEBAK, "agency": "kpu"}, ADMIN | BANTEN | {"pejabat", "kpu"}),
        (Right.STRUCTURE, {}, ADMIN | BANTEN),
        (Right.READ_MEETINGS, {"agency": "kpu"}, ADMIN | OPERATORS | {"pejabat", "kpu"}),
        (Right.HISTORY, {"place": LEBAK}, ADMIN | BANTEN | LEBAKS | {"pejabat"}),
        (
            Right.HISTORY,
            {"place": PANDEGLANG, "own": True},
            ADMIN | BANTEN | {"operator_pandeglang", "pejabat", "lapangan"},
        ),
        (
            Right.HISTORY,
            {"place": PANDEGLANG, "agency": "kpu"},
            ADMIN | BANTEN | {"operator_pandeglang", "pejabat", "kpu"},
        ),
        (Right.HISTORY, {}, ADMIN | BANTEN | {"pejabat"}),
        (Right.READ_BRIEFINGS, {"agency": "kpu"}, ADMIN | OPERATORS | {"pejabat", "kpu"}),
        (Right.DRAFT_BRIEFING, {"place": "36"}, ADMIN | BANTEN),
        (Right.DRAFT_BRIEFING, {"place": "36.02", "agency": "kpu"}, ADMIN | BANTEN | LEBAKS),
        (Right.AUTHORISE_BRIEFING, {"agency": "kpu", "place": "36"}, ADMIN | {"pejabat"}),
        (Right.PEOPLE, {}, ADMIN),
    ],
    ids=lambda value: ",".join(sorted(value)) if isinstance(value, set) else str(value),
)
def test_exactly_these_may(cast: SimpleNamespace, right: Right, where: dict[str, object], allowed: set[str]) -> None:
    assert who(cast, right, **where) == allowed


def test_every_cell_not_in_the_table_is_refused() -> None:
    table = {
        Role.OPERATOR: "read contacts log-risk judge-risk import place tasks answer-task log-recap readiness"
        " read-meetings grants structure history read-briefings draft-briefing",
        Role.FIELD: "read log-risk answer-task log-recap history",
        Role.OFFICIAL: "read contacts read-meetings grants history read-briefings authorise-briefing vote-totals",
        Role.LIAISON: "read log-risk import answer-task readiness read-meetings grants history read-briefings",
        Role.NONE: "",
        "no such role": "",
    }
    for role, rights in table.items():
        assert {right for right in Right if scope(role, right) is not Scope.NO} == set(rights.split()), role
    assert all(scope(Role.ADMIN, right) is Scope.ALL for right in Right)


def test_an_official_without_the_permission_authorises_nothing(db: None) -> None:
    official = builders.user("pejabat.lain", "official")
    assert not official.may(Right.AUTHORISE_BRIEFING)
    assert not official.may_somewhere(Right.AUTHORISE_BRIEFING)


def test_a_disabled_person_may_nothing(cast: SimpleNamespace) -> None:
    cast.admin.is_active = False
    assert not any(cast.admin.may(right) for right in Right)


def test_a_remit_covers_what_lies_in_it_and_nothing_that_only_begins_alike() -> None:
    lebak = User(role="operator", remit="36.02")
    assert lebak.covers("36.02") and lebak.covers(LEBAK)
    assert not lebak.covers("36") and not lebak.covers("36.021") and not lebak.covers("") and not lebak.covers("36.01")
    assert User(role="operator", remit="36").covers("")
    assert not User(role="operator", remit="").covers("36")


def test_what_each_may_read(cast: SimpleNamespace) -> None:
    assert cast.operator_lebak.reading_place == "" and cast.kpu.reading_place == ""
    assert cast.lapangan.reading_place == "36.02"
    assert cast.luar.reading_place is None


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/accounts/people/", ADMIN),
        ("/accounts/people/new/", ADMIN),
        ("/agencies/", set(PEOPLE) - {"luar"}),
        ("/agencies/new/", ADMIN | BANTEN),
        ("/history/", set(PEOPLE) - {"luar"}),
        ("/accounts/profile/", set(PEOPLE)),
        ("/risks/", set(PEOPLE) - {"luar"}),
        ("/risks/new/", ADMIN | OPERATORS | LIAISONS | {"lapangan"}),
        ("/tps/", set(PEOPLE) - {"luar"}),
        ("/imports/", ADMIN | OPERATORS | LIAISONS),
        ("/elections/", set(PEOPLE) - {"luar"}),
        ("/map/", set(PEOPLE) - {"luar"}),
        ("/tasks/", set(PEOPLE) - {"luar"}),
        ("/tasks/new/", ADMIN | OPERATORS),
        ("/recap/", set(PEOPLE) - {"luar"}),
        ("/recap/entry/", ADMIN | OPERATORS | {"lapangan"}),
        ("/recap/import/", ADMIN | OPERATORS),
        ("/referrals/", set(PEOPLE) - {"luar"}),
        ("/briefings/", set(PEOPLE) - {"luar", "lapangan"}),
        ("/admin/", ADMIN),
    ],
)
def test_pages_open_for_exactly_these(cast: SimpleNamespace, path: str, allowed: set[str]) -> None:
    builders.election()
    opened = set()
    for name in PEOPLE:
        client = Client()
        client.force_login(getattr(cast, name))
        # Django's admin sends those it does not know to its sign-in first.
        status = client.get(path, follow=path == "/admin/").status_code
        assert status in {200, 403}, (name, status)
        if status == 200:
            opened.add(name)
    assert opened == allowed
    assert Client().get(path).status_code == 302
