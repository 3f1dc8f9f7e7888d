"""Words that lists use for kinds and grades, each mapped to the desk's own; those for grades by kind. Pure."""

import re

from risks.kinds import GRADES, Grade, Kind

LONGEST = 200
KINDS: dict[str, Kind] = {
    **{each.value: each for each in Kind},
    "tanpa sinyal": Kind.BLANK_SPOT,
    "blank spot": Kind.BLANK_SPOT,
    "blankspot": Kind.BLANK_SPOT,
    "sinyal": Kind.BLANK_SPOT,
    "jaringan": Kind.BLANK_SPOT,
    "banjir": Kind.FLOOD,
    "rawan banjir": Kind.FLOOD,
    "konflik": Kind.CONFLICT,
    "rawan konflik": Kind.CONFLICT,
    "keamanan": Kind.CONFLICT,
    "logistik": Kind.LOGISTICS,
    "akses": Kind.ACCESS,
    "lainnya": Kind.OTHER,
    "lain-lain": Kind.OTHER,
}
# Words that mean one grade whatever the kind; the kind still has to have that grade.
GRADE_WORDS: dict[str, Grade] = {
    "tidak ada sinyal": Grade.NONE,
    "tidak ada": Grade.NONE,
    "sinyal lemah": Grade.WEAK,
    "lemah": Grade.WEAK,
    "sinyal ada di dekatnya": Grade.NEARBY,
    "dekat": Grade.NEARBY,
    "wifi di kantor": Grade.OFFICE,
    "sinyal baik": Grade.GOOD,
    "baik": Grade.GOOD,
    "tidak banjir": Grade.DRY,
    "kering": Grade.DRY,
    "rawan banjir": Grade.PRONE,
    "kurang rawan": Grade.LESS_PRONE,
    "sangat rawan": Grade.VERY_RAWAN,
    "tps rawan": Grade.TPS_RAWAN,
    "aman": Grade.OK,
    "sulit": Grade.HARD,
    "tidak dapat dilalui": Grade.IMPOSSIBLE,
}
# "Rawan" of a flood list is not "rawan" of the police. Where agencies mean different things ("sedang", "tinggi", a very
# prone flood place) nothing is guessed: a person says it once.
_WAYS = {
    "lancar": Grade.OK,
    "mudah": Grade.OK,
    "baik": Grade.OK,
    "sukar": Grade.HARD,
    "susah": Grade.HARD,
    "tidak bisa dilalui": Grade.IMPOSSIBLE,
    "terputus": Grade.IMPOSSIBLE,
    "putus": Grade.IMPOSSIBLE,
}
_OF_KIND: dict[str, dict[str, Grade]] = {
    Kind.BLANK_SPOT: {
        "blank spot": Grade.NONE,
        "blankspot": Grade.NONE,
        "full blank spot": Grade.NONE,
        "tanpa sinyal": Grade.NONE,
        "tidak ada jaringan": Grade.NONE,
        "tidak ada jaringan internet": Grade.NONE,
        "no signal": Grade.NONE,
        "nihil": Grade.NONE,
        "susah sinyal": Grade.WEAK,
        "sulit sinyal": Grade.WEAK,
        "jaringan lemah": Grade.WEAK,
        "sinyal di dekatnya": Grade.NEARBY,
        "wifi kantor": Grade.OFFICE,
        "wifi kantor desa": Grade.OFFICE,
        "satelit": Grade.VSAT,
        "ada sinyal": Grade.GOOD,
        "kuat": Grade.GOOD,
        "sinyal kuat": Grade.GOOD,
    },
    Kind.FLOOD: {
        "rawan": Grade.PRONE,
        "banjir": Grade.PRONE,
        "potensi banjir": Grade.PRONE,
        "berpotensi banjir": Grade.PRONE,
        "tidak rawan": Grade.DRY,
        "aman": Grade.DRY,
        "aman banjir": Grade.DRY,
    },
    Kind.CONFLICT: {"aman": Grade.LESS_PRONE, "tidak rawan": Grade.LESS_PRONE},
    Kind.LOGISTICS: _WAYS,
    Kind.ACCESS: _WAYS,
}


def plain(text: str) -> str:
    """Give a word as it is looked up: small letters, single blanks."""
    return re.sub(r"\s+", " ", text).strip().lower()


def kind_of(text: str) -> Kind | None:
    """Give the kind that a word names, None when it names none."""
    word = plain(text)
    return KINDS.get(word.replace("_", "-")) or KINDS.get(word)


def grade_of(kind: str, text: str) -> str:
    """Give the grade that a word names for a kind; a word that names none is given back as a grade would be spelled."""
    word = plain(text)
    found = _OF_KIND.get(kind, {}).get(word) or GRADE_WORDS.get(word)
    return str(found.value) if found else word.replace("_", "-").replace(" ", "-")


def belongs(kind: str, grade: str) -> bool:
    """Tell whether a kind has a grade; a kind without grades has the empty one."""
    return grade in GRADES[kind] if GRADES[kind] else not grade
