"""Which grade a zone has: one for all, or read from a column of the file and mapped, value by value. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from risks import rules
from risks.kinds import GRADES, SEVERITY_ORDER, Grade, Kind
from risks.list_words import GRADE_WORDS
from tps import columns

USUAL: dict[str, Grade] = {
    Kind.BLANK_SPOT: Grade.NONE,
    Kind.FLOOD: Grade.PRONE,
    Kind.CONFLICT: Grade.RAWAN,
    Kind.LOGISTICS: Grade.HARD,
    Kind.ACCESS: Grade.HARD,
}
# What classes of hazard maps mean here; what is not plain is left to a person.
_CLASSES: dict[str, dict[str, Grade]] = {
    Kind.FLOOD: dict.fromkeys(("rendah", "sedang", "tinggi", "sangat tinggi", "rawan", "low", "high"), Grade.PRONE),
    Kind.CONFLICT: {"rendah": Grade.LESS_PRONE, "sedang": Grade.RAWAN, "tinggi": Grade.VERY_RAWAN},
}
COLUMNS = (
    "grade", "tingkat", "tingkat_kerawanan", "tingkat_bahaya", "kelas", "kelas_bahaya", "kategori", "kerawanan",
    "hazard", "flood_depth", "kedalaman",
)  # fmt: skip
_DEPTH = re.compile(r"depth|dalam|genang|_cm$")


def text(value: Any) -> str:
    """Give a value of a column as people read it; 2.0 is 2."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()[:100]


def find_column(fields: Sequence[str], wanted: str = "") -> str:
    """Give the column that is meant: the wanted one in whatever case, else one whose name says grade; "" is none."""
    if wanted:
        return next((each for each in fields if each.strip().lower() == wanted.strip().lower()), "")
    plain = {columns.normal(each): each for each in fields}
    return next((plain[name] for name in COLUMNS if name in plain), "")


def suggestion(kind: str, column: str, value: str) -> str:
    """Give the grade that a value plainly means; "" when a person must say."""
    if not GRADES[kind]:
        return ""
    word = value.lower()
    if kind == Kind.FLOOD and _DEPTH.search(column.lower()) and re.fullmatch(r"\d+([.,]\d+)?", word):
        return depth(float(word.replace(",", ".")))
    grade = word if word in Grade.values else GRADE_WORDS.get(word, _CLASSES.get(kind, {}).get(word, ""))
    return str(grade) if grade in GRADES[kind] else ""


def depth(centimetres: float) -> Grade:
    """Give the grade of a depth of water in centimetres."""
    steps = ((0, Grade.DRY), (9.999, Grade.PRONE), (70, Grade.DEPTH_10), (150, Grade.DEPTH_70))
    return next((grade for most, grade in steps if centimetres <= most), Grade.DEPTH_150)


def mapped(kind: str, column: str, values: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Give each value its grade: what a person chose goes before what the value plainly means; "" is none yet."""
    known = {str(each.value) for each in GRADES[kind]}
    return {
        value: chosen[value] if chosen.get(value) in known else suggestion(kind, column, value)
        for value in sorted(set(values))
    }


def badness(kind: str, grade: str) -> tuple[bool, int, int]:
    """Give how bad a grade is, for ordering; greater is worse."""
    grades = [str(each.value) for each in GRADES[kind]]
    place = grades.index(grade) if grade in grades else 0
    # Blank spots are listed from the worst, all other kinds from the best.
    turned = -place if kind == Kind.BLANK_SPOT else place
    return rules.adverse(grade), SEVERITY_ORDER[rules.proposed_severity(kind, grade)], turned
