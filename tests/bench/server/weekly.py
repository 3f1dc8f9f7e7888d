"""Draft the weekly briefings of all agencies in a process of its own and draw them: its peak memory is measured.

Run by its path: `python weekly.py bench`; the database is that of DATABASE_URL.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
django.setup()

# Only now: Django's parts can be imported once it is set up.
from django.contrib.auth import get_user_model  # noqa: E402

from desk import clock  # noqa: E402
from desk.agencies.models import Agency  # noqa: E402
from desk.briefings import actions, issuing, reading  # noqa: E402
from desk.paper.actions import letterhead_of  # noqa: E402
from tps.models import Election  # noqa: E402


def main(username: str) -> None:
    """Draft and draw them one after the other, as the job does; prints the pages."""
    actor = get_user_model().objects.get(username=username)
    election, at, shared = Election.objects.get(current=True), clock.now(), reading.Shared()
    period = clock.week_of(at - timedelta(days=1)).name
    for agency in Agency.objects.filter(active=True).order_by("name"):
        briefing, _made = actions.draft(
            agency, election, edition="weekly", period=period, actor=actor, at=at, shared=shared
        )
        _content, pages = issuing.paper(briefing, letterhead_of("36"), None, at)
        print(agency.code, pages)


if __name__ == "__main__":
    main(*sys.argv[1:])
