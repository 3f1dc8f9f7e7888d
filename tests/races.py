"""Two people who save the same form at the same moment, again and again: whose words stand, and were any lost."""

import threading
from typing import Any

from django.db import connection
from django.test import Client

from tests.forms import with_fields

PATIENCE = 30  # seconds


def lost(url: str, field: str, row: Any, people: list[Client], pairs: int, **more: str) -> int:
    """Let people race for one field of a row; give in how many races words were lost.

    In each race one must have saved (302), every other must have been asked with both texts (409), and the row must
    hold the words of the one who saved.
    """
    return sum(not _fair(url, field, row, people, turn, more) for turn in range(pairs))


def _fair(url: str, field: str, row: Any, people: list[Client], turn: int, more: dict[str, str]) -> bool:
    shown = with_fields(people[0].get(url).content.decode(), field, "seen") | more
    words = [f"Kata {turn} dari orang {number}" for number in range(len(people))]
    ready = threading.Barrier(len(people))
    answers: dict[int, Any] = {}

    def save(number: int) -> None:
        try:
            ready.wait(PATIENCE)
            answers[number] = people[number].post(url, shown | {field: words[number]})
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[number]) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    saved = [number for number, answer in answers.items() if answer.status_code == 302]
    asked = {number: answer.content.decode() for number, answer in answers.items() if answer.status_code == 409}
    row.refresh_from_db()
    return (
        len(saved) == 1
        and len(asked) == len(people) - 1
        and getattr(row, field) == words[saved[0]]
        and all(words[saved[0]] in page and words[number] in page for number, page in asked.items())
    )
