"""The words of change for lists of observations: hand in, check, say what columns hold, confirm, load, cancel."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, BinaryIO

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.files.actions import keep, whole
from desk.files.copies import unharmed
from desk.work import actions as work
from risks import list_columns
from risks.actions import list_records
from risks.list_columns import Choices
from risks.loading import Loaded, Progress, load
from risks.models import ListImport, WordMatch
from tps.actions import mappings
from tps.columns import Column
from tps.kinds import ImportState
from tps.models import Election
from tps.workbooks import content_type

CHECK, APPLY = "risks.list-check", "risks.list-apply"
WAITING = (ImportState.UPLOADED, ImportState.CHECKING)
MAPPABLE = (ImportState.CHECKED, ImportState.REFUSED)
STOPPABLE = (*WAITING, ImportState.CHECKED, ImportState.APPLYING)
UNREAD: dict[str, Any] = {
    "state": ImportState.UPLOADED,
    "refusal": "",
    **dict.fromkeys(("read", "created", "updated", "unchanged", "rejected", "pending")),
}


def upload(
    content: File,
    election: Election,
    source: Agency,
    *,
    remit: str,
    proposal: bool,
    client_id: uuid.UUID,
    actor: User,
    at: datetime,
) -> ListImport:
    """Keep a list and have it checked in the background; the same client_id again gives the first one."""
    known = ListImport.objects.filter(client_id=client_id).first()
    if known is not None:
        return known
    try:
        with whole(), transaction.atomic():
            stored = keep(content, content.name or "daftar.csv", actor=actor, at=at, content_type=content_type(content))
            made = ListImport.objects.create(
                election=election,
                source=source,
                file=stored,
                remit=remit,
                proposal=proposal,
                client_id=client_id,
                uploaded_by=actor,
                uploaded_at=at,
            )
            _enqueue(made, CHECK, actor, at)
    except IntegrityError:
        # The other half of a double click was faster.
        return ListImport.objects.get(client_id=client_id)
    return made


def confirm(made: ListImport, *, actor: User, at: datetime) -> bool:
    """Have a checked list loaded; False when it was not waiting for that (any more)."""
    with transaction.atomic():
        taken = ListImport.objects.filter(pk=made.pk, state=ImportState.CHECKED).update(state=ImportState.APPLYING)
        if taken:
            _enqueue(made, APPLY, actor, at)
    return bool(taken)


def retry(made: ListImport, *, actor: User, at: datetime) -> bool:
    """Try a failed step again; False when nothing had failed."""
    with transaction.atomic():
        locked = ListImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=made.pk)
        if not locked.broken:
            return False
        _enqueue(locked, APPLY if locked.state == ImportState.APPLYING else CHECK, actor, at)
    return True


def mappable(made: ListImport) -> bool:
    """Tell whether what its columns hold can still be said: it waits or was refused, and nothing of it is loaded."""
    return made.state in MAPPABLE and made.applied_at is None and bool(made.report.get("header"))


def remap(
    made: ListImport, places: Mapping[str, Column], choices: Mapping[str, Any], *, actor: User, at: datetime
) -> bool:
    """Have a list checked again with columns and fixed values that a person has chosen, and remember the columns.

    `places` gives fields their column counted from 0 (None: take nothing); `choices` is plain data for `said`.
    False when the list was neither checked nor refused (any more).
    """
    with transaction.atomic():
        taken = _again(made, actor, at, mapping=dict(places), choices=dict(choices))
        if taken:
            header = made.report["header"]
            mappings.remember(
                made.source, header, places, actor=actor, at=at, words=list_columns.WORDS, enough=list_columns.enough
            )
    return taken


def reread(made: ListImport, sheet: str, *, actor: User, at: datetime) -> bool:
    """Have another sheet of a workbook checked, its columns guessed anew; False when the time for that has passed."""
    with transaction.atomic():
        return _again(made, actor, at, sheet=sheet, mapping={})


def look_again(made: ListImport, *, actor: User, at: datetime) -> bool:
    """Have a list checked again after names were settled; False when nothing waits for that (any more)."""
    with transaction.atomic():
        return _again(made, actor, at)


def _again(made: ListImport, actor: User, at: datetime, **changes: Any) -> bool:
    """Set a list back to its check; one that was loaded keeps what it did and may still take the rows that waited."""
    waiting = Q(state__in=MAPPABLE, applied_at=None)
    if not changes:
        waiting |= Q(state__in=(ImportState.APPLIED, ImportState.CHECKED), applied_at__isnull=False)
    values = {**(UNREAD if made.applied_at is None else {"state": ImportState.UPLOADED}), **changes}
    taken = ListImport.objects.filter(waiting, pk=made.pk).update(**values)
    if taken:
        _enqueue(made, CHECK, actor, at)
    return bool(taken)


def cancel(made: ListImport, *, at: datetime) -> bool:
    """Stop an import at whatever step it is; False when it had ended."""
    if made.running and made.job is not None:
        return work.cancel(made.job, at=at)
    return _end(made)


def begin(made: ListImport) -> None:
    """Note that a worker has begun to check the list."""
    ListImport.objects.filter(pk=made.pk, state__in=WAITING).update(state=ImportState.CHECKING)


def stopped(made: ListImport) -> None:
    """Note that a worker has stopped because a person asked for it; nothing was changed."""
    _end(made)


def refuse(made: ListImport, refusal: Exception) -> None:
    """Note that the file as a whole cannot be taken, and why."""
    list_records.refuse(made, refusal, STOPPABLE)


def said(made: ListImport) -> Choices:
    """Give what a person has said of a list, with the words that its source is known to use."""
    words = {f"{each.kind}|{each.word}": each.grade for each in WordMatch.objects.filter(source=made.source)}
    given = made.choices
    day = given.get("day")
    return Choices(
        kind=given.get("kind", ""),
        grade=given.get("grade", ""),
        day=date.fromisoformat(day) if day else None,
        words=words | given.get("words", {}),
        whole=given.get("whole", False),
        names=True,
        by_content=True,
    )


def run(
    made: ListImport,
    *,
    write: bool,
    at: datetime,
    most_bytes: int,
    progress: Progress,
    end: Callable[[], None],
) -> Loaded:
    """Check (or with `write` load) a kept list; `end` runs last, inside the same transaction.

    Raises Unsteady when the kept file is not the one that was handed in, Unreadable, NoRoom.
    """

    memory = mappings.Memory(made.source, list_columns.WORDS)
    choices = said(made)
    if write:
        choices = replace(choices, words=_as_shown(made, choices))

    def finish(loaded: Loaded) -> None:
        loaded.report.update(memory.noted())
        list_records.record(made, loaded, at=at)
        end()

    with unharmed(made.file) as file:
        return load(
            file,
            made.election,
            made.source,
            actor=made.uploaded_by,
            at=at,
            most_bytes=most_bytes,
            write=write,
            proposal=made.proposal,
            within=made.remit,
            sheet=made.sheet,
            mapping=made.mapping or (made.report.get("places") if write else None),
            choices=choices,
            recall=memory.recall,
            shown=made.pk if write else None,
            progress=progress,
            begin=lambda: made.pk,
            before_commit=finish,
        )


def _as_shown(made: ListImport, choices: Choices) -> dict[str, str]:
    """Give the meanings of words that the check has shown; a word that nobody has judged stays without one."""
    shown = {f"{each['kind']}|{each['word']}": each["grade"] for each in made.report.get("words", [])}
    return {key: grade for key, grade in shown.items() if grade or choices.words.get(key) == ""}


def load_file(
    file: BinaryIO,
    name: str,
    election: Election,
    source: Agency,
    *,
    at: datetime,
    most_bytes: int,
    write: bool,
    sheet: str = "",
    all_or_nothing: bool = False,
    progress: Progress = lambda done, total: None,
) -> Loaded:
    """Load a list at once, as the command does, and keep file and report; raises tps.tables.Unreadable."""
    made: list[ListImport] = []

    def begin() -> int:
        row = ListImport.objects.create(
            election=election,
            source=source,
            file=keep(File(file, name=name), name, actor=None, at=at, content_type=content_type(file)),
            client_id=uuid.uuid4(),
            uploaded_at=at,
        )
        made.append(row)
        return row.pk

    def finish(loaded: Loaded) -> None:
        if made:
            list_records.record(made[0], loaded, at=at)

    return load(
        file,
        election,
        source,
        actor=None,
        at=at,
        most_bytes=most_bytes,
        write=write,
        sheet=sheet,
        all_or_nothing=all_or_nothing,
        progress=progress,
        begin=begin,
        before_commit=finish,
    )


def _enqueue(made: ListImport, kind: str, actor: User, at: datetime) -> None:
    made.job = work.enqueue(kind, {"made": made.pk}, actor=actor, at=at)
    made.save(update_fields=["job"])


def _end(made: ListImport) -> bool:
    """End a list that is not loaded; of one that was, only the rows that waited go on waiting."""
    going = ListImport.objects.filter(pk=made.pk, state__in=STOPPABLE)
    if made.applied_at is None:
        return bool(going.update(state=ImportState.CANCELLED))
    loaded = made.observations.count()
    fresh = F("created") + F("updated")
    checked = going.filter(state=ImportState.CHECKED).update(
        state=ImportState.APPLIED,
        pending=F("pending") + fresh,
        unchanged=F("unchanged") - loaded,
        created=loaded,
        updated=0,
    )
    return bool(checked or going.update(state=ImportState.APPLIED))
