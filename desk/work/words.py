"""Sentences that are stored: the sentence with its blanks, so that each reader gets it in a language of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

SAY, WITH = "say", "with"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A msgid and what fills its blanks; as text it speaks the language in force."""

    msgid: str
    blanks: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return shown(self.msgid, self.blanks)


def sentence(msgid: str, **blanks: "str | int | float | Sentence") -> Sentence:
    """Make a sentence to be stored; mark the msgid with gettext_noop, so that the catalogues learn it.

    Blanks are `%(name)s` whatever they hold: numbers get the separators of the reader's language, and a sentence
    within a sentence is translated as well.
    """
    return Sentence(msgid, {name: _stored(value) for name, value in blanks.items()})


def kept(words: str | Sentence) -> Sentence:
    """Give what a caller said as a sentence; a plain text is one without blanks."""
    return words if isinstance(words, Sentence) else Sentence(str(words))


def shown(msgid: str, blanks: Mapping[str, Any] | None = None) -> str:
    """Give a stored sentence in the language in force; what cannot be filled is shown as it stands."""
    if not msgid:
        return ""
    words = gettext(msgid)
    if not blanks:
        return words
    try:
        return words % {name: _blank(value) for name, value in blanks.items()}
    except (KeyError, TypeError, ValueError):
        return words


def _stored(value: Any) -> Any:
    return {SAY: value.msgid, WITH: value.blanks} if isinstance(value, Sentence) else value


def _blank(value: Any) -> str:
    if isinstance(value, dict):
        return shown(str(value.get(SAY, "")), value.get(WITH))
    if isinstance(value, (int, float)):
        return str(number_format(value))
    return str(value)
