"""Which playbook is in force for a kind of risk: the newest version that the desk wrote, else the shipped one."""

from collections.abc import Iterable

from risks.kinds import Kind
from risks.models import FactorCheck, Playbook
from risks.reference import Action, Factor, shipped
from risks.reference import Playbook as Plan

__all__ = ["Action", "Factor", "Plan", "checks_of", "plan", "plans"]


def plan(kind: str, version: int | None = None) -> Plan | None:
    """Give the playbook of a kind in force, or one version of it (0 is the shipped one); None when there is none."""
    if kind not in Kind.values:
        return None
    if version == 0:
        return shipped()[kind]
    rows = Playbook.objects.filter(kind=kind).prefetch_related("factors", "actions")
    if version is not None:
        row = rows.filter(version=version).first()
        return _read(row) if row else None
    row = rows.first()
    return _read(row) if row else shipped()[kind]


def plans(kinds: Iterable[str] = Kind.values) -> dict[str, Plan]:
    """Give the playbooks in force of several kinds, in the order of the kinds (3 queries)."""
    wanted = [kind for kind in Kind.values if kind in set(kinds)]
    newest = Playbook.objects.filter(kind__in=wanted).order_by("kind", "-version").distinct("kind")
    rows = {row.kind: row for row in newest.prefetch_related("factors", "actions")}
    return {kind: _read(rows[kind]) if kind in rows else shipped()[kind] for kind in wanted}


def checks_of(flag_ids: Iterable[int]) -> dict[int, dict[str, FactorCheck]]:
    """Give what somebody found of each risk's factors, by risk and code of the factor."""
    found: dict[int, dict[str, FactorCheck]] = {}
    for check in FactorCheck.objects.filter(flag__in=list(flag_ids)).select_related("checked_by"):
        found.setdefault(check.flag_id, {})[check.code] = check
    return found


def _read(row: Playbook) -> Plan:
    return Plan(
        row.kind,
        row.title,
        row.summary,
        tuple(Factor(each.code, each.text) for each in row.factors.all()),
        tuple(
            Action(each.code, each.title, each.owner_kind, each.day, each.hour, each.detail, each.factor, each.source)
            for each in row.actions.all()
        ),
        row.version,
    )
