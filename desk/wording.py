"""Gathers every sentence of the interface and keeps the catalogues whole; for developers, behind `make messages`."""

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from desk.catalogues import LOCALE

ROOT = Path(__file__).resolve().parent.parent
# Neither tests nor what a running demo leaves behind hold sentences of the interface.
WITHOUT = {"tests", "var", "docs", "static", "requirements", "migrations", "__pycache__"}
LAZY = parse_keywords(
    ["gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "pgettext_lazy:1c,2", "npgettext:1c,2,3", "gettext_noop"]
)


def read_template(
    file: BinaryIO, keywords: Mapping[str, Any], comment_tags: Sequence[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, Any, list[str], str | None]]:
    """Give the messages of a Django template, which Django itself turns into calls of gettext for such readers."""
    calls = templatize(file.read().decode())
    lines = "\n".join(line.strip() for line in calls.splitlines())
    return extract_python(io.BytesIO(f"{lines}\n".encode()), keywords, comment_tags, cast("Any", options))


def gather(root: Path = ROOT) -> Catalog:
    """Collect the msgids (Indonesian) of all modules and templates into an empty catalogue."""
    with (root / "desk" / "locale" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    catalogue = Catalog(project="Desk Pemilu", charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        root,
        methods,
        options,
        keywords=DEFAULT_KEYWORDS | LAZY,
        directory_filter=lambda path: not (name := Path(path).name).startswith(".") and name not in WITHOUT,
    )
    for _file, _line, message, _comments, context in found:
        catalogue.add(message, context=context)
    return catalogue


def update(source: Path, template: Catalog) -> list[str]:
    """Bring one catalogue file up to the template and write it if that changed it; gives the msgids without words."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    text = io.BytesIO()
    write_po(text, catalogue, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    if text.getvalue() != source.read_bytes():
        source.write_bytes(text.getvalue())
    return [first_form(message.id) for message in catalogue if message.id and not filled(message.string)]


def first_form(words: str | Sequence[str]) -> str:
    """Give the singular of a message that may have a plural."""
    return words if isinstance(words, str) else words[0]


def filled(words: str | Sequence[str] | None) -> bool:
    """Say whether every form of a message has words."""
    return bool(words) if isinstance(words, str) or words is None else bool(words) and all(words)


def main() -> None:
    """Update every catalogue and say on standard output what still lacks words."""
    template = gather()
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        wanting = update(source, template)
        print(f"{source.relative_to(ROOT)}: {len(template)} messages, {len(wanting)} without words")  # noqa: T201 — what the developer asked to read
        for words in wanting:
            print(f"  {words}")  # noqa: T201 — what the developer asked to read


if __name__ == "__main__":
    main()
