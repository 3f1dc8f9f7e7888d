"""The words of change for what agencies propose in lists: accept or decline what lies in a region."""

from datetime import datetime

from desk.accounts.models import User
from desk.context import acting
from risks.kinds import Standing
from risks.models import ListImport, Observation
from risks.querysets import placed_within
from risks.staging import Stage


def accept_proposals(made: ListImport, *, within: str, actor: User, at: datetime) -> tuple[int, int]:
    """Accept the proposals of a list that lie in a dotted region code; give how many, and how many risks they opened.

    The risks count as reported by who handed the list in, so that who accepts them may verify them.
    """
    with acting(actor, "risk.accept", place=within, agency=made.source.code):
        stage = Stage(made.election_id, made.source_id)
        accepted = stage.fill_with_proposals(made.pk, within)
        opened = stage.write(actor_id=made.uploaded_by_id, at=at, list_id=made.pk)
        _settled(made, actor, at)
    return accepted, opened


def decline_proposals(made: ListImport, *, within: str, actor: User, at: datetime) -> int:
    """Decline the proposals of a list that lie in a dotted region code; they stay in the ledger and count nowhere."""
    with acting(actor, "risk.decline", place=within, agency=made.source.code):
        waiting = Observation.objects.filter(placed_within(within), list_import=made, standing=Standing.PROPOSED)
        declined = Observation.objects.filter(pk__in=waiting.values("pk")).update(standing=Standing.DECLINED)
        _settled(made, actor, at)
    return declined


def _settled(made: ListImport, actor: User, at: datetime) -> None:
    if not Observation.objects.filter(list_import=made, standing=Standing.PROPOSED).exists():
        ListImport.objects.filter(pk=made.pk).update(accepted_by=actor, accepted_at=at)
