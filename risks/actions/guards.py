"""What every judgement of a risk checks first: the second pair of eyes, and what others did meanwhile."""

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from risks import holds, rules
from risks.kinds import Status
from risks.models import Flag

DONE = {
    "risk.verify": gettext_lazy("diverifikasi"),
    "risk.mitigate": gettext_lazy("dimitigasi"),
    "risk.resolve": gettext_lazy("diselesaikan"),
    "risk.dismiss": gettext_lazy("ditolak"),
    "risk.reopen": gettext_lazy("dibuka kembali"),
    "risk.merge": gettext_lazy("digabungkan sebagai ganda"),
    "risk.region": gettext_lazy("dipindahkan wilayahnya"),
    "risk.undo": gettext_lazy("dikembalikan"),
    "risk.claim": gettext_lazy("diambil"),
    "risk.release": gettext_lazy("dikembalikan ke antrean"),
    "risk.severity": gettext_lazy("diubah keparahannya"),
    "risk.assess": gettext_lazy("dinilai kemungkinan dan dampaknya"),
    "risk.assign": gettext_lazy("diubah penanggung jawabnya"),
    "risk.review": gettext_lazy("diubah tanggal tinjauannya"),
    "risk.note": gettext_lazy("diubah catatan internalnya"),
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


def check_duplicate(flag: Flag, other: Flag) -> None:
    """Refuse a duplicate of itself, of another election's risk, or of one that is a duplicate; both rows are locked."""
    if other.pk == flag.pk:
        raise rules.Refused(_("Risiko tidak dapat menjadi ganda dari dirinya sendiri."))
    # In the order of their numbers, so that two people who name each other's risk wait instead of standing still.
    rows = {row.pk: row for row in Flag.objects.select_for_update().filter(pk__in=[flag.pk, other.pk]).order_by("pk")}
    other = rows[other.pk]
    if other.election_id != flag.election_id:
        raise rules.Refused(_("%(number)s dari pemilihan lain; ganda hanya di pemilihan yang sama.") % _named(other))
    root = _root(other)
    if root.pk == flag.pk:
        raise rules.Refused(
            _("%(number)s sudah ditolak sebagai ganda dari %(root)s; keduanya tidak dapat saling menunjuk.")
            % {**_named(other), "root": root.number}
        )
    if root.pk != other.pk:
        raise rules.Refused(
            _("%(number)s sendiri ganda dari %(root)s; sebutkan %(root)s.") % {**_named(other), "root": root.number}
        )


def _root(flag: Flag) -> Flag:
    met = set()
    while flag.duplicate_of is not None and flag.pk not in met:
        met.add(flag.pk)
        flag = flag.duplicate_of
    return flag


def _named(flag: Flag) -> dict[str, str]:
    return {"number": flag.number}


def locked(flag: Flag) -> Flag:
    """Fetch a risk anew and hold it until the transaction ends."""
    return Flag.objects.select_for_update(of=("self",)).select_related("station", "region").get(pk=flag.pk)


def check_holds(flag: Flag, why: str | None) -> None:
    """Refuse to close a risk about which an agency was asked and is not done, unless somebody decides so and says why.

    `why` is None where nobody decided to close it all the same.
    """
    found = holds.on([flag.pk]).get(flag.pk, [])
    if found and why is not None:
        need(why, _("Tuliskan mengapa risiko ini ditutup walau rujukannya masih terbuka."))
    elif found:
        raise rules.Refused(
            _(
                "%(number)s masih dirujuk: %(open)s. Tutup atau tarik rujukan itu lebih dulu, atau tulis alasannya "
                "lalu centang “Tutup risiko walau rujukannya masih terbuka”."
            )
            % {"number": flag.number, "open": ", ".join(each.words for each in found)}
        )


def need(text: str, sentence: str) -> None:
    """Refuse with a sentence when a text that is needed is empty."""
    if not text.strip():
        raise rules.Refused(sentence)


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
