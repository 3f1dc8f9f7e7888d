"""The checklist that the project ships, read from the file beside this module."""

import tomllib
from functools import cache
from importlib.resources import files

from desk.coordination.readiness.kinds import Subject
from desk.coordination.readiness.rules import Item


@cache
def shipped() -> tuple[Item, ...]:
    """Give the shipped items by subject; all count from polling day, for no election's stages are known here."""
    text = files(__package__).joinpath("checklist.toml").read_text(encoding="utf-8")
    order = {subject.value: place for place, subject in enumerate(Subject)}
    items = [Item(**{"help": "", **each}) for each in tomllib.loads(text)["item"]]
    return tuple(sorted(items, key=lambda item: (order[item.subject], item.day)))
