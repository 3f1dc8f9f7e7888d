"""Attachments and documents in a bucket, as several hosts keep them; the bucket is a local S3 service."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from desk import clock, doctor
from desk.coordination.models import Answer
from desk.files.actions import keep
from tests import builders
from tests.object_store import ObjectStore, object_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(settings) -> Iterator[ObjectStore]:
    """Let the product keep its files in a bucket named "desk"."""
    with object_store() as service:
        options = {"bucket_name": "desk", "endpoint_url": service.address, "region_name": "id-1"}
        options |= {"access_key": "k", "secret_key": "s", "addressing_style": "path", "signature_version": "s3v4"}
        settings.STORAGES = settings.STORAGES | {
            "default": {
                "BACKEND": "storages.backends.s3.S3Storage",
                "OPTIONS": options | {"file_overwrite": False, "default_acl": None},
            }
        }
        yield service


def test_a_kept_file_lies_in_the_bucket_and_comes_back_whole(bucket: ObjectStore) -> None:
    content = b"kode_tps,alamat\n" * 5000

    stored = keep(ContentFile(content), "daftar TPS.csv", actor=None, at=clock.now())

    assert bucket.objects[f"desk/{stored.file.name}"] == content
    assert all(bucket.signed)
    with stored.file.open("rb") as file:
        assert file.read() == content


def test_a_second_file_of_the_same_name_never_replaces_the_first(bucket: ObjectStore) -> None:
    first = keep(ContentFile(b"satu"), "daftar.csv", actor=None, at=clock.now())
    second = keep(ContentFile(b"dua"), "daftar.csv", actor=None, at=clock.now())

    assert first.file.name != second.file.name
    with first.file.open("rb") as file:
        assert file.read() == b"satu"


def test_a_person_downloads_a_file_from_the_bucket_through_the_desk(bucket: ObjectStore) -> None:
    stored = keep(ContentFile(b"bukti"), "bukti.txt", actor=None, at=clock.now())
    Answer.objects.create(task=builders.task(), text="", file=stored, written_at=clock.now())
    browser = Client()
    browser.force_login(builders.cast().admin)

    answer = browser.get(f"/files/{stored.pk}/")

    assert b"".join(answer.streaming_content) == b"bukti"  # type: ignore[attr-defined]
    # The bucket's own address, which would open the file to whoever holds it, is never given out.
    assert "Location" not in answer


def test_the_doctor_says_when_the_bucket_refuses(bucket: ObjectStore) -> None:
    assert doctor.storage(clock.now()).ok
    assert not bucket.objects, "the doctor's own file is removed again"

    bucket.refuse = True
    finding = doctor.storage(clock.now())

    assert not finding.ok
    assert "403" in finding.seen
    assert "S3_" in finding.advice


def test_the_environment_chooses_between_disk_and_bucket() -> None:
    with_bucket = _storage(S3_BUCKET="desk", S3_ENDPOINT="https://s3.desk.example", S3_ADDRESSING="path")
    assert with_bucket["BACKEND"] == "storages.backends.s3.S3Storage"
    assert with_bucket["OPTIONS"]["bucket_name"] == "desk"
    assert with_bucket["OPTIONS"]["endpoint_url"] == "https://s3.desk.example"
    assert with_bucket["OPTIONS"]["file_overwrite"] is False
    assert _storage()["BACKEND"] == "django.core.files.storage.FileSystemStorage"


def _storage(**environment: str) -> dict:
    ask = "import json; from django.conf import settings; print(json.dumps(settings.STORAGES['default']))"
    known = {"DATABASE_URL": "postgresql://desk@localhost/desk", "SECRET_KEY": "x" * 60} | environment
    found = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "desk.settings", "S3_BUCKET": ""} | known,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(found.stdout)
