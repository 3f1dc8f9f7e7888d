"""Whoever authorises a briefing authorises what they read, not what somebody wrote into it meanwhile."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from tests.doors import signed_in, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> SimpleNamespace:
    """Give the world with a draft for KPU."""
    return world()


def mark(page: str) -> str:
    """Read the mark that the page's button carries."""
    match = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert match
    return match[1]


def test_a_draft_that_was_changed_after_reading_is_not_authorised(found: SimpleNamespace) -> None:
    official, chief = signed_in(found.pejabat), signed_in(found.operator_banten)
    page, button = reverse("briefing", args=[found.draft.pk]), reverse("briefing-authorise", args=[found.draft.pk])
    read = mark(official.get(page).content.decode())
    chief.post(reverse("briefing-cover", args=[found.draft.pk]), {"cover_note": "Kalimat yang belum dibaca pejabat."})
    answer = official.post(button, {"seen": read}, follow=True)
    assert "diubah sejak Anda membukanya" in answer.content.decode()
    found.draft.refresh_from_db()
    assert found.draft.state == "draft" and found.draft.job_id is None
    official.post(button, {"seen": mark(answer.content.decode())})
    found.draft.refresh_from_db()
    assert found.draft.state == "authorised"
