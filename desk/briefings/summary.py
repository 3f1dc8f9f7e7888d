"""The summary of a briefing: five sentences made from the facts of its situation; none says what the data does not."""

from desk.briefings.content.sentences import extent_of
from desk.briefings.outline import sentences

__all__ = ["extent_of", "sentences"]
