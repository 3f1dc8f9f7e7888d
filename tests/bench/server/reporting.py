"""Some of those who report on the night, in a process of their own, as an installation has several.

Run by its path: `python reporting.py USERNAME WRITERS PER_SECOND SECONDS`; the database is that of DATABASE_URL. Says
"ready", waits for a line, reports, and prints what each report took in seconds as a JSON list. With 0 seconds it makes
a hundred reports one after another.
"""

import json
import os
import random
import sys
import threading
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
django.setup()

# Only now: Django's parts can be imported once it is set up.
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from desk.accounts.models import User  # noqa: E402
from desk.recap.actions import sightings  # noqa: E402
from tps.models import Election, PollingStation, Race  # noqa: E402

ALONE = 100


class Reports:
    """The stations, races and person of all reports, and what each report took."""

    def __init__(self, username: str) -> None:
        self.person = User.objects.get(username=username)
        self.election = Election.objects.get(current=True)
        self.stations = list(PollingStation.objects.filter(election=self.election).order_by("?")[:4000])
        self.races = list(Race.objects.filter(election=self.election))
        self.took: list[float] = []
        self.failures: list[str] = []

    def one(self, at: datetime) -> None:
        """Report that one form was sent."""
        began = time.perf_counter()
        sightings.sight(
            election=self.election, station=random.choice(self.stations), races=[random.choice(self.races)],
            state="sent", note="pengukuran", seen_at=at - timedelta(seconds=1), actor=self.person, at=at,
            client_id=uuid.uuid4(),
        )  # fmt: skip
        self.took.append(time.perf_counter() - began)

    def steadily(self, pause: float, seconds: float) -> None:
        """Report once every `pause` seconds, from a moment of one's own on."""
        began, sent = time.monotonic() + random.random() * pause, 0
        try:
            while (ahead := began + sent * pause) < began + seconds:
                time.sleep(max(ahead - time.monotonic(), 0))
                self.one(timezone.now())
                sent += 1
        except Exception as error:
            self.failures.append(repr(error))
        finally:
            connections.close_all()


def main(username: str, writers: int, per_second: float, seconds: float) -> int:
    """Report, by as many threads as there are writers; 1 when one of them broke off."""
    reports = Reports(username)
    reports.one(timezone.now())  # warms caches up
    reports.took.clear()
    print("ready", flush=True)
    sys.stdin.readline()
    if seconds:
        pause = writers / per_second
        threads = [threading.Thread(target=reports.steadily, args=(pause, seconds)) for _number in range(writers)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    else:
        for _turn in range(ALONE):
            reports.one(timezone.now())
    print(json.dumps(reports.took))
    if reports.failures:
        print("\n".join(reports.failures), file=sys.stderr)
    return bool(reports.failures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])))
