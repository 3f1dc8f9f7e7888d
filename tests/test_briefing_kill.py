"""A worker killed anywhere leaves either nothing or all, and nothing is sent twice."""

import socket
import subprocess
import sys
from datetime import timedelta

import pytest

from desk import clock
from desk.briefings import actions
from desk.briefings.models import Briefing, Recipient
from desk.paper.models import Document
from desk.post.delivering import deliver, settle_delay
from desk.post.models import Delivery
from tests.builders import agency, cast, flag, station
from tests.worker import ROOT, environment

pytestmark = pytest.mark.django_db(transaction=True)

SLOW_ISSUE = """
import sys, time, django
django.setup()
from desk import clock
from desk.briefings import actions, pdf
real = pdf.render
def slow(*words):
    drawn = real(*words)
    print("drawn", flush=True)
    time.sleep(60)
    return drawn
pdf.render = slow
actions.issue(int(sys.argv[1]), at=clock.now())
"""


def start(*words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment(), stdout=subprocess.PIPE)


@pytest.fixture
def authorised() -> Briefing:
    people = cast()
    risk = flag(station(), status="verified")
    Recipient.objects.create(agency=agency("kpu"), address="kpu@instansi.example")
    briefing, _made = actions.draft(
        agency("kpu"),
        risk.election,
        edition="weekly",
        period=clock.week_of(clock.now()).name,
        actor=people.operator_banten,
        at=clock.now(),
    )
    actions.authorise(briefing, actor=people.pejabat, at=clock.now())
    return briefing


def test_killed_while_drawing_leaves_nothing_and_the_next_one_takes_the_same_number(authorised, mailbox):
    process = start("-c", SLOW_ISSUE, str(authorised.pk))
    assert process.stdout is not None and process.stdout.readline() == b"drawn\n"
    process.kill()
    process.wait(5)
    process.stdout.close()
    authorised.refresh_from_db()
    assert authorised.state == "authorised"
    assert not Document.objects.exists() and not Delivery.objects.exists()
    issued = actions.issue(authorised.pk, at=clock.now())
    assert issued is not None and issued.document is not None and issued.document.sequence == 1
    deliver(clock.now() + timedelta(minutes=1))
    assert len(mailbox.messages) == 1


def test_two_at_once_issue_once(authorised):
    process = start("-c", SLOW_ISSUE, str(authorised.pk))
    assert process.stdout is not None and process.stdout.readline() == b"drawn\n"
    assert actions.issue(authorised.pk, at=clock.now(), skip_locked=True) is None
    process.kill()
    process.wait(5)
    process.stdout.close()
    assert not Document.objects.exists()


def test_killed_while_the_relay_thinks_is_shown_and_never_repeated(authorised, mailbox, settings):
    actions.issue(authorised.pk, at=clock.now())
    with socket.create_server(("127.0.0.1", 0)) as relay:
        settings.EMAIL_PORT = relay.getsockname()[1]
        process = start("manage.py", "deliver_briefings")
        talk, _address = relay.accept()
        with talk, talk.makefile("rwb") as lines:
            answer = b"220 relay\r\n"
            while True:
                lines.write(answer)
                lines.flush()
                word = lines.readline()[:4].upper()
                answer = b"354 go on\r\n" if word == b"DATA" else b"250 ok\r\n"
                if word == b"DATA":
                    lines.write(answer)
                    lines.flush()
                    while lines.readline() != b".\r\n":
                        pass
                    break
            process.kill()
            process.wait(5)
    assert process.stdout is not None
    process.stdout.close()
    settings.EMAIL_PORT = mailbox.port
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("inflight", 1)
    deliver(clock.now() + timedelta(seconds=30))
    assert Delivery.objects.get().state == "inflight"
    assert deliver(clock.now() + settle_delay() + timedelta(minutes=1)).uncertain == 1
    deliver(clock.now() + timedelta(days=1))
    assert Delivery.objects.get().state == "uncertain" and mailbox.messages == []
