"""What every judgement of a risk checks first: the second pair of eyes, and what others did meanwhile."""

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from risks import rules
from risks.kinds import Status
from risks.models import Flag

DONE = {
    "risk.verify": gettext_lazy("diverifikasi"),
    "risk.mitigate": gettext_lazy("dimitigasi"),
    "risk.resolve": gettext_lazy("diselesaikan"),
    "risk.dismiss": gettext_lazy("ditolak"),
    "risk.reopen": gettext_lazy("dibuka kembali"),
    "risk.severity": gettext_lazy("diubah keparahannya"),
}


def may_judge_own(actor: User | None) -> bool:
    """Tell whether someone may judge even what they reported themselves: the system and admins."""
    return actor is None or actor.scope(Right.JUDGE_RISK) is Scope.ALL


def check_judge(actor: User | None, reporter_id: int | None, what: str) -> None:
    """Refuse to let someone judge a grave risk that they reported themselves."""
    if actor is not None and reporter_id == actor.pk and not may_judge_own(actor):
        raise rules.Refused(
            _("%(what)s dan keparahannya tinggi atau kritis; minta operator lain menilainya.") % {"what": what}
        )


def check_flag(flag: Flag, actor: User | None, severity: str = "") -> None:
    """Refuse to let someone change a risk of their own that is, or would become, high or critical."""
    if rules.grave(flag.severity) or rules.grave(severity):
        check_judge(actor, flag.reported_by_id, _("%(number)s Anda laporkan sendiri") % {"number": flag.number})


def overtaken(flag: Flag) -> rules.Refused:
    """Give the sentence for who comes second: what was done to the risk, by whom and when."""
    events = apps.get_model("risks", "FlagEvent").objects.filter(pgh_obj_id=flag.pk)
    last = events.select_related("pgh_context").order_by("-pgh_id").first()
    facts = last.pgh_context.metadata if last is not None and last.pgh_context is not None else {}
    when = clock.local(last.pgh_created_at).strftime("%d-%m-%Y %H.%M") if last is not None else "–"
    return rules.Refused(
        _(
            "%(number)s sudah %(done)s oleh %(who)s pada %(when)s %(zone)s dan kini berstatus “%(status)s”. "
            "Tidak ada yang Anda ubah."
        )
        % {
            "number": flag.number,
            "done": DONE.get(facts.get("action", ""), gettext_lazy("diubah")),
            "who": facts.get("username") or _("sistem"),
            "when": when,
            "zone": settings.TIME_ZONE_LABEL,
            "status": Status(flag.status).label,
        }
    )
