"""The words of reading names: terms that fit a typed word, and the regions that bear them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
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

    def near(self, words: Iterable[str]) -> "NameTermQuerySet":
        """Keep the terms that may lie within the forgiven errors of one of the words; whoever asks looks again."""
        return self.filter(near__overlap=sorted({each for word in words for each in near(word)}))

    def tagged(self, tag: str) -> QuerySet[Any, Any]:
        """Give the terms themselves, each with a tag before it, for a lookup."""
        return self.annotate(tagged=Concat(Value(tag), F("term"))).values("tagged") if tag else self.values("term")


class PlaceNameQuerySet(models.QuerySet):
    """Reads names of places."""

    def named(self, words: Sequence[Word]) -> "PlaceNameQuerySet":
        """Keep the places that every word fits, by their own name or by one above."""
        rows = self
        for word in words:
            rows = rows.filter(_holds(word, LEVELS.get(word.level, "")))
        return rows

    def by_own_name(self, words: Sequence[Word]) -> "PlaceNameQuerySet":
        """Keep those of them whose own name at least one of the words fits."""
        own = Q()
        for word in words:
            own |= _holds(word, OWN)
        return self.filter(own)

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


def _holds(word: Word, tag: str) -> Q:
    # The terms are gathered once for the statement, and the index of `terms` is asked for all of them together.
    terms = apps.get_model("tps", "NameTerm").objects.fitting(word.term)
    return Q(terms__overlap=terms.tagged(tag))
