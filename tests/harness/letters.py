"""What a run of `harness.mails` carries: `harness.letters AGENCIES BOXES` authorises a briefing for each agency.

All but the last are issued at once, so that there is much to carry from the first moment.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

import builders  # noqa: E402  (tests.builders without the set-up of the test session)

from desk import clock  # noqa: E402
from desk.briefings import actions, reading  # noqa: E402
from desk.briefings.models import Briefing, Recipient  # noqa: E402


def main(agencies: int | str, boxes: int | str) -> None:
    """Write agencies, mailboxes and authorised briefings down."""
    at, shared = clock.now() - timedelta(minutes=1), reading.Shared()
    election = builders.election("uji", name="Pemilu uji", polling_date=clock.now().date())
    period = clock.week_of(at).name
    agencies, boxes = int(agencies), int(boxes)
    for number in range(agencies):
        agency = builders.agency(f"instansi-{number}", name=f"Instansi {number}")
        Recipient.objects.bulk_create(
            Recipient(agency=agency, address=f"kotak.{number}.{box}@desk.example") for box in range(boxes)
        )
        draft, _made = actions.draft(
            agency, election, edition="weekly", period=period, actor=None, at=at, shared=shared
        )
        actions.authorise(draft, actor=None, at=at)
        if number < agencies - 1:
            actions.issue(draft.pk, at=at)
    told = Path(os.environ["DESK_VAR"]).parent / "letters.json"
    told.write_text(json.dumps(list(Briefing.objects.values_list("pk", flat=True))))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
