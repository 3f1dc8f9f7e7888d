"""Check a list of observations in a process of its own, as the page does: its peak memory is measured.

Run by its path: `python listed.py FILE`; the database is that of DATABASE_URL, nothing is written.
"""

import os
import sys
import uuid
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
django.setup()

# Only now: Django's parts can be imported once it is set up.
from django.core.files.base import File  # noqa: E402
from django.utils import timezone  # noqa: E402

from desk.accounts.models import User  # noqa: E402
from desk.agencies.models import Agency  # noqa: E402
from desk.files.actions import keep  # noqa: E402
from risks.actions import lists  # noqa: E402
from risks.models import ListImport  # noqa: E402
from tps.models import Election  # noqa: E402


def main(path: str, username: str) -> None:
    """Keep the file, check it with its report, and print how many rows were fit, wrong or waiting."""
    at, person = timezone.now(), User.objects.get(username=username)
    with open(path, "rb") as content:
        stored = keep(File(content, name="list.csv"), "list.csv", actor=person, at=at, content_type="text/csv")
    made = ListImport.objects.create(
        election=Election.objects.get(current=True),
        source=Agency.objects.order_by("code")[0],
        client_id=uuid.uuid4(),
        file=stored,
        uploaded_by=person,
        uploaded_at=at,
    )
    lists.run(made, write=False, at=at, most_bytes=100_000_000, progress=lambda done, total: None, end=lambda: None)
    print(made.created, made.rejected, made.pending)


if __name__ == "__main__":
    main(*sys.argv[1:])
