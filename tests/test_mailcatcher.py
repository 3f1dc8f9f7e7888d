"""The demo's mail server: what it answers 250 to is on disk, whole, with the recipients of the envelope."""

import email
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.services import free_port

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def caught(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    port, folder = free_port(), tmp_path / "mail"
    process = subprocess.Popen([sys.executable, "-m", "desk.mailcatcher", str(port), str(folder)], cwd=ROOT)
    deadline = time.monotonic() + 15
    while True:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=5).close()
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    yield port, folder
    process.terminate()
    assert process.wait(10) == 0


def test_a_mail_is_kept_whole_and_names_hidden_recipients(caught: tuple[int, Path]) -> None:
    port, folder = caught
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Laporan mingguan", "desk@desk.example", "kpu@desk.example"
    mail.set_content("Isi laporan")
    mail.add_attachment(b"%PDF-1.4 " + bytes(range(256)), maintype="application", subtype="pdf", filename="a.pdf")
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as link:
        link.send_message(mail, to_addrs=["kpu@desk.example", "../arsip@desk.example"])
    files = list(folder.iterdir())
    assert len(files) == 1
    assert files[0].suffix == ".eml"
    kept = email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)
    assert kept["X-Envelope-To"] == "kpu@desk.example, ../arsip@desk.example"
    assert kept["Subject"] == "Laporan mingguan"
    assert next(kept.iter_attachments()).get_content() == b"%PDF-1.4 " + bytes(range(256))


def test_a_strange_recipient_names_no_other_folder(caught: tuple[int, Path]) -> None:
    port, folder = caught
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as link:
        link.sendmail("a@desk.example", ["../../x/y@desk.example"], b"Subject: x\r\n\r\nisi\r\n")
    assert [path.parent for path in folder.rglob("*.eml")] == [folder]
