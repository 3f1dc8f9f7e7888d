"""Fetch one address as one person in a process of its own and throw the answer away: its peak memory is measured.

Run by its path: `python exported.py /risks.csv bench`; the database is that of DATABASE_URL.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
django.setup()

# Only now: Django's parts can be imported once it is set up.
from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402


def main(path: str, username: str) -> None:
    """Ask, read the answer piece by piece, and print how many bytes it had."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get(username=username))
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    pieces: Iterable[Any] = cast("Any", answer).streaming_content if answer.streaming else [answer.content]
    print(sum(len(piece) for piece in pieces))


if __name__ == "__main__":
    main(*sys.argv[1:])
