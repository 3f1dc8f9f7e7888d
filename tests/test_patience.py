"""A page that the database is too long about: its reader is told what to do, and the others go on."""

import os
import subprocess
import sys
import uuid

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from risks.models import Flag
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_that_waits_too_long_says_so_and_the_next_one_is_answered(client: Client) -> None:
    client.force_login(builders.cast().operator_banten)
    station = builders.station()
    form = {"client_id": uuid.uuid4(), "station": station.code, "kind": "flood", "severity": "high", "note": "Banjir"}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '200ms'")
    with psycopg.connect(os.environ["DATABASE_URL"], user="desk", dbname=_name()) as other:
        other.execute("LOCK TABLE risks_flag IN ACCESS EXCLUSIVE MODE")
        answers = [client.get("/risks/"), client.post("/risks/new/", form)]
    for answer in answers:
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert "Persempit saringannya" in answer.content.decode()
    assert not Flag.objects.exists()
    assert client.get("/risks/").status_code == 200
    connection.close()


def _name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def test_web_processes_are_bound_and_others_are_not() -> None:
    ask = "import desk.wsgi; from django.db import connection as c; c.connect(); k = c.connection.cursor()"
    ask += "; print(*k.execute('SHOW statement_timeout').fetchone())"
    web = subprocess.run(
        [sys.executable, "-c", ask],
        env=os.environ | {"DESK_PAGE_SECONDS": "7"},
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert web.stdout.strip() == "7s"
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert (cursor.fetchone(), settings.DESK_PAGE_SECONDS) == (("5min",), 60), "the suite's own bound, no page's"
