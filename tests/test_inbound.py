"""Bodies without bounds are refused unread, also a stranger's; a file that is only too large gets a sentence."""

import logging
import uuid
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from risks.models import ListImport
from tests import builders
from tests.doors import signed_in

pytestmark = pytest.mark.django_db
FIFTY = 50 * 1024 * 1024


@pytest.mark.parametrize("length", [str(65 * 1024 * 1024), "9" * 5000, "-1", "x"])
def test_a_body_beyond_all_bounds_is_not_read(caplog: pytest.LogCaptureFixture, length: str) -> None:
    caplog.set_level(logging.CRITICAL)
    answer = Client().post("/accounts/login/", {"login": "a"}, CONTENT_LENGTH=length)
    assert answer.status_code in {400, 413}
    assert "Tidak ada yang diubah" in answer.content.decode()


@pytest.mark.parametrize("name", ["imports", "list-imports"])
def test_a_csv_of_50_mb_gets_a_sentence_and_leaves_nothing(cast: SimpleNamespace, name: str) -> None:
    election = builders.station().election
    file = SimpleUploadedFile("../../besar.csv", b"a,b\n" * (FIFTY // 4), content_type="text/csv")
    form = {"election": election.pk, "source": "kpu", "file": file, "client_id": str(uuid.uuid4())}
    answer = signed_in(cast.admin).post(reverse(name), form)
    assert "20 MB" in answer.content.decode()
    assert not ListImport.objects.exists()
