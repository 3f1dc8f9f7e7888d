"""Mail leaves effectively once, whatever the relay does."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.core.mail import BadHeaderError, EmailMultiAlternatives, send_mail
from django.db import connection

from desk.post import actions
from desk.post.actions import Addressee, queue
from desk.post.delivering import deliver, settle_delay
from desk.post.models import Delivery
from tests.builders import user

AT = datetime.fromisoformat("2024-02-01T09:00:00+07:00")
MINUTE = timedelta(minutes=1)


def queued(count: int = 1, **fields) -> list[Delivery]:
    for number in range(count):
        queue(
            subject="Laporan",
            text="Isi",
            people=[Addressee(f"a{number}@instansi.example")],
            actor=None,
            at=AT,
            **fields,
        )
    return list(Delivery.objects.order_by("pk"))


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


@contextmanager
def relay(after_dot: str) -> Iterator[int]:
    """Run a relay that takes a mail and then answers `after_dot`, or hangs up without a word when it is empty."""
    server = socket.create_server(("127.0.0.1", 0))
    taken: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                talk, _address = server.accept()
            except OSError:
                return
            with talk, talk.makefile("rwb") as lines:
                lines.write(b"220 relay\r\n")
                lines.flush()
                body = False
                for line in lines:
                    if body:
                        if line != b".\r\n":
                            continue
                        taken.append(line)
                        if not after_dot:
                            break
                        lines.write(after_dot.encode() + b"\r\n")
                        body = False
                    elif line.upper().startswith(b"DATA"):
                        body = True
                        lines.write(b"354 go on\r\n")
                    elif line.upper().startswith(b"QUIT"):
                        lines.write(b"221 bye\r\n")
                        lines.flush()
                        break
                    else:
                        lines.write(b"250 ok\r\n")
                    lines.flush()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


@pytest.mark.django_db
def test_a_mail_arrives_once(mailbox):
    [delivery] = queued()
    assert deliver(AT).sent == 1
    assert deliver(AT + MINUTE).sent == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("sent", 1)
    assert mailbox.messages[0]["Message-ID"] == delivery.message_id
    assert len(mailbox.messages) == 1


@pytest.mark.django_db
def test_djangos_own_mail_goes_the_same_way(mailbox):
    send_mail("Kata sandi", "Tautan", None, ["Ibu Sari <sari@instansi.example>"])
    deliver(datetime.now().astimezone() + MINUTE)
    assert mailbox.to("sari@instansi.example")[0]["Subject"] == "Kata sandi"


@pytest.mark.django_db
def test_what_the_relay_puts_off_is_tried_again(mailbox):
    [delivery] = queued()
    mailbox.refuse = "451 try later"
    assert deliver(AT).later == 1
    mailbox.refuse = ""
    assert deliver(AT).sent == 0, "not before the back-off is over"
    assert deliver(AT + 2 * MINUTE).sent == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("sent", 2)


@pytest.mark.django_db
def test_what_the_relay_refuses_is_failed_with_its_words(mailbox):
    [delivery] = queued()
    mailbox.refuse = "550 no such user"
    assert deliver(AT).failed == 1
    delivery.refresh_from_db()
    assert delivery.state == "failed" and "no such user" in delivery.error
    mailbox.refuse = ""
    deliver(AT + timedelta(days=2))
    assert mailbox.messages == []


@pytest.mark.django_db
def test_a_relay_that_takes_and_hangs_up_leaves_it_uncertain(mailbox, settings):
    [delivery] = queued()
    with relay("") as port:
        settings.EMAIL_PORT = port
        assert deliver(AT).uncertain == 1
    settings.EMAIL_PORT = mailbox.port
    deliver(AT + timedelta(days=1))
    assert states() == ["uncertain"] and mailbox.messages == []
    person = user("admin", "admin")
    with pytest.raises(actions.NotDecided):
        actions.resend(delivery, reason=" ", actor=person, at=AT)
    actions.resend(delivery, reason="Penerima menelepon: belum ada", actor=person, at=AT + timedelta(days=1))
    assert deliver(AT + timedelta(days=1)).sent == 1
    delivery.refresh_from_db()
    assert delivery.attempts == 2
    assert delivery.events.filter(pgh_context__metadata__action="post.resend").count() == 1


@pytest.mark.django_db
def test_first_put_off_then_refused(settings, mailbox):
    queued()
    with relay("451 busy") as port:
        settings.EMAIL_PORT = port
        deliver(AT)
    with relay("554 no") as port:
        settings.EMAIL_PORT = port
        deliver(AT + 5 * MINUTE)
    assert states() == ["failed"]


@pytest.mark.django_db
def test_a_relay_away_for_a_day_loses_nothing(mailbox):
    queued(3)
    with mailbox.down():
        for hour in range(24):
            assert deliver(AT + timedelta(hours=hour)).sent == 0
    deliver(AT + timedelta(hours=25))
    assert states() == ["sent"] * 3
    assert len(mailbox.messages) == 3


@pytest.mark.django_db
def test_it_gives_up_after_days_and_says_so(mailbox):
    queued()
    mailbox.refuse = "451 try later"
    for hour in range(0, 80):
        deliver(AT + timedelta(hours=hour))
    assert states() == ["failed"]


@pytest.mark.django_db
def test_a_sender_that_died_is_found_and_never_repeated(mailbox):
    [delivery] = queued()
    Delivery.objects.update(state="inflight", claimed_at=AT, attempts=1)
    deliver(AT + settle_delay() - MINUTE)
    assert states() == ["inflight"]
    assert deliver(AT + settle_delay() + MINUTE).uncertain == 1
    deliver(AT + timedelta(days=1))
    assert states() == ["uncertain"] and mailbox.messages == []
    actions.mark_arrived(delivery, reason="Penerima mengonfirmasi", actor=user("admin", "admin"), at=AT)
    assert states() == ["sent"]


@pytest.mark.django_db
def test_what_moved_on_is_not_decided_again(mailbox):
    [delivery] = queued()
    deliver(AT)
    with pytest.raises(actions.NotDecided, match="sudah berubah"):
        actions.resend(delivery, reason="sekali lagi", actor=user("admin", "admin"), at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once(mailbox):
    queued(20)

    def work(_number: int) -> None:
        deliver(AT)
        connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert states() == ["sent"] * 20
    assert len(mailbox.messages) == 20


@pytest.mark.django_db
def test_names_of_any_script_and_both_lines(mailbox):
    people = [
        Addressee("ketua@instansi.example", "Ketua Ñandú “KPU”"),
        Addressee("arsip@instansi.example", "Arsip", "cc"),
        Addressee("Ketua@instansi.example", "ganda"),
    ]
    queue(subject="Perihal é", text="Isi\n.titik di awal baris", html="<p>Isi</p>", people=people, actor=None, at=AT)
    assert deliver(AT).sent == 2
    for mail in mailbox.messages:
        assert "ketua@instansi.example" in mail["To"] and "arsip@instansi.example" in mail["Cc"]
        assert mail.get_body(("plain",)).get_content().splitlines() == ["Isi", ".titik di awal baris"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["a@b.example\nBcc: c@d.example", "bukan alamat"])
def test_a_line_break_in_a_header_is_refused_at_once(address):
    with pytest.raises(BadHeaderError):
        EmailMultiAlternatives("Perihal", "Isi", to=[address]).send()
    with pytest.raises(BadHeaderError):
        queue(subject="a\nb", text="", people=[], actor=None, at=AT)
    assert Delivery.objects.count() == 0


@pytest.mark.django_db
def test_a_line_break_in_a_recipients_name_is_refused():
    with pytest.raises(BadHeaderError):
        queue(
            subject="a",
            text="",
            people=[Addressee("a@b.example", "Sekretariat\r\nBcc: x@y.example")],
            actor=None,
            at=AT,
        )
