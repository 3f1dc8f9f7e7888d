"""A bare carrier: the ticks of the product in a loop, as `harness.carrier worker` or `harness.carrier beat`."""

import logging
import sys
import time

import django

django.setup()

from django.db import DatabaseError, InterfaceError, connections  # noqa: E402

from desk import clock  # noqa: E402
from desk.briefings import schedule  # noqa: E402
from desk.post.delivering import deliver  # noqa: E402

PAUSE = {"worker": 0.4, "beat": 1.0}


def main(role: str) -> None:
    """Look for due work until killed; a database that is away is waited for."""
    while True:
        try:
            if role == "beat":
                schedule.tick(clock.now())
            else:
                deliver(clock.now())
        except (DatabaseError, InterfaceError):
            logging.exception("the database went away")
            connections.close_all()
        time.sleep(PAUSE[role])


if __name__ == "__main__":
    main(sys.argv[1])
