"""Whether the whole installation works, part by part, and what to do where it does not."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from kombu.exceptions import OperationalError as BrokerError

from desk import celery, clock
from desk.cache import SteadyCache
from desk.doctor_promises import Finding, moment, seals, signing, totals
from desk.map.tiles import verdict
from desk.work.heart import GONE_AFTER
from desk.work.kinds import SILENT_AFTER
from desk.work.models import Pulse, Worker

LEAST_FREE = 1 << 30  # bytes
CLOCK_APART = timedelta(seconds=5)
MAIL_SECONDS = 5


def examine(at: datetime) -> list[Finding]:
    """Look at every part, each on its own: one that fails hides no other."""
    checks: list[Callable[[datetime], Finding]] = [database, broker, cache, worker, beat]
    checks += [mail, storage, disk, tiles, clocks, seals, signing, totals]
    return [check(at) for check in checks]


def database(at: datetime) -> Finding:
    """Does it answer, keep what it acknowledges, and have the tables of this code?"""
    name = "database"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0].split()[0]
            cursor.execute("SHOW synchronous_commit")
            commit = cursor.fetchone()[0]
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        return Finding(name, False, _first_line(error), _("Jalankan PostgreSQL, lalu periksa DATABASE_URL."))
    if waiting:
        seen = ngettext("%(count)s migrasi belum diterapkan", "%(count)s migrasi belum diterapkan", waiting)
        return Finding(name, False, seen % {"count": waiting}, _("Jalankan: manage.py migrate."))
    if commit == "off":
        return Finding(
            name,
            False,
            _("synchronous_commit mati: data yang sudah diakui dapat hilang saat listrik padam"),
            _("Jalankan: ALTER DATABASE … SET synchronous_commit = on."),
        )
    return Finding(name, True, _("PostgreSQL %(version)s menjawab, tabel mutakhir") % {"version": version})


def broker(at: datetime) -> Finding:
    """Does it take messages?"""
    name = "broker"
    scheme = settings.CELERY_BROKER_URL.partition(":")[0]
    try:
        with celery.app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, interval_start=0, timeout=5)
            link.default_channel.close()
    except (BrokerError, OSError) as error:
        return Finding(name, False, _first_line(error), _("Jalankan Redis, lalu periksa REDIS_URL."))
    if scheme == "filesystem" and not Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])).is_dir():
        return Finding(name, False, _("folder antrean belum ada"), _("Jalankan: make demo, yang membuatnya."))
    return Finding(name, True, _("%(scheme)s menjawab") % {"scheme": scheme})


def cache(at: datetime) -> Finding:
    """Does it remember? While Redis is gone the database does, which is slower and worth knowing."""
    found = caches["default"]
    mark = uuid.uuid4().hex
    try:
        found.set(f"desk.doctor.{mark}", mark, 60)
        same = found.get(f"desk.doctor.{mark}") == mark
        found.delete(f"desk.doctor.{mark}")
    except DatabaseError as error:
        return Finding("cache", False, _first_line(error), _("Jalankan: manage.py createcachetable."))
    advice = _("Jalankan Redis, lalu periksa REDIS_URL.")
    if isinstance(found, SteadyCache) and not found.answers():
        return Finding("cache", False, _("Redis tidak menjawab; basis data menggantikannya"), advice)
    return Finding("cache", same, _("mengingat") if same else _("lupa apa yang baru disimpan"), "" if same else advice)


def worker(at: datetime) -> Finding:
    """Has one given a sign of life within the last minutes?"""
    found = _pulse("worker", at, _("Jalankan: celery -A desk.celery worker (make demo melakukannya)."))
    if not found.ok:
        return found
    alive = Worker.objects.filter(seen_at__gte=at - GONE_AFTER).count()
    processes = ngettext("%(count)s proses", "%(count)s proses", alive) % {"count": alive}
    return replace(found, seen=f"{found.seen}, {processes}")


def beat(at: datetime) -> Finding:
    """Has it given a sign of life within the last minutes?"""
    return _pulse("beat", at, _("Jalankan satu: celery -A desk.celery beat (make demo melakukannya)."))


def mail(at: datetime) -> Finding:
    """Does the relay answer and let this installation in?"""
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    relay = get_connection(settings.MAIL_TRANSPORT, timeout=MAIL_SECONDS)
    try:
        relay.open()
        link = getattr(relay, "connection", None)
        if link is not None:
            link.noop()
    except OSError as error:
        return Finding(
            "mail",
            False,
            f"{where}: {_first_line(error)}",
            _("Periksa EMAIL_HOST, EMAIL_PORT dan sandinya; surat yang menunggu tetap tersimpan."),
        )
    finally:
        with suppress(OSError):
            relay.close()
    return Finding("mail", True, _("%(where)s menjawab") % {"where": where})


def storage(at: datetime) -> Finding:
    """Can a file be written, read back and removed?"""
    content = uuid.uuid4().bytes
    try:
        kept = default_storage.save(f"doctor/{uuid.uuid4()}", ContentFile(content))
        with default_storage.open(kept) as file:
            same = file.read() == content
        default_storage.delete(kept)
    except OSError as error:
        return Finding("storage", False, _first_line(error), _("Beri proses ini hak menulis pada MEDIA_ROOT."))
    except Exception as error:  # an object store's own library raises errors of its own
        return Finding("storage", False, _first_line(error), _("Periksa S3_BUCKET, S3_ENDPOINT dan kedua kuncinya."))
    if not same:
        return Finding("storage", False, _("berkas terbaca berbeda dari yang ditulis"), _("Periksa cakramnya."))
    return Finding("storage", True, _("berkas dapat ditulis dan dibaca"))


def disk(at: datetime) -> Finding:
    """Is there room for what comes: uploads, temporary files, and what this installation writes itself?"""
    folders = {str(settings.VAR), tempfile.gettempdir()}
    if str(settings.STORAGES["default"]["BACKEND"]).endswith("FileSystemStorage"):
        folders.add(str(settings.MEDIA_ROOT))
    free: dict[int, tuple[str, int]] = {}
    for folder in sorted(folders):
        try:
            free[os.stat(folder).st_dev] = folder, shutil.disk_usage(folder).free
        except OSError:
            # A folder that does not exist yet is made when it is needed; storage says whether that works.
            continue
    seen = ", ".join(
        _("%(size)s kosong di %(folder)s") % {"size": filesizeformat(size), "folder": folder}
        for folder, size in free.values()
    )
    if any(size < LEAST_FREE for _folder, size in free.values()):
        return Finding("disk", False, seen, _("Kosongkan cakram: di bawah 1 GB unggahan dan basis data dapat gagal."))
    return Finding("disk", True, seen)


def tiles(at: datetime) -> Finding:
    """Is a basemap configured? None is fine: boundaries carry the map."""
    if settings.TILE_FILE:
        fault = verdict.fault()
        return Finding(
            "tiles", not fault, str(fault.seen if fault else settings.TILE_FILE), str(fault.advice if fault else "")
        )
    if not settings.TILE_URL:
        return Finding("tiles", True, _("tidak dipasang; peta memakai batas wilayah sendiri"))
    if not (settings.TILE_ORIGIN and settings.TILE_ATTRIBUTION):
        return Finding("tiles", False, settings.TILE_URL, _("Isi juga DESK_TILE_ORIGIN dan DESK_TILE_ATTRIBUTION."))
    return Finding("tiles", True, settings.TILE_ORIGIN)


def clocks(at: datetime) -> Finding:
    """Do this machine and the database agree on the time?"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - clock.now())
            # Another machine's clock shows itself only where it runs ahead: its signs of life come from the future.
            cursor.execute(
                "SELECT host FROM work_worker WHERE seen_at > clock_timestamp() + %s * interval '1 second'"
                " ORDER BY seen_at DESC LIMIT 1",
                [CLOCK_APART.total_seconds()],
            )
            ahead = cursor.fetchone()
    except DatabaseError:
        return Finding("clock", False, _("basis data tidak menjawab"), _("Perbaiki dulu basis datanya."))
    local = moment(at)
    if apart > CLOCK_APART:
        seen = _("%(local)s, berbeda %(seconds)d detik dari basis data")
        return Finding(
            "clock",
            False,
            seen % {"local": local, "seconds": apart.total_seconds()},
            _("Samakan jam kedua mesin (NTP); tenggat dan nomor laporan bergantung padanya."),
        )
    if ahead is not None:
        return Finding(
            "clock",
            False,
            _("jam mesin %(host)s mendahului basis data") % {"host": ahead[0]},
            _("Samakan jam kedua mesin (NTP); tenggat dan nomor laporan bergantung padanya."),
        )
    return Finding("clock", True, _("%(local)s, sama dengan basis data") % {"local": local})


def _pulse(name: str, at: datetime, advice: str) -> Finding:
    try:
        seen_at = Pulse.objects.filter(name=name).values_list("seen_at", flat=True).first()
    except DatabaseError:
        return Finding(name, False, _("basis data tidak menjawab"), _("Perbaiki dulu basis datanya."))
    if seen_at is None:
        return Finding(name, False, _("belum pernah terlihat"), advice)
    if at - seen_at > SILENT_AFTER:
        return Finding(name, False, _("diam sejak %(since)s") % {"since": moment(seen_at)}, advice)
    seconds = max(0, int((at - seen_at).total_seconds()))
    seen = ngettext("terlihat %(count)s detik lalu", "terlihat %(count)s detik lalu", seconds) % {"count": seconds}
    return Finding(name, True, seen)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
