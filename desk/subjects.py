"""What history may say of each record: where it lies, whose it is, what it is called; the one table of it all."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, CharField, F, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, Left, Length, LPad, NullIf, Right, Trim
from django.utils.translation import gettext_lazy as _

from desk.accounts import places
from desk.coordination.models.reminded import BESIDE
from desk.history import registry
from desk.history.registry import Subject
from tps.models import Region

_PLACED = ("station__region__code", "region__code")

SUBJECTS = (
    Subject(
        "accounts.user",
        place=("remit",),
        agency=("agency__code",),
        own=("pgh_obj_id",),
        search=("username", "first_name"),
        url=("user", "id"),
        ignored=frozenset({"last_name", "is_staff", "is_superuser", "demo", "date_joined"}),
        personal=frozenset({"username", "first_name", "last_name", "email"}),
        everyone=False,
    ),
    Subject("agencies.agency", ("region_code",), ("code",), search=("code", "name"), url=("agency", "code")),
    Subject(
        "agencies.contact",
        ("agency__region_code",),
        ("agency__code",),
        search=("role",),
        personal=frozenset({"phone", "email"}),
        contacts=True,
    ),
    Subject(
        "tps.boundaryset",
        search=("source",),
        url=("boundary", "id"),
        ignored=frozenset({"client_id", "job", "report", "errors_head"}),
    ),
    Subject("tps.election", search=("code", "name")),
    Subject("tps.race", search=("name",)),
    Subject("tps.stage", ("region__code",), search=("name",)),
    Subject("tps.region", ("code",), search=("code", "name")),
    Subject(
        "tps.pollingstation",
        ("region__code",),
        search=("code",),
        url=("station", "code"),
        ignored=frozenset({"corrected"}),
    ),
    Subject(
        "risks.flag",
        _PLACED,
        ("owner__code",),
        ("reported_by_id",),
        search=("station__code",),
        number="R",
        url=("risk", "id"),
        internal=frozenset({"internal_note"}),
    ),
    Subject("risks.observation", _PLACED, ("source__code",), ("recorded_by_id",), search=("station__code",)),
    Subject(
        "risks.claim",
        ("region__code",),
        ("source__code",),
        ("recorded_by_id",),
        search=("source_text",),
        number="P",
        url=("claim", "id"),
    ),
    Subject("risks.instrument", search=("code", "name")),
    Subject("risks.indexscore", ("region__code",), own=("recorded_by_id",), search=("source",)),
    Subject("risks.playbook", search=("title",)),
    Subject("risks.factorcheck", tuple(f"flag__{path}" for path in _PLACED), ("flag__owner__code",), search=("text",)),
    Subject(
        "risks.evidence",
        tuple(f"{record}__{path}" for record in ("flag", "observation") for path in _PLACED),
        ("observation__source__code",),
        ("uploaded_by_id",),
        search=("caption",),
        url=("evidence", "id"),
        ignored=frozenset({"client_id", "shown", "thumb"}),
    ),
    Subject(
        "risks.hazardlayer",
        ("remit",),
        ("source__code",),
        ("uploaded_by_id",),
        search=("name",),
        url=("hazard", "id"),
        ignored=frozenset({"client_id", "job", "report", "errors_head", "mapping", "proposals"}),
    ),
    Subject(
        "coordination.task",
        (*_PLACED, "flag__station__region__code", "flag__region__code"),
        ("owner__code",),
        ("requested_by_id",),
        search=("title",),
        number="T",
        url=("task", "id"),
        ignored=frozenset(BESIDE),
    ),
    Subject(
        "coordination.referral",
        tuple(f"flag__{path}" for path in _PLACED),
        ("to__code", "by__code"),
        ("asked_by_id",),
        search=("question",),
        number="RJ",
        url=("referral", "id"),
        ignored=frozenset(BESIDE),
    ),
    Subject(
        "coordination.referralanswer",
        tuple(f"referral__flag__{path}" for path in _PLACED),
        ("referral__to__code", "referral__by__code"),
        ("author_id",),
        search=("text",),
    ),
    Subject(
        "coordination.appliedplaybook",
        tuple(f"flag__{path}" for path in _PLACED),
        ("flag__owner__code",),
        ("applied_by_id",),
        ignored=frozenset({"batch"}),
    ),
    Subject(
        "coordination.answer",
        tuple(f"task__{path}" for path in (*_PLACED, "flag__station__region__code", "flag__region__code")),
        ("task__owner__code",),
        ("author_id",),
        search=("text",),
    ),
    *(
        Subject(
            f"coordination.{part}",
            tuple(f"task__{path}" for path in (*_PLACED, "flag__station__region__code", "flag__region__code")),
            ("task__owner__code",),
        )
        for part in ("checklistitem", "tasklink", "taskdependency")
    ),
    Subject("coordination.taskseries", ignored=frozenset({"next_at"})),
    Subject(
        "coordination.jurisdiction",
        agency=("agency__code",),
        search=("name",),
        url=("jurisdiction", "id"),
        ignored=frozenset({"geometry"}),
    ),
    Subject("coordination.responsibility", search=("kind",)),
    Subject(
        "recap.fallbackplan",
        ("station__region__code",),
        ("decider__code",),
        ("made_by_id",),
        search=("station__code",),
        ignored=frozenset({"changed_at"}),
    ),
    Subject(
        "recap.courierleg",
        ("station__region__code",),
        own=("made_by_id",),
        search=("station__code",),
        url=("leg", "id"),
    ),
    Subject(
        "recap.relocation",
        ("station__region__code",),
        ("decider__code",),
        ("made_by_id",),
        search=("station__code", "site"),
        ignored=frozenset({"changed_at"}),
    ),
    # Who turned totals on, and who looked: for those who read all history.
    Subject("recap.totalsswitch", everyone=False, ignored=frozenset({"changed_at"})),
    Subject("recap.totalsview", everyone=False),
    Subject("recap.relocationitem", ("relocation__station__region__code",), search=("text",)),
    Subject(
        "recap.formsighting",
        ("station__region__code",),
        ("source__code",),
        ("recorded_by_id",),
        search=("station__code",),
        ignored=frozenset({"client_id"}),
    ),
    Subject("coordination.grant", agency=("receiver__code",), url=("grant", "id"), ignored=frozenset({"current"})),
    Subject(
        "coordination.grantversion",
        agency=("grant__receiver__code",),
        search=("number",),
        url=("grant", "grant_id"),
    ),
    Subject("coordination.instalment", agency=("version__grant__receiver__code",)),
    Subject(
        "coordination.payment", agency=("grant__receiver__code",), search=("reference",), url=("grant", "grant_id")
    ),
    Subject("coordination.readinesschecklist", search=("reason",)),
    Subject(
        "coordination.readinessstatement",
        ("region__code",),
        ("source__code",),
        ("recorded_by_id",),
        search=("asked",),
        url=("readiness-region", "region_id"),
        ignored=frozenset({"batch"}),
    ),
    Subject("coordination.ladderstep", agency=("agency__code",), search=("role",), contacts=True),
    Subject("coordination.reminderrules", ignored=frozenset({"armed_election", "armed_polling"})),
    Subject(
        "coordination.meeting",
        ("region__code",),
        ("host__code",),
        ("created_by_id",),
        search=("title",),
        url=("meeting", "id"),
        ignored=frozenset({"sequence"}),
    ),
    *(
        Subject(f"coordination.{part}", ("meeting__region__code",), ("meeting__host__code",), search=search)
        for part, search in (("agendaitem", ("title",)), ("decision", ("text",)), ("minutesissue", ()))
    ),
    Subject("coordination.invitation", ("meeting__region__code",), ("agency__code",)),
    Subject("agencies.contactexport", search=("username",), personal=frozenset({"username"}), contacts=True),
    Subject(
        "briefings.briefing",
        agency=("agency__code",),
        search=("period",),
        url=("briefing", "id"),
        ignored=frozenset({"situation", "job_id", "message"}),
    ),
    Subject(
        "briefings.amendment",
        ("briefing__agency__region_code",),
        ("briefing__agency__code",),
        search=("number",),
        everyone=False,
        ignored=frozenset({"client_id"}),
    ),
    Subject("briefings.schedule", everyone=False),
    Subject("briefings.handling", everyone=False, personal=frozenset({"escalate_to"})),
    Subject("briefings.recipient", personal=frozenset({"address"}), contacts=True),
    Subject("paper.letterhead", personal=frozenset({"signatory_name", "signatory_nip"})),
    Subject(
        "paper.document",
        search=("number",),
        ignored=frozenset({"series", "sequence", "content_type", "size"}),
    ),
    Subject(
        "post.delivery",
        everyone=False,
        search=("recipient",),
        ignored=frozenset({"message_id"}),
        personal=frozenset({"recipient", "name"}),
    ),
    Subject("post.securelink", everyone=False),
)


def _numbered(prefix: str) -> Combinable:
    # LPad would cut a number of more than four digits.
    digits = Cast("pk", CharField())
    width = Greatest(Length(digits), Value(4))
    return _joined(Value(f"{prefix}-"), LPad(digits, width, Value("0")))


def _joined(*parts: Any) -> Combinable:
    return Concat(*parts, output_field=CharField())


_PERSON = Coalesce(NullIf(Trim(_joined(F("first_name"), Value(" "), F("last_name"))), Value("")), F("username"))
_WHERE = Coalesce(F("station__code"), F("region__name"), Value(""))
# A weekly briefing's period is written 2026-W47; a daily one's is its day.
_PERIOD = Case(
    When(
        period__contains="-W",
        then=_joined(
            # The reader's word, asked for with each query.
            Value(_("pekan "), output_field=CharField()),
            Right("period", 2),
            Value("/"),
            Left("period", 4),
        ),
    ),
    default=F("period"),
    output_field=CharField(),
)
NAMES: dict[str, Combinable] = {
    "accounts.user": _PERSON,
    "agencies.agency": F("name"),
    "agencies.contact": _joined(F("role"), Value(", "), F("agency__name")),
    "tps.boundaryset": F("file__name"),
    "tps.election": F("name"),
    "tps.race": F("name"),
    "tps.stage": F("name"),
    "tps.region": F("name"),
    "tps.pollingstation": _joined(
        Value("TPS "), LPad(Cast("number", CharField()), 3, Value("0")), Value(" "), F("region__name")
    ),
    "tps.rosterimport": F("file__name"),
    "risks.flag": _numbered("R"),
    "risks.listimport": F("file__name"),
    "risks.claim": _numbered("P"),
    "risks.instrument": F("name"),
    "risks.indexscore": _joined(F("instrument__name"), Value(" · "), F("region__name")),
    "risks.observation": _joined(F("source__name"), Value(" · "), _WHERE),
    "risks.evidence": Coalesce(NullIf(F("caption"), Value("")), F("original__name")),
    "risks.hazardlayer": F("name"),
    "risks.playbook": F("title"),
    "risks.factorcheck": F("text"),
    "coordination.task": _numbered("T"),
    "coordination.referral": _numbered("RJ"),
    "coordination.referralanswer": _joined(Value("RJ-"), F("referral_id")),
    "coordination.appliedplaybook": _joined(Value("R-"), F("flag_id")),
    "coordination.answer": _joined(Value("T-"), F("task_id")),
    "coordination.checklistitem": F("text"),
    "coordination.tasklink": _joined(Value("T-"), F("task_id")),
    "coordination.taskdependency": _joined(Value("T-"), F("task_id"), Value(" < T-"), F("blocker_id")),
    "coordination.taskseries": F("every"),
    "coordination.jurisdiction": F("name"),
    "coordination.responsibility": _joined(F("kind"), Value(": "), F("body")),
    **{
        f"recap.{kind}": _joined(
            Value("TPS "),
            LPad(Cast("station__number", CharField()), 3, Value("0")),
            Value(" "),
            F("station__region__name"),
        )
        for kind in ("fallbackplan", "courierleg", "relocation")
    },
    "recap.relocationitem": F("text"),
    "recap.totalsswitch": F("election__name"),
    "recap.totalsview": _joined(F("election__name"), Value(" · "), F("race__name")),
    "recap.formsighting": _joined(F("station__code"), Value(" · "), F("race__name")),
    "coordination.grant": _joined(F("giver__name"), Value(" · "), F("receiver__name")),
    "coordination.grantversion": F("number"),
    "coordination.instalment": _joined(F("version__number"), Value(" · "), F("position")),
    "coordination.payment": _joined(F("grant__giver__name"), Value(" · "), F("grant__receiver__name")),
    "coordination.readinesschecklist": _joined(F("election__name"), Value(" ("), F("version"), Value(")")),
    "coordination.readinessstatement": _joined(F("asked"), Value(" · "), F("region__name")),
    "coordination.ladderstep": _joined(F("target"), Value(" "), Cast("hours", CharField())),
    "coordination.reminderrules": Value(_("aturan pengingat"), output_field=CharField()),
    "coordination.meeting": F("title"),
    "coordination.agendaitem": F("title"),
    "coordination.decision": F("text"),
    "coordination.minutesissue": F("document__number"),
    "coordination.invitation": _joined(F("agency__name"), Value(" · "), F("meeting__title")),
    "agencies.contactexport": F("username"),
    "briefings.briefing": _joined(F("agency__name"), Value(" · "), _PERIOD),
    "briefings.amendment": F("briefing__agency__name"),
    "briefings.handling": F("agency__name"),
    "briefings.schedule": F("agency__name"),
    "briefings.recipient": F("address"),
    "paper.letterhead": F("office"),
    "paper.document": F("number"),
    "post.message": F("subject"),
    "post.delivery": F("recipient"),
    "post.securelink": F("delivery__recipient"),
    "files.storedfile": F("name"),
}


def region_names(codes: Sequence[str]) -> dict[str, str]:
    """Give the names of dotted region codes; for none the province and its regencies."""
    rows = Region.objects.filter(code__in=codes) if codes else Region.objects.filter(level__in=["province", "regency"])
    return dict(rows.order_by("code").values_list("code", "name"))


def register() -> None:
    """Tell history and the people's pages what they cannot look up themselves."""
    registry.register(*SUBJECTS)
    registry.register_names(NAMES)
    places.register(region_names)
