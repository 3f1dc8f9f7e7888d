"""The shape of what a search finds: groups, each with its first hits and the list that shows them all."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MOST = 500  # counted exactly up to here; beyond it a person narrows the search anyway


@dataclass(slots=True)
class Group:
    """Hits of one sort: heading, rows ({"url", "icon", "label", "hint"}), and the list with all of them.

    `count` is None where it was not counted, MOST + 1 for more than MOST; `certain` says that the text names its one
    hit.
    """

    label: str
    items: list[dict[str, Any]] = field(default_factory=list)
    all_url: str = ""
    count: int | None = None
    certain: bool = False

    @property
    def all_words(self) -> str:
        """Give the words of the link to the list."""
        if self.count is None:
            return _("Buka dalam daftar")
        if self.count > MOST:
            return _("Lihat semua (lebih dari %(n)s)") % {"n": number_format(MOST)}
        return _("Lihat semua %(n)s") % {"n": number_format(self.count)}


@dataclass(slots=True)
class Results:
    """All groups with hits; `typos` says that places only look like the text, `meant` how they are written."""

    groups: list[Group] = field(default_factory=list)
    typos: bool = False
    meant: list[str] = field(default_factory=list)

    @property
    def items(self) -> list[dict[str, Any]]:
        """Give the hits of all groups in order."""
        return [item for group in self.groups for item in group.items]

    @property
    def only(self) -> str:
        """Give the address to which Enter goes at once: the only hit, or the one that the text names; else ""."""
        if self.typos:
            return ""
        certain = [group.items[0] for group in self.groups if group.certain and len(group.items) == 1]
        items = certain if len(certain) == 1 else self.items
        return str(items[0]["url"]) if len(items) == 1 else ""
