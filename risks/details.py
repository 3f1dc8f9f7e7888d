"""What a statement may say beyond its grade, pure: signal nearby, Bawaslu's TPS-rawan variables, the way to a place."""

import re
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks.kinds import Grade, Kind

FARTHEST = 100_000  # metres to where there is signal
LONGEST = 3 * 24 * 60  # minutes on the way
TURN = 360


class Variable(TextChoices):
    """The seven variables of Bawaslu's list of TPS rawan."""

    VOTING_RIGHTS = "hak-pilih", gettext_lazy("hak pilih")
    SECURITY = "keamanan", gettext_lazy("keamanan")
    CAMPAIGN = "kampanye", gettext_lazy("kampanye")
    NEUTRALITY = "netralitas", gettext_lazy("netralitas")
    LOGISTICS = "logistik", gettext_lazy("logistik")
    LOCATION = "lokasi", gettext_lazy("lokasi")
    NETWORK = "jaringan", gettext_lazy("jaringan listrik dan internet")


class Mode(TextChoices):
    """How a place is reached."""

    FOOT = "foot", gettext_lazy("jalan kaki")
    MOTORCYCLE = "motorcycle", gettext_lazy("motor")
    CAR = "car", gettext_lazy("mobil")
    BOAT = "boat", gettext_lazy("perahu")


COMPASS = (
    gettext_lazy("utara"),
    gettext_lazy("timur laut"),
    gettext_lazy("timur"),
    gettext_lazy("tenggara"),
    gettext_lazy("selatan"),
    gettext_lazy("barat daya"),
    gettext_lazy("barat"),
    gettext_lazy("barat laut"),
)
# Always understood, whatever the reader's language: people type what they say.
INDONESIAN = ("utara", "timur laut", "timur", "tenggara", "selatan", "barat daya", "barat", "barat laut")
_DEGREES = re.compile(r"^(\d{1,3})\s*(?:°|derajat|degrees?)?$")


@dataclass(frozen=True, slots=True)
class Details:
    """Beyond the grade: metres and bearing (degrees from north, 0 to 359) to signal, variables, mode and minutes."""

    metres: int | None = None
    bearing: int | None = None
    variables: tuple[str, ...] = ()
    mode: str = ""
    minutes: int | None = None


NOTHING = Details()


def belonging(kind: str, grade: str, given: Details) -> Details:
    """Keep what belongs to a kind and grade; a field that a form has hidden says nothing."""
    near = kind == Kind.BLANK_SPOT and grade == Grade.NEARBY
    way = kind == Kind.ACCESS
    return Details(
        metres=given.metres if near else None,
        bearing=given.bearing if near else None,
        variables=given.variables if kind == Kind.CONFLICT else (),
        mode=given.mode if way else "",
        minutes=given.minutes if way else None,
    )


def problems(kind: str, grade: str, given: Details) -> dict[str, str]:
    """Give for each field that cannot stand a sentence; empty when all is well."""
    kept = belonging(kind, grade, given)
    near = _("Jarak dan arah hanya untuk tingkat “sinyal ada di dekatnya”.")
    way = _("Moda dan waktu tempuh hanya untuk jenis Akses.")
    found: dict[str, str] = {}
    for name, sentence in {
        "metres": near,
        "bearing": near,
        "variables": _("Variabel TPS rawan hanya untuk jenis Konflik."),
        "mode": way,
        "minutes": way,
    }.items():
        if getattr(given, name) != getattr(kept, name):
            found[name] = sentence
    if kept.metres is not None and not 1 <= kept.metres <= FARTHEST:
        found["metres"] = _("Jarak diisi antara 1 dan 100.000 meter.")
    if kept.bearing is not None and not 0 <= kept.bearing < TURN:
        found["bearing"] = _("Arah diisi antara 0 dan 359 derajat.")
    if set(kept.variables) - set(Variable.values):
        found["variables"] = _("Pilih variabel dari daftar TPS rawan Bawaslu.")
    if kept.mode and kept.mode not in Mode.values:
        found["mode"] = _("Pilih moda: jalan kaki, motor, mobil, atau perahu.")
    if kept.minutes is not None and not 1 <= kept.minutes <= LONGEST:
        found["minutes"] = _("Waktu tempuh diisi antara 1 dan 4.320 menit (tiga hari).")
    return found


def bearing_of(text: str) -> int | None:
    """Give the degrees from north of a compass word or a number, None for an empty text; ValueError otherwise."""
    said = " ".join(text.lower().split())
    if not said:
        return None
    for names in (INDONESIAN, tuple(str(each).lower() for each in COMPASS)):
        if said in names:
            return names.index(said) * (TURN // len(names))
    found = _DEGREES.match(said)
    if not found or int(found[1]) > TURN:
        raise ValueError(text)
    return int(found[1]) % TURN


def compass_word(bearing: int) -> str:
    """Give the compass word that is nearest to a bearing in degrees."""
    step = TURN / len(COMPASS)
    return str(COMPASS[round(bearing / step) % len(COMPASS)])
