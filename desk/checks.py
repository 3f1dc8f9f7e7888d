"""System checks of an installation, each with an id and a hint; the ones about production run with --deploy."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connections, transaction
from django.utils import translation

from desk import clock
from desk.map.tiles import verdict
from desk.work.kinds import SILENT_AFTER

Messages = list[checks.CheckMessage]
LOCAL_CACHES = ("locmem.LocMemCache", "dummy.DummyCache")


def register() -> None:
    """Make Django run these checks."""
    checks.register(acknowledged_rows_are_kept, checks.Tags.database)
    checks.register(work_is_done, checks.Tags.database)
    checks.register(tiles_are_credited)
    checks.register(totals_have_a_source)
    for check in (cache_is_shared, demo_is_not_public, site_is_encrypted, mail_goes_somewhere):
        checks.register(check, checks.Tags.security, deploy=True)


def acknowledged_rows_are_kept(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_more: Any
) -> Messages:
    """Refuse a database that acknowledges a commit before it is on disk (setting synchronous_commit)."""
    found: Messages = []
    for alias in databases or ():
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SHOW synchronous_commit")
                value = cursor.fetchone()[0]
        except DatabaseError:
            # Whether the database answers at all is the doctor's question.
            continue
        if value not in {"on", "remote_apply", "remote_write"}:
            found.append(
                checks.Error(
                    f"The database {alias!r} has synchronous_commit={value}: a crash loses acknowledged rows.",
                    hint="ALTER DATABASE … SET synchronous_commit = on, or take it out of DATABASE_URL.",
                    id="desk.E001",
                )
            )
    return found


def work_is_done(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_more: Any
) -> Messages:
    """Warn when beat or every worker has fallen silent; says nothing where neither ever ran, or without tables."""
    if "default" not in (databases or ()):
        return []
    now = clock.now()
    try:
        # Checks are registered before there are models, so the table is asked by its name.
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute("SELECT name, seen_at FROM work_pulse WHERE name IN ('worker', 'beat')")
            pulses = dict(cursor.fetchall())
    except DatabaseError:
        # No database, or one that is only about to be migrated.
        return []
    return [
        checks.Warning(
            f"The {name} has given no sign of life since {seen:%Y-%m-%d %H:%M} UTC: background work waits.",
            hint=f"Run: celery -A desk.celery {name}. `manage.py doctor` says more.",
            id=f"desk.W00{3 if name == 'worker' else 4}",
        )
        for name, seen in sorted(pulses.items())
        if now - seen > SILENT_AFTER
    ]


def cache_is_shared(app_configs: Sequence[AppConfig] | None, **_more: Any) -> Messages:
    """Refuse a cache of one process: replayed sign-in codes and rate limits would be forgotten between processes."""
    return [
        checks.Error(
            f"The cache {alias!r} lives in one process only.",
            hint="Set REDIS_URL, or leave it empty to use the database as the cache.",
            id="desk.E002",
        )
        for alias, cache in settings.CACHES.items()
        if str(cache["BACKEND"]).endswith(LOCAL_CACHES)
    ]


def demo_is_not_public(app_configs: Sequence[AppConfig] | None, **_more: Any) -> Messages:
    """Refuse the demo, whose passwords everyone knows, as an installation."""
    if not settings.DEMO:
        return []
    return [
        checks.Error(
            "DESK_DEMO is on: the accounts of the demo have a password that everyone knows.",
            hint="Remove DESK_DEMO from the environment of a real installation.",
            id="desk.E003",
        )
    ]


def tiles_are_credited(app_configs: Sequence[AppConfig] | None, **_more: Any) -> Messages:
    """Refuse a basemap that the page's policy would block, or that names no source."""
    found = _tile_file() if settings.TILE_FILE else []
    if settings.TILE_URL and not settings.TILE_ATTRIBUTION:
        found.append(
            checks.Error(
                "DESK_TILE_URL is set without DESK_TILE_ATTRIBUTION.",
                hint="Say whose tiles they are; nearly every licence asks for it.",
                id="desk.E004",
            )
        )
    if settings.TILE_URL and not settings.TILE_ORIGIN:
        found.append(
            checks.Error(
                "DESK_TILE_URL is set without DESK_TILE_ORIGIN, so the content security policy blocks the tiles.",
                hint="Set DESK_TILE_ORIGIN to scheme and host, for example https://tiles.example.",
                id="desk.E005",
            )
        )
    return found


def totals_have_a_source(app_configs: Sequence[AppConfig] | None, **_more: Any) -> Messages:
    """Warn when vote totals are made possible but nothing is read that they could come from."""
    if not settings.DESK_VOTE_TOTALS or settings.DESK_SIREKAP:
        return []
    return [
        checks.Warning(
            "DESK_VOTE_TOTALS is on without DESK_SIREKAP: there is nothing that totals could come from.",
            hint="Take DESK_VOTE_TOTALS out, or set DESK_SIREKAP too. No totals is the usual case.",
            id="desk.W006",
        )
    ]


def _tile_file() -> Messages:
    with translation.override("en"):
        found = verdict.fault()
        if found is None:
            return []
        kind = checks.Error if found.number.startswith("E") else checks.Warning
        said = f"DESK_TILE_FILE ({settings.TILE_FILE}): {found.seen}"
        return [kind(said, hint=str(found.advice), id=f"desk.{found.number}")]


def site_is_encrypted(app_configs: Sequence[AppConfig] | None, **_more: Any) -> Messages:
    """Warn when links in mails and documents lead to an address without encryption."""
    if settings.SITE_URL.startswith("https://"):
        return []
    return [
        checks.Warning(
            f"SITE_URL is {settings.SITE_URL}, an address without encryption.",
            hint="Set SITE_URL to the https:// address that people type.",
            id="desk.W001",
        )
    ]


def mail_goes_somewhere(app_configs: Sequence[AppConfig] | None, **_more: Any) -> Messages:
    """Warn when the sender's address cannot be answered."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    if "." in domain:
        return []
    return [
        checks.Warning(
            f"DEFAULT_FROM_EMAIL is {settings.DEFAULT_FROM_EMAIL}: relays refuse a sender without a real domain.",
            hint="Set DEFAULT_FROM_EMAIL to an address of the office.",
            id="desk.W002",
        )
    ]
