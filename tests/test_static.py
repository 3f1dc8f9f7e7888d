"""Static files as production serves them: hashed, compressed, every reference found, collected once."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from desk import prepare


@pytest.fixture
def production(settings: Any, tmp_path: Path) -> Path:
    """Point static files at an empty folder with the storage that production uses."""
    settings.VAR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    return tmp_path / "static"


def test_every_reference_exists_and_every_file_is_compressed(production: Path) -> None:
    assert prepare.collect_static() is True
    manifest = json.loads((production / "staticfiles.json").read_text())["paths"]
    assert manifest["css/desk.css"] != "css/desk.css"
    for name in ("css/desk.css", "js/frame.js"):
        assert (production / f"{manifest[name]}.gz").is_file()


def test_the_second_time_nothing_is_collected(production: Path) -> None:
    prepare.collect_static()
    assert prepare.collect_static() is False
    (production.parent / "run" / "static").write_text("changed")
    assert prepare.collect_static() is True


def test_no_third_party_host_is_named_in_what_a_page_loads(production: Path, client: Client, db: None) -> None:
    prepare.collect_static()
    page = client.get("/accounts/login/").content.decode()
    assert "/static/css/desk." in page
    assert 'src="http' not in page
    assert 'rel="stylesheet" href="http' not in page
