"""Stored files: closed unless an app opens them, always a download, never run by the browser."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from desk.coordination.models import Answer
from desk.files.actions import keep
from desk.files.models import StoredFile
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> SimpleNamespace:
    """Give the cast of the demo."""
    return builders.cast()


def signed_in(user: Any) -> Client:
    """Give the browser of a person."""
    client = Client()
    client.force_login(user)
    return client


def stored(name: str = "bukti.html", content: bytes = b"<script>alert(1)</script>") -> StoredFile:
    """Keep a file."""
    return keep(ContentFile(content), name, actor=None, at=timezone.now(), content_type="text/html")


def test_a_file_that_no_app_opens_is_closed_to_everyone(people: SimpleNamespace) -> None:
    file = stored()
    for user in (people.admin, people.operator_banten, people.luar):
        assert signed_in(user).get(f"/files/{file.pk}/").status_code == 403
    assert Client().get(f"/files/{file.pk}/").status_code == 302


def test_an_answers_file_is_a_download_that_no_browser_draws(people: SimpleNamespace) -> None:
    file = stored('../../etc/"a"\r\nX: 1.html')
    Answer.objects.create(task=builders.task(), text="", file=file, written_at=timezone.now())
    answer = signed_in(people.admin).get(f"/files/{file.pk}/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_a_file_that_the_storage_lost_is_not_found(people: SimpleNamespace) -> None:
    file = stored()
    Answer.objects.create(task=builders.task(), text="", file=file, written_at=timezone.now())
    file.file.storage.delete(file.file.name)
    assert signed_in(people.admin).get(f"/files/{file.pk}/").status_code == 404
