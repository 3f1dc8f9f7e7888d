"""Names for the made-up regions of the nation, as varied and as alike as real ones. Pure, always the same."""

import random

HEADS = (
    "Suka", "Suka", "Suka", "Suka", "Karang", "Karang", "Tanjung", "Sumber", "Sumber", "Mekar", "Sindang", "Pasir",
    "Muara", "Kota", "Bumi", "Ranca", "Wana", "Banjar", "Teluk", "Batu", "Lubuk", "Padang", "Sungai", "Pulau",
    "Gunung", "Bukit", "Kampung", "Rantau", "Ujung", "Air", "Talang", "Parit", "Simpang", "Purwo", "Sido", "Marga",
    "Tegal", "Kedung", "Kali", "Wono", "Jati", "Rejo", "Sri", "Tirto", "Argo", "Cipta", "Giri", "Tri", "Eka", "Panca",
    "Ci", "Ci", "Ci", "Ba", "Wai", "Lau", "Nanga", "Long", "Oe",
)  # fmt: skip
TAILS = (
    "maju", "mulya", "sari", "jaya", "raya", "asih", "ratu", "bakti", "tani", "makmur", "harja", "rasa", "wangi",
    "agung", "indah", "damai", "baru", "lama", "rejo", "mukti", "karya", "manah", "hurip", "galih", "laksana",
    "mandiri", "sentosa", "tirta", "negara", "kerta", "wening", "luhur", "bangun", "setia", "aman", "subur",
    "lestari", "cinta", "anyar", "kidul", "lor", "wetan", "kulon", "tengah", "gede", "alit", "panjang", "besar",
    "kecil", "tinggi", "dalam", "hilir", "hulu", "bandung", "daun", "bunga",
)  # fmt: skip
MORE = (
    "Utara", "Selatan", "Timur", "Barat", "Tengah", "Baru", "Lama", "Hulu", "Hilir", "Indah", "Jaya", "I", "II",
    "III",
)  # fmt: skip
SYLLABLES = (
    "ba", "be", "bi", "bo", "bu", "da", "de", "di", "do", "ga", "ge", "gu", "ha", "hi", "ka", "ke", "ki", "ko", "ku",
    "la", "le", "li", "lo", "lu", "ma", "me", "mi", "mo", "mu", "na", "ne", "ni", "no", "nu", "pa", "pe", "pi", "po",
    "ra", "re", "ri", "ro", "ru", "sa", "se", "si", "so", "su", "ta", "te", "ti", "to", "tu", "wa", "we", "wi", "ya",
    "yo", "nga", "nge", "ngi", "mba", "ndo", "nda", "nyo", "kra", "pra", "tra",
)  # fmt: skip
ENDS = (
    "", "", "", "n", "ng", "k", "r", "s", "t", "m", "h",
)  # fmt: skip


def names(count: int, seed: int = 2030) -> list[str]:
    """Give names: joined ("Sukamaju"), apart ("Suka Maju"), with a direction, or of syllables alone."""
    rnd = random.Random(seed)
    return [_name(rnd) for _each in range(count)]


def _name(rnd: random.Random) -> str:
    kind = rnd.random()
    if kind < 0.4:
        name = rnd.choice(HEADS) + rnd.choice(TAILS)
    elif kind < 0.55:
        name = f"{rnd.choice(HEADS)} {rnd.choice(TAILS).title()}"
    else:
        name = ("".join(rnd.choices(SYLLABLES, k=rnd.choice((2, 3, 3, 4)))) + rnd.choice(ENDS)).title()
    return f"{name} {rnd.choice(MORE)}" if rnd.random() < 0.2 else name
