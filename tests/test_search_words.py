"""Spellings that people mix up are one, and typing errors are counted as people make them."""

import random

import pytest

from tps.search_text import Word, understand
from tps.search_words import distance, fold, forgiven, grams, near, terms_of, whole, words_of


@pytest.mark.parametrize(
    ("old", "new"),
    [("Doekoeh", "dukuh"), ("Tjiomas", "ciomas"), ("Djati", "jati"), ("Massigit", "masigit"), ("Baté'e", "Batee")],
)
def test_old_spelling_doubled_letters_and_accents_are_one(old: str, new: str) -> None:
    assert words_of(old) == words_of(new)


def test_roman_numbers_and_short_words_keep_their_letters() -> None:
    assert words_of("Suka II") == ["suka", "ii"]
    assert fold("viii") == "viii"


def test_a_name_is_found_by_its_words_and_by_neighbours_joined() -> None:
    assert terms_of("Leuwi Damar Barat") == ("leuwi", "damar", "barat", "leuwidamar", "damarbarat", "leuwidamarbarat")
    assert terms_of("–") == ()
    assert whole("Kota Tangerang Selatan") == "tangerangselatan"
    assert whole("Kota") == "kota"


@pytest.mark.parametrize(
    ("typed", "meant", "errors"),
    [
        ("kaneks", "kanekes", 1),
        ("cikesik", "cikeusik", 1),
        ("kanekse", "kanekes", 1),
        ("kannekes", "kanekes", 1),
        ("lewidmar", "leuwidamar", 2),
        ("kanekes", "kanekes", 0),
        ("kanekes", "sukarasa", 3),
        ("abc", "abcdef", 3),
    ],
)
def test_errors_are_counted(typed: str, meant: str, errors: int) -> None:
    assert distance(typed, meant, 2) == errors


def test_names_within_the_forgiven_errors_share_a_mark() -> None:
    rnd = random.Random(5)
    letters = "abdegiklmnoprstu"
    for _turn in range(300):
        word = "".join(rnd.choices(letters, k=rnd.randint(4, 18)))
        typed = list(word)
        for _error in range(forgiven(word)):
            at = rnd.randrange(len(typed))
            match rnd.choice(("wrong", "missing", "more", "swapped")):
                case "wrong":
                    typed[at] = rnd.choice(letters)
                case "missing" if len(typed) > 4:
                    del typed[at]
                case "swapped" if at:
                    typed[at - 1], typed[at] = typed[at], typed[at - 1]
                case _:
                    typed.insert(at, rnd.choice(letters))
        said = "".join(typed)
        if distance(word, said, 2) <= min(forgiven(word), forgiven(said)):
            assert set(near(word)) & set(near(said)), (word, said)


def test_numbers_and_short_words_forgive_nothing() -> None:
    assert forgiven("raya") == 1
    assert forgiven("aji") == 0
    assert forgiven("20252") == 0


def test_a_term_holds_the_marks_of_what_it_contains() -> None:
    assert set(grams("damar")) <= set(grams("leuwidamar"))
    assert grams("ab") == []


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("-6.6,106.2", (-6.6, 106.2)),
        ("-6.6 106.2", (-6.6, 106.2)),
        ("-6,6; 106,2", (-6.6, 106.2)),
        ("(-6.61234°, 106.25°)", (-6.61234, 106.25)),
        ("106.2 -6.6", (-6.6, 106.2)),
        ("5.5, 95.3", (5.5, 95.3)),
    ],
)
def test_a_position_is_read_in_any_order(text: str, point: tuple[float, float]) -> None:
    assert understand(text).point == point


@pytest.mark.parametrize("text", ["-96.6,106.2", "-6.6,999", "5,14", "5 14", "kanekes 5", "106,2"])
def test_what_is_no_position_is_none(text: str) -> None:
    assert understand(text).point is None


@pytest.mark.parametrize(
    ("text", "village", "first", "last"),
    [
        ("3602062001005", "36.02.06.2001", 5, 5),
        ("36.02.06.2001/005", "36.02.06.2001", 5, 5),
        ("3602062001 5", "36.02.06.2001", 5, 5),
        ("3602062001#tps 5", "36.02.06.2001", 5, 5),
        ("tps 36-02-06-2001-005", "36.02.06.2001", 5, 5),
        ("36020620010", "36.02.06.2001", 0, 99),
        ("360206200101", "36.02.06.2001", 10, 19),
        ("36.02.06.2001", "36.02.06.2001", 1, 999),
    ],
)
def test_codes_are_read_in_any_spelling(text: str, village: str, first: int, last: int) -> None:
    wanted = understand(text)
    assert (wanted.village, wanted.first, wanted.last) == (village, first, last)


@pytest.mark.parametrize(
    ("text", "names", "first"),
    [
        ("tps 005 kanekes", [("kanekes", "")], 5),
        ("kanekes tps05", [("kanekes", "")], 5),
        ("kanekes no. 5", [("kanekes", "")], 5),
        ("kel. ciputat 12", [("ciputat", "village")], 12),
        ("kec leuwidamar", [("leuwidamar", "district")], 1),
        ("Kab Lebak", [("lebak", "regency")], 1),
        ("kota serang", [("kota", ""), ("serang", "")], 1),
        ("kel", [("kel", "")], 1),
        ("suka suka", [("suka", "")], 1),
    ],
)
def test_names_numbers_and_levels_are_told_apart(text: str, names: list[tuple[str, str]], first: int) -> None:
    wanted = understand(text)
    assert wanted.names == tuple(Word(*each) for each in names)
    assert wanted.first == first


@pytest.mark.parametrize(("text", "beginning"), [("36020", "36020"), ("36.02.0", "36020"), ("36.02.06.2", "3602062")])
def test_an_unfinished_code_is_a_beginning(text: str, beginning: str) -> None:
    assert understand(text).beginning == beginning


@pytest.mark.parametrize("text", ["", "tps", "\x00", "%_\\", "🙂", "٣", "no", "–"])
def test_some_texts_ask_for_nothing(text: str) -> None:
    assert understand(text).empty


def test_a_long_text_is_cut() -> None:
    assert len(understand("kata lain " * 50).names) <= 6
    assert understand("x" * 500).words == ("x",) or len(understand("x" * 500).words[0]) <= 100
