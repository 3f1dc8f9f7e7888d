"""Reading published scores from text: numbers as people write them, dimensions by line, lists as CSV. Pure."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from tps import codes

DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
MOST_ROWS = 5000
LONGEST_SOURCE, LONGEST_CATEGORY = 200, 60
COLUMNS = ("kode_wilayah", "skor", "kategori", "sumber", "tanggal_terbit")
PART, PART_CATEGORY = "dimensi:", "kategori:"


class Unreadable(Exception):
    """What was written cannot be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class ListedScore:
    """One readable row of a list; `region` is a dotted code."""

    row: int
    region: str
    score: Decimal | None
    category: str
    source: str
    published_on: date | None
    parts: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bad:
    """One row that cannot be read, with the reason."""

    row: int
    reason: str


def score_of(text: str) -> Decimal | None:
    """Read a score such as "66,53" or "66.53"; an empty text is none. Raises Unreadable for anything else."""
    text = text.strip()
    if not text:
        return None
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise Unreadable(_("“%(text)s” bukan skor; tulis seperti 66,53.") % {"text": text[:40]}) from None
    exponent = found.as_tuple().exponent
    if not isinstance(exponent, int) or not 0 <= found < 100_000 or exponent < -4:
        raise Unreadable(
            _("Skor “%(text)s” di luar batas: dari 0 sampai 99.999, paling banyak empat desimal.") % {"text": text[:40]}
        )
    return found


def day_of(text: str) -> date | None:
    """Read a day such as 2022-12-16 or 16-12-2022; an empty text is none. Raises Unreadable for anything else."""
    text = text.strip()
    if not text:
        return None
    for pattern in DAYS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 — a day has no zone
        except ValueError:
            continue
    raise Unreadable(_("“%(text)s” bukan tanggal; tulis seperti 2022-12-16.") % {"text": text[:40]})


def part_of(name: str, score: str, category: str) -> dict[str, str]:
    """Give one dimension as it is kept: the score as a text with a point, or ""."""
    found = score_of(score)
    return {
        "name": name.strip()[:80],
        "score": "" if found is None else f"{found:f}",
        "category": category.strip()[:60],
    }


def parts_of(text: str) -> list[dict[str, str]]:
    """Read dimensions, one line each: name; score; category. Raises Unreadable naming the line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, score, category, *more = [*line.split(";"), "", ""]
        if not name.strip() or any(each.strip() for each in more):
            raise Unreadable(_("Baris %(n)d: tulis nama; skor; kategori.") % {"n": number})
        try:
            found.append(part_of(name, score, category))
        except Unreadable as error:
            raise Unreadable(_("Baris %(n)d: %(reason)s") % {"n": number, "reason": error}) from None
    return found


def written(parts: list[dict[str, str]]) -> str:
    """Give dimensions as the form shows them, the other way round of parts_of."""
    return "\n".join("; ".join((each["name"], each["score"], each["category"])).rstrip("; ") for each in parts)


def read_list(content: bytes, refuse: Callable[[str], str]) -> tuple[list[ListedScore], list[Bad]]:
    """Read a CSV of scores; `refuse` gives the reason why a dotted region code may not be loaded, "" when it may.

    Raises Unreadable when the file as a whole is none: no text, columns missing, no rows, too many rows.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(_("Berkas ini bukan CSV berkode UTF-8; simpan ulang sebagai CSV UTF-8.")) from None
    head = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text.replace("\0", "")), delimiter=";" if head.count(";") > head.count(",") else ","
    )
    try:
        columns = [(each or "").strip().lower() for each in reader.fieldnames or []]
        reader.fieldnames = columns
        missing = [each for each in ("kode_wilayah", "sumber") if each not in columns]
        if missing or not {"skor", "kategori"} & set(columns):
            wanted = ", ".join(COLUMNS)
            raise Unreadable(_("Kolom yang dikenal: %(wanted)s. Perbaiki baris judulnya.") % {"wanted": wanted})
        rows = []
        for row in reader:
            rows.append({key: value or "" for key, value in row.items() if isinstance(key, str)})
            if len(rows) > MOST_ROWS:
                raise Unreadable(_("Lebih dari %(most)d baris; bagi berkasnya.") % {"most": MOST_ROWS})
    except csv.Error as error:
        raise Unreadable(_("Berkas tidak dapat dibaca sebagai CSV (%(error)s).") % {"error": error}) from None
    if not rows:
        raise Unreadable(_("Berkas ini tidak berisi satu baris pun."))
    good: list[ListedScore] = []
    bad: list[Bad] = []
    for number, row in enumerate(rows, 2):
        try:
            good.append(_row(number, row, refuse))
        except Unreadable as error:
            bad.append(Bad(number, str(error)))
    return good, bad


def _row(number: int, row: dict[str, str], refuse: Callable[[str], str]) -> ListedScore:
    try:
        region = codes.dotted(row["kode_wilayah"])
    except ValueError:
        raise Unreadable(_("“%(code)s” bukan kode wilayah.") % {"code": row["kode_wilayah"][:40]}) from None
    reason = refuse(region)
    if reason:
        raise Unreadable(reason)
    score, category, source = score_of(row.get("skor", "")), row.get("kategori", "").strip(), row["sumber"].strip()
    if score is None and not category:
        raise Unreadable(_("Skor dan kategori sama-sama kosong."))
    if not source:
        raise Unreadable(_("Sumber kosong."))
    if len(source) > LONGEST_SOURCE or len(category) > LONGEST_CATEGORY:
        raise Unreadable(_("Sumber atau kategori terlalu panjang."))
    names = [each.removeprefix(PART) for each in row if each.startswith(PART)]
    parts = [part_of(each, row[PART + each], row.get(PART_CATEGORY + each, "")) for each in names]
    told = tuple({**each, "name": each["name"].capitalize()} for each in parts if each["score"] or each["category"])
    return ListedScore(number, region, score, category, source, day_of(row.get("tanggal_terbit", "")), told)
