"""Every address of the product, tried by those who may not come in and by methods that may not change anything."""

from copy import deepcopy
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.doors import SIGN_IN, addresses, alike, arguments, opened, signed_in, status_of, world

pytestmark = pytest.mark.django_db

# What a stranger may reach: signing in, the way back to a lost password, a document's verification, health, theme,
# a calendar whose secret address they know, and the files behind a secure link of their own.
PUBLIC = {
    "tasks-ics",
    "secure-link",
    "account_login",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "set_language",
    "theme",
    "verify",
    "verify-ask",
    "healthz",
}
# What everybody who is signed in may reach, whatever their role: their own account.
OWN_ACCOUNT = {
    "profile",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    *(each.name for each in addresses() if each.name.startswith("mfa_")),
    "home",
}
# Whom each changing address lets in (in the world of tests/doors.py: Lebak, its task Diskominfo's); others are refused.
CENTRE = {"admin", "operator_banten"}
LEBAK = CENTRE | {"operator_lebak"}
OPERATORS = LEBAK | {"operator_pandeglang"}
LIAISONS = {"kpu", "bawaslu", "diskominfo"}
WRITERS = {
    **alike({"admin"}, "user-new", "user", "user-active", "user-invitation"),
    **alike(CENTRE, "saved-view", "saved-view-delete"),
    "saved-view-new": OPERATORS | LIAISONS | {"pejabat", "lapangan"},
    **alike(CENTRE, "agency-new", "agency-edit", "agency-close", "agency-reopen"),
    **alike(CENTRE, "contact-new", "contact", "contact-remove"),
    "contacts-file": OPERATORS | {"pejabat"},
    **alike({"admin"}, "ladder-new", "ladder", "ladder-remove", "ladder-usual", "ladder-hours"),
    **alike(CENTRE, "jurisdiction-new", "jurisdiction-edit", "duties"),
    **alike(CENTRE, "election-new", "election-change", "election-current", "race-new", "race"),
    **alike(CENTRE, "stage-shift", "stages-known"),
    **alike(CENTRE, "stage-new", "stage", "stage-remove", "region", "region-change"),
    **alike(CENTRE, "boundaries", "boundary-confirm", "boundary-cancel", "boundary-retry", "boundary-undo"),
    **alike(CENTRE, "briefing-letterhead", "briefing-recipients", "recipient-remove"),
    **alike(CENTRE, "briefing-cover", "briefing-refresh", "briefing-correct", "briefing-rules"),
    **alike(CENTRE, "briefing-strike", "briefing-add", "briefing-judge", "briefing-take-back"),
    "briefing-authorise": {"admin", "pejabat"},
    **alike(CENTRE | {"pejabat"}, "delivery-decide", "delivery-link"),
    "briefing-new": OPERATORS,
    "task-new": OPERATORS,
    "task-move": LEBAK | {"diskominfo"},
    **alike(LEBAK, "task-change", "task-edit", "task-links", "task-waits", "task-repeat", "task-stage"),
    "task-checklist": LEBAK | {"diskominfo"},
    "task-watch": OPERATORS | {"pejabat", "diskominfo"},
    "tasks-bulk": OPERATORS,
    **alike(CENTRE, "grant-new", "grant-amend", "grant-pay", "grant-withdraw"),
    "readiness-entry": LEBAK | LIAISONS,
    "readiness-bulk": OPERATORS | LIAISONS,
    "readiness-items-edit": CENTRE,
    **alike(LEBAK, "referral-new", "referral-forward", "referral-task"),
    "referral-move": LEBAK | {"diskominfo"},
    "referrals-bulk": OPERATORS,
    **alike(OPERATORS | LIAISONS | {"pejabat", "lapangan"}, "tasks-feed", "tasks-mentions-read"),
    **alike(OPERATORS | {"lapangan"}, "recap-entry", "recap-entry-next", "recap-entry-undo"),
    "recap-import": OPERATORS,
    "recap-photo-new": LEBAK | {"lapangan"},
    "meeting-new": OPERATORS,
    **alike(LEBAK, "meeting-edit", "meeting-move", "meeting-agenda", "meeting-propose", "meeting-invitations"),
    **alike(LEBAK, "meeting-attendance", "meeting-minutes-save", "meeting-pulse", "meeting-decide"),
    **alike(LEBAK, "meeting-decision", "meeting-decision-task"),
    "meeting-reply": {"diskominfo"},
    **alike({"admin", "pejabat"}, "meeting-approve", "meeting-correct"),
    "risk-new": OPERATORS | LIAISONS | {"lapangan"},
    **alike(OPERATORS, "risks-inbox-act", "risks-inbox-look"),
    "claim-new": OPERATORS | LIAISONS | {"lapangan"},
    "claim-withdraw": LEBAK | {"kpu"},
    **alike(OPERATORS, "index-new", "indices-load"),
    **alike(LEBAK, "index", "index-remove"),
    "playbook-edit": CENTRE,
    **alike(LEBAK, "risk-factors", "playbook-apply"),
    **alike(OPERATORS, "playbook-bulk", "playbook-bulk-without"),
    "risks-bulk": OPERATORS,
    "batch-undo": {"admin", "operator_lebak"},
    "risk-act": LEBAK,
    "observation-verify": LEBAK,
    **alike(LEBAK | {"kpu", "lapangan"}, "risk-evidence", "observation-evidence"),
    "evidence-withdraw": LEBAK,
    **alike(OPERATORS | LIAISONS, "list-imports", "map-statement"),
    **alike(
        {"admin", "operator_lebak"}, "list-import-act", "list-import-columns", "list-import-sheet", "list-import-names"
    ),
    "hazards": OPERATORS | LIAISONS,
    "hazard-act": {"admin", "operator_lebak"},
    **alike(LEBAK, "station-position", "station-correct", "import-columns", "import-sheet"),
    "import-corrections": OPERATORS,
    **alike(OPERATORS, "imports", "import-undo", "compare", "comparison-again", "missing-decide", "missing-take-back"),
    **alike(LEBAK, "import-confirm", "import-cancel", "import-retry"),
    **alike({"admin", "operator_lebak"}, "job-cancel", "job-retry"),
    **alike(LEBAK, "plan-edit", "leg-new", "leg-edit", "relocation-edit", "relocation-act"),
    **alike(LEBAK | {"lapangan"}, "leg-act", "leg-hand-over", "hand-over-sign"),
    "plans-draft": OPERATORS,
    "sirekap": OPERATORS,
    "plan-sheets": OPERATORS | {"pejabat"},
    "carry-over": CENTRE,
    # One's own session only.
    "election-select": OPERATORS | LIAISONS | {"pejabat", "lapangan"},
}
# Pages that exist in the demo only, and those that exist only where an installation wants them.
ABSENT = (
    *("demo-mail", "demo-mail-read", "demo-mail-html", "demo-mail-attachment"),
    *("vote-totals", "vote-totals-csv", "vote-totals-switch"),
)
# Pages that not every role may read; the missing ones are open to everybody but `luar`.
STAFF = OPERATORS | {"pejabat"}
# Pages that more people read than write.
READ_BY_ALL = {
    "duties",
    "region",
    "boundaries",
    "list-imports",
    "imports",
    "risk-evidence",
    "observation-evidence",
    "sirekap",
    "task-stage",
}
READERS = {
    **alike(CENTRE | LIAISONS | {"pejabat"}, "grants", "grants-file"),
    "grant": CENTRE | {"kpu", "pejabat"},
    **alike({"admin"}, "users", "users-file"),
    "history-of": LEBAK | {"pejabat"},
    **alike(OPERATORS | LIAISONS, "jobs", "jobs-csv", "jobs-xlsx", "jobs-badge"),
    **alike(STAFF, "job", "job-log"),
    "file": STAFF | {"diskominfo"},
    **alike(STAFF | {"diskominfo"}, "task", "referral", "referral-reminders"),
    **alike(STAFF | {"diskominfo"}, "task", "task-reminders", "task-stage"),
    **alike(STAFF, "ladders", "ladder-preview", "reminders", "reminders-file"),
    "task": STAFF | {"diskominfo"},
    **alike(STAFF | LIAISONS, "meetings", "meetings-csv", "meetings-xlsx", "meetings-of-flag", "meetings-of-agency"),
    **alike(STAFF | {"diskominfo"}, "meeting", "meetings-of-task"),
    "meeting-minutes": LEBAK,
    "meeting-paper-draft": LEBAK | {"pejabat"},
    "meeting-paper": set(),
    # The world has no file of tiles.
    "map-tile": set(),
    **alike(STAFF | LIAISONS, "briefings", "briefings-file"),
    **alike(STAFF, "briefing", "briefing-progress"),
    **alike(STAFF | {"bawaslu"}, "briefing-pdf", "briefing-compare", "briefing-share", "briefing-picture"),
    "briefing-enclosure": set(),
    "briefing-settings": CENTRE,
    "risk-places": OPERATORS | LIAISONS | {"lapangan"},
    "recap-entry-stations": OPERATORS | {"lapangan"},
    "recap-photo": LEBAK | {"lapangan"},
    **alike(OPERATORS, "risks-inbox", "risks-inbox-regions"),
    "list-import": OPERATORS | {"kpu"},
    "batch": {"admin", "operator_lebak"},
    **alike(OPERATORS, "batches", "batches-file", "sirekap-reading"),
    **alike(OPERATORS | {"kpu"}, "hazard", "hazard-stations", "hazard-stations-file", "hazard-shapes", "hazard-dots"),
    **alike(OPERATORS | LIAISONS, "hazards", "hazards-file"),
    **alike(OPERATORS, "import", "imports-file", "import-sample", "import-finding", "comparison", "comparison-file"),
    "imports": OPERATORS | LIAISONS,
    **alike(STAFF, "deliveries", "contacts", "plan-sheet", "leg-reminders"),
    **alike(set(), *ABSENT),
    **{each: who for each, who in WRITERS.items() if each not in READ_BY_ALL},
    "list-imports": OPERATORS | LIAISONS,
}
PEOPLE = sorted(OPERATORS | LIAISONS | {"pejabat", "lapangan", "luar"})
REFUSED = {403, 404}
# Kept apart by the sign-in library, not by the desk: the address of each person's mail.
BESIDE = {"django_session", "desk_cache", "accounts_user", "account_emailaddress"}


@pytest.fixture(scope="module")
def made(lasting: None) -> SimpleNamespace:
    """Make the world once for all tests of this file."""
    return world()


@pytest.fixture
def found(made: SimpleNamespace) -> SimpleNamespace:
    """Give the world as it was made."""
    return deepcopy(made)


def fingerprint() -> dict[str, tuple[int, str]]:
    """Give for each table how many rows it has and a sum of all of them; sessions and the cache do not count."""
    tables = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in BESIDE:
                continue
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t")
            tables[table] = cursor.fetchone()
    return tables


def test_every_address_has_arguments_and_no_argument_is_left_over(found: SimpleNamespace) -> None:
    walked = addresses()
    for address in walked:
        opened(address, found)
    assert arguments(found).keys() <= {address.name for address in walked}


def test_a_stranger_sees_the_sign_in_page_and_nothing_else(found: SimpleNamespace) -> None:
    open_doors = {}
    for address in (*addresses(), *addresses(admins=True)):
        if address.name in PUBLIC:
            continue
        url = opened(address, found)
        for method in ("get", "post"):
            answer = getattr(Client(), method)(url)
            if answer.status_code != 302 or not answer["Location"].startswith((SIGN_IN, "/admin/login/")):
                if method == "get" and answer.status_code == 405:
                    continue
                open_doors[f"{method} {url}"] = answer.status_code
    assert open_doors == {}


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_reads_exactly_what_the_roles_say_and_reading_changes_nothing(
    found: SimpleNamespace, who: str
) -> None:
    browser = signed_in(getattr(found, who))
    before, wrong = fingerprint(), {}
    for address in addresses():
        if address.name in PUBLIC | OWN_ACCOUNT - {"home"}:
            continue
        status = status_of(browser, opened(address, found))
        allowed = who in READERS.get(address.name, set(PEOPLE) - {"luar"})
        if status != 405 and (
            (status in REFUSED) is allowed or (who == "luar" and status == 404 and address.name not in ABSENT)
        ):
            wrong[address.name] = status
    assert wrong == {}
    assert fingerprint() == before


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_not_write_is_refused_and_changes_nothing(found: SimpleNamespace, who: str) -> None:
    browser = signed_in(getattr(found, who))
    before, wrong = fingerprint(), {}
    for address in addresses():
        if address.name in PUBLIC | OWN_ACCOUNT or who in WRITERS.get(address.name, set()):
            continue
        answer = browser.post(opened(address, found), {"action": "verify", "decision": "resend", "reason": "Coba."})
        if answer.status_code not in REFUSED | {405}:
            wrong[address.name] = answer.status_code
    assert wrong == {}
    assert fingerprint() == before


def test_who_may_write_is_let_in_and_nobody_without_a_token_is(found: SimpleNamespace) -> None:
    urls = {each.name: opened(each, found) for each in addresses() if each.name in WRITERS}
    assert urls.keys() == WRITERS.keys()
    firsts = {name: getattr(found, sorted(WRITERS[name])[0]) for name in urls}
    sent = {"election": found.election.code}
    before, open_doors = fingerprint(), {}
    for name, url in urls.items():
        forged = Client(enforce_csrf_checks=True)
        forged.force_login(firsts[name])
        if (status := forged.post(url, sent).status_code) != 403:
            open_doors[name] = status
    assert open_doors == {}
    assert fingerprint() == before
    refused = {}
    for name, url in urls.items():
        with transaction.atomic():
            status = signed_in(firsts[name]).post(url, sent).status_code
            # Each finds the world as it was made, whatever the one before did to it.
            transaction.set_rollback(True)
        if status not in {200, 302, 409, 422}:
            refused[name] = status
    assert refused == {}


@pytest.mark.parametrize("who", ["operator_banten", "luar"])
def test_only_admins_of_the_desk_come_into_the_tables(found: SimpleNamespace, who: str) -> None:
    user = getattr(found, who)
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    browser, before, wrong = signed_in(user), fingerprint(), {}
    for address in addresses(admins=True):
        url = opened(address, found)
        for answer in (browser.get(url), browser.post(url, {"post": "yes"})):
            back = answer.get("Location", "").startswith(("/admin/login/", "/accounts/")) or url == "/admin/logout/"
            if answer.status_code not in REFUSED and not back:
                wrong[url] = answer.status_code
    assert wrong == {}
    assert browser.get("/admin/login/").status_code == 403
    assert fingerprint() == before
