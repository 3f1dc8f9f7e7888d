"""The project's test suite; importing it points settings at the suite's own servers before they are read."""

import os

import django
from django.conf import settings

from desk import celery, env
from tests.services import services

os.environ.update(services.environment())
# A developer's own .env has no say in the suite.
env.load_file = lambda path: None
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Hashed file names need collectstatic first, which tests/test_static.py runs; here files come from where they lie.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()
celery.app.set_default()
