"""The library of playbooks that the project ships, read from the file beside this module."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that may hold of a place and then asks for actions."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """One suggested action: whose kind of agency does it, and by when.

    `day` counts from polling day (negative before, 0 on the day itself), `hour` is 0 to 23 in the province's zone;
    `factor` is the code of the factor without which the action makes no sense, "" for always.
    """

    code: str
    title: str
    owner_kind: str
    day: int
    hour: int
    detail: str = ""
    factor: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Playbook:
    """What the desk suggests for one kind of risk; version 0 is the one that the project ships."""

    kind: str
    title: str
    summary: str
    factors: tuple[Factor, ...]
    actions: tuple[Action, ...]
    version: int = 0


@cache
def shipped() -> dict[str, Playbook]:
    """Give the shipped playbook of each kind of risk."""
    text = files(__package__).joinpath("playbooks.toml").read_text(encoding="utf-8")
    return {each["kind"]: _playbook(each) for each in tomllib.loads(text)["playbook"]}


def _playbook(raw: dict[str, Any]) -> Playbook:
    return Playbook(
        raw["kind"],
        raw["title"],
        raw["summary"],
        tuple(Factor(**each) for each in raw["factor"]),
        tuple(sorted((Action(**each) for each in raw["action"]), key=lambda each: (each.day, each.hour))),
    )
