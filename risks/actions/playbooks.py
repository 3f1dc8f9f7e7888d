"""Words of change for playbooks: a new version, and which factors hold of a risk."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import acting
from risks import rules
from risks.actions.guards import locked
from risks.models import Factor, FactorCheck, Flag, Playbook, PlaybookAction
from risks.playbooks import Plan, plan


def write_version(
    wanted: Plan, *, seen: int, reason: str, actor: User | None, at: datetime, client_id: uuid.UUID
) -> tuple[Playbook, bool]:
    """Write a new version of a kind's playbook; the same client UUID again changes nothing.

    Raises rules.Refused when somebody wrote a newer version than the one `seen` (0 is the shipped one).
    """
    with acting(actor, "playbook.write", reason=reason):
        stored = Playbook.objects.filter(client_id=client_id).first()
        if stored is not None:
            return stored, False
        newest = Playbook.objects.select_for_update().filter(kind=wanted.kind).first()
        if (newest.version if newest else 0) != seen:
            raise _overtaken(newest)
        row, created = Playbook.objects.get_or_create(
            kind=wanted.kind,
            version=seen + 1,
            defaults={
                "title": wanted.title,
                "summary": wanted.summary,
                "reason": reason,
                "written_by": actor,
                "written_at": at,
                "client_id": client_id,
            },
        )
        if not created:
            # Two first versions at the same moment: there was no row yet to wait for.
            if row.client_id != client_id:
                raise _overtaken(row)
            return row, False
        Factor.objects.bulk_create(
            Factor(playbook=row, code=each.code, text=each.text, position=position)
            for position, each in enumerate(wanted.factors)
        )
        PlaybookAction.objects.bulk_create(
            PlaybookAction(
                playbook=row,
                code=each.code,
                title=each.title,
                detail=each.detail,
                owner_kind=each.owner_kind,
                day=each.day,
                hour=each.hour,
                factor=each.factor,
                source=each.source,
            )
            for each in wanted.actions
        )
    return row, True


def check_factors(flag: Flag, answers: Mapping[str, bool | None], *, actor: User | None, at: datetime) -> int:
    """Keep which factors hold of a risk (None: not known), by code; gives how many answers changed.

    An answer that stands already keeps who gave it and when. Raises rules.Refused for a closed risk.
    """
    found = plan(flag.kind)
    texts = {each.code: each.text for each in found.factors} if found else {}
    changed = 0
    with acting(actor, "risk.factors", place=flag.place):
        row = locked(flag)
        if not row.open:
            raise rules.Refused(
                _("%(number)s sudah ditutup; faktornya tidak dapat diubah lagi.") % {"number": row.number}
            )
        there = {each.code: each for each in FactorCheck.objects.filter(flag=row)}
        for code, holds in answers.items():
            known = there.get(code)
            if code not in texts or holds == (known.holds if known else None):
                continue
            changed += 1
            if holds is None:
                FactorCheck.objects.filter(flag=row, code=code).delete()
            else:
                FactorCheck.objects.update_or_create(
                    flag=row,
                    code=code,
                    defaults={"text": texts[code], "holds": holds, "checked_by": actor, "checked_at": at},
                )
    return changed


def _overtaken(row: Playbook | None) -> rules.Refused:
    who = str(row.written_by) if row and row.written_by else _("orang lain")
    version = row.version if row else 0
    return rules.Refused(
        _(
            "Sementara itu %(who)s menyimpan versi %(version)s. Isian Anda belum disimpan dan masih ada di bawah; "
            "baca versi itu dulu. Bila disimpan lagi, isian Anda menjadi versi sesudahnya."
        )
        % {"who": who, "version": version}
    )
