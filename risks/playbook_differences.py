"""What two people wrote differently in new versions of one playbook, row by row, for who saves second."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from desk.agencies.kinds import AgencyKind
from desk.editing import Row
from risks.playbook_kinds import offset_words
from risks.playbooks import Plan


def differences(base: Plan | None, theirs: Plan, mine: Plan) -> list[Row]:
    """Give the rows in which the version in force differs from what a person wrote, with what both began from."""
    shown = {} if base is None else dict(_rows(base))
    stands, wanted = dict(_rows(theirs)), dict(_rows(mine))
    return [
        Row(label, "", shown.get((kind, label), ""), stands.get((kind, label), ""), wanted.get((kind, label), ""))
        for kind, label in dict.fromkeys([*stands, *wanted])
        if stands.get((kind, label)) != wanted.get((kind, label))
    ]


def _rows(found: Plan) -> Iterator[tuple[tuple[str, str], str]]:
    kinds, texts = dict(AgencyKind.choices), {each.code: each.text for each in found.factors}
    yield ("head", _("Judul")), found.title
    yield ("head", _("Ringkasan")), found.summary
    for factor in found.factors:
        yield ("factor", f"{_('Faktor')}: {factor.code}"), factor.text
    for action in found.actions:
        parts = [
            action.title,
            str(kinds.get(action.owner_kind, action.owner_kind)),
            offset_words(action.day, action.hour),
        ]
        parts += [texts.get(action.factor, action.factor), action.detail, action.source]
        yield ("action", f"{_('Tindakan')}: {action.code}"), " · ".join(part for part in parts if part)
