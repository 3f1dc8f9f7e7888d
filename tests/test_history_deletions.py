"""What is deleted leaves a line in history: who, when, and what it was."""

from types import SimpleNamespace
from typing import Any

import pgtrigger
import pytest
from django.urls import reverse

from desk.history import registry
from tests.doors import signed_in, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> SimpleNamespace:
    """Give the world."""
    return world()


def undeletable(model: Any) -> bool:
    """Tell whether the database itself refuses to delete the records."""
    triggers = model.pgh_tracked_model._meta.triggers
    return any(isinstance(each, pgtrigger.Protect) and each.operation == pgtrigger.Delete for each in triggers)


def test_every_kind_of_record_keeps_its_deletions() -> None:
    silent = [
        kind
        for kind, model in registry.event_models().items()
        if "delete" not in {tracker.label for tracker in model.pgh_trackers} and not undeletable(model)
    ]
    assert silent == []


def test_a_removed_contact_recipient_and_stage_stand_in_history(found: SimpleNamespace) -> None:
    browser = signed_in(found.operator_banten)
    browser.post(reverse("contact-remove", args=["kpu", found.contact.pk]))
    browser.post(reverse("recipient-remove", args=[found.recipient.pk]))
    browser.post(reverse("stage-remove", args=[found.election.code, found.stage.pk]))
    admin = signed_in(found.admin)
    for kind in ("agencies.contact", "briefings.recipient", "tps.stage"):
        event = registry.event_models()[kind].objects.get(pgh_label="delete")
        assert event.pgh_context.metadata["username"] == "operator.banten"
        words = admin.get(reverse("history"), {"kind": kind}).content.decode()
        assert "menghapus" in words or "menghapus" in words.lower()
