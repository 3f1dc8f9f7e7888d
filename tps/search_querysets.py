"""The words of reading names: terms that fit a typed word, and the regions that bear them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, Length

from tps.search_text import Word
from tps.search_words import LEVELS, OWN, grams, near

# Where a word stands in a region's own name: as a term, as the beginning of one, inside one, or only above.
EXACT, BEGINNING, INSIDE, ABOVE = 1, 2, 3, 5


class NameTermQuerySet(models.QuerySet):
    """Reads terms."""

    def fitting(self, word: str) -> "NameTermQuerySet":
        """Keep the terms that hold a folded word; two letters must begin them, a single one must be all of them."""
        if len(word) < 2:
            return self.filter(term=word)
        if len(word) < 3:
            return self.filter(term__startswith=word)
        return self.filter(grams__contains=grams(word), term__contains=word)

    def likest(self, word: str) -> "NameTermQuerySet":
        """Order terms that fit a word by how much of them it is, those that it begins first."""
        begins = Case(When(term__startswith=word, then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.order_by(begins, Length("term"), "term")

    def near(self, words: Iterable[str]) -> "NameTermQuerySet":
        """Keep the terms that may lie within the forgiven errors of one of the words; whoever asks looks again."""
        marks = sorted({each for word in words for each in near(word)})
        # Mark by mark: of one overlap with fifty the planner expects so much that it reads the whole table.
        sql = "SELECT t.term FROM unnest(%s::int[]) AS mark JOIN tps_nameterm t ON t.near @> ARRAY[mark]"
        return self.filter(pk__in=RawSQL(sql, [marks]))  # noqa: S611 (the text is ours, the marks are numbers)

    def tagged(self, tag: str) -> QuerySet[Any, Any]:
        """Give the terms themselves, each with a tag before it, for a lookup."""
        return self.annotate(tagged=Concat(Value(tag), F("term"))).values("tagged") if tag else self.values("term")


class PlaceNameQuerySet(models.QuerySet):
    """Reads names of places."""

    def holding(self, words: Sequence[Word]) -> "PlaceNameQuerySet":
        """Keep the places that have every word, whole, in their own name or in one above."""
        return self.filter(terms__contains=[f"{LEVELS.get(word.level, '')}{word.term}" for word in words])

    def holding_own(self, words: Sequence[Word]) -> "PlaceNameQuerySet":
        """Keep those of them that have at least one of the words in their own name."""
        return self.filter(_own(words), terms__overlap=[f"{OWN}{word.term}" for word in words])

    def named(self, words: Sequence[Word], most: int | None = None) -> "PlaceNameQuerySet":
        """Keep the places that every word fits, by their own name or by one above; `most` bounds the terms of each."""
        rows = self
        for word in words:
            rows = rows.filter(terms__overlap=_terms(word, LEVELS.get(word.level, ""), most))
        return rows

    def named_own(self, words: Sequence[Word], most: int | None = None) -> "PlaceNameQuerySet":
        """Keep the places that every word fits and one of them by their own name.

        `most` bounds the terms of a single word to those that are most like it; for several words it means nothing.
        """
        if len(words) > 1:
            return self.named(words).filter(_own(words))
        return self.filter(_own(words), terms__overlap=_terms(words[0], OWN, most))

    def best_first(self, words: Sequence[Word]) -> "PlaceNameQuerySet":
        """Order by how well the words fit: the whole name, whole words, beginnings, parts, higher names."""
        phrase = "".join(each.term for each in words)
        short = "".join(each.term for each in words[1:]) if words and words[0].term == "kota" else phrase
        far: Any = Value(0)
        for word in words:
            far = far + Case(
                When(own__contains=f" {word.term} ", then=Value(EXACT)),
                When(own__contains=f" {word.term}", then=Value(BEGINNING)),
                When(own__contains=word.term, then=Value(INSIDE)),
                default=Value(ABOVE),
                output_field=IntegerField(),
            )
        order = Case(When(whole__in={phrase, short}, then=Value(0)), default=far, output_field=IntegerField())
        return self.annotate(far=order).order_by("far", Length("region_id"), "region_id")


def _terms(word: Word, tag: str, most: int | None) -> QuerySet[Any, Any]:
    # The terms are gathered once for the statement, and the index of `terms` is asked for all of them together.
    terms = apps.get_model("tps", "NameTerm").objects.fitting(word.term)
    return terms.likest(word.term).tagged(tag)[:most] if most else terms.order_by().tagged(tag)


def _own(words: Sequence[Word]) -> Q:
    """Give the condition that a word fits the own name of a place, which is of the level that was written before it."""
    found = Q()
    for word in words:
        part = f" {word.term} " if len(word.term) < 2 else f" {word.term}" if len(word.term) < 3 else word.term
        found |= Q(own__contains=part, level=word.level) if word.level else Q(own__contains=part)
    return found
