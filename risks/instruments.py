"""Reference definitions of published indices, pure: what an instrument measures, as its publisher names it.

Only names and counts: the desk computes no score, no category and no weight.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of an index: its dimensions by name, the levels below as counts only."""

    code: str
    version: str
    name: str
    publisher: str
    dimensions: tuple[str, ...]
    subdimensions: int
    indicators: int

    @property
    def key(self) -> str:
        """Give the address of the definition, such as "ikp:2024"."""
        return f"{self.code}:{self.version}"


IKP_2024 = Definition(
    "ikp",
    "2024",
    "Indeks Kerawanan Pemilu",
    "Bawaslu",
    ("Sosial-politik", "Penyelenggaraan pemilu", "Kontestasi", "Partisipasi"),
    subdimensions=12,
    indicators=61,
)
DEFINITIONS = (IKP_2024,)
NOT_OURS = _("Skor dan kategori dicatat seperti diterbitkan; desk tidak menghitung, membobot, atau mengubahnya.")


def definition(code: str, version: str) -> Definition | None:
    """Give the reference definition of an instrument, None when the desk knows none."""
    return next((each for each in DEFINITIONS if (each.code, each.version) == (code, version)), None)
