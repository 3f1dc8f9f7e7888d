"""The words of change for what a source's words mean: names of places and words for grades, kept for its next lists."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from desk.accounts.models import User
from risks.actions.lists import look_again, remap
from risks.models import ListImport, ListName, NameFit, PlaceMatch, WordMatch
from tps.columns import Column


def say(
    made: ListImport,
    places: Mapping[str, Column],
    choices: Mapping[str, Any],
    words: Mapping[str, str],
    *,
    actor: User,
    at: datetime,
) -> bool:
    """Have a list checked again with columns, fixed values and meanings of words; False when it is too late.

    `words` maps "kind|word" to the grade that the source means by it, "" where none fits.
    """
    with transaction.atomic():
        taken = remap(made, places, choices, actor=actor, at=at)
        if taken and words:
            _mean(made, words, actor, at)
    return taken


def _mean(made: ListImport, words: Mapping[str, str], actor: User, at: datetime) -> None:
    said = [(*key.split("|", 1), grade) for key, grade in words.items()]
    WordMatch.objects.bulk_create(
        [
            WordMatch(source=made.source, kind=kind, word=word, grade=grade, decided_by=actor, decided_at=at)
            for kind, word, grade in said
        ],
        update_conflicts=True,
        unique_fields=["source", "kind", "word"],
        update_fields=["grade", "decided_by", "decided_at"],
    )


def settle_exact(made: ListImport, *, actor: User, at: datetime) -> int:
    """Agree to every name that fits one village exactly, and look at the list again; give how many names."""
    names = made.names.filter(fit=NameFit.EXACT).values_list("text", "candidates")
    return _settle(made, {text: candidates[0] for text, candidates in names}, actor, at)


def settle(made: ListImport, chosen: Mapping[int, str], *, actor: User, at: datetime) -> int:
    """Take a village for each ListName id, and look at the list again; give how many names.

    A village that was not offered for a name is left out.
    """
    names = ListName.objects.filter(list_import=made, pk__in=chosen)
    return _settle(
        made, {each.text: chosen[each.pk] for each in names if chosen[each.pk] in each.candidates}, actor, at
    )


def forget(made: ListImport, names: Iterable[int], *, actor: User, at: datetime) -> int:
    """Take decisions about names back, and look at the list again; rows loaded already stay as they are."""
    texts = made.names.filter(pk__in=list(names), fit=NameFit.SETTLED).values_list("text", flat=True)
    with transaction.atomic():
        gone, _kinds = PlaceMatch.objects.filter(source=made.source, text__in=list(texts)).delete()
        if gone:
            look_again(made, actor=actor, at=at)
    return gone


def _settle(made: ListImport, villages: Mapping[str, str], actor: User, at: datetime) -> int:
    if not villages:
        return 0
    with transaction.atomic():
        if not look_again(made, actor=actor, at=at):
            return 0
        PlaceMatch.objects.bulk_create(
            [
                PlaceMatch(source=made.source, text=text, region_id=code, decided_by=actor, decided_at=at)
                for text, code in villages.items()
            ],
            update_conflicts=True,
            unique_fields=["source", "text"],
            update_fields=["region", "decided_by", "decided_at"],
        )
    return len(villages)
