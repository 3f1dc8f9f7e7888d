"""The project's test suite; importing it points settings at the suite's own servers before they are read."""

import importlib
import os

import django
from django.conf import settings


def _point_at_the_suite() -> None:
    if os.environ.get("COVER"):
        # Counts the lines of the product's modules, so none of them may be imported before it.
        importlib.import_module("tests.covering")
    env = importlib.import_module("desk.env")
    services = importlib.import_module("tests.services").services
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
    os.environ.update(services.environment())
    # A developer's own .env has no say in the suite.
    env.load_file = lambda path: None
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Hashed file names need collectstatic first, which tests/test_static.py runs; here files come from where they lie.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django.setup()
    # Reads settings when it is imported, so not before now.
    importlib.import_module("desk.celery").app.set_default()
    # A worker of pytest-xdist would read settings before this module if it inherited the name, and share our Redis.
    del os.environ["DJANGO_SETTINGS_MODULE"]
    assert env.text("REDIS_URL") == settings.REDIS_URL, "settings were read before the suite could point them here"


# A Celery worker that a test starts was told where its servers are, and includes a module of this package for its jobs.
if "DESK_TEST_TOLD" not in os.environ:
    _point_at_the_suite()
