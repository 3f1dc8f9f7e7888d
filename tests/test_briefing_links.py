"""A secure link instead of the file: each recipient's own, for a while, and it is known who took what."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from desk import clock
from desk.briefings import actions
from desk.briefings.models import Handling, Recipient
from desk.post import actions as post
from desk.post.delivering import deliver
from desk.post.links.tokens import address
from desk.post.models import Delivery, Opening, SecureLink
from tests.builders import agency, cast, flag, station

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """Give the cast and an issue for KPU that went to two mailboxes by secure link."""
    people = cast()
    risk = flag(station(), severity="high", status="verified")
    for number in range(10, 40):
        flag(station(number), severity="critical", status="verified")
    Handling.objects.create(agency=agency("kpu"), by_link=True, link_days=3)
    for name, line in (("ketua", "to"), ("arsip", "cc")):
        # A line break that came in past the form keeps no paper from going out.
        Recipient.objects.create(agency=agency("kpu"), address=f"{name}@kpu.example", line=line, role="Ketua\r\nX: y")
    people.at = clock.now()
    period = clock.week_of(people.at).name
    draft, _made = actions.draft(
        agency("kpu"), risk.election, edition="weekly", period=period, actor=people.operator_banten, at=people.at
    )
    actions.authorise(draft, actor=people.pejabat, at=people.at)
    people.briefing = actions.issue(draft.pk, at=people.at)
    return people


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_each_recipient_gets_a_link_of_their_own_and_only_the_button_counts(story, mailbox):
    assert deliver(story.at).sent == 2
    links = {each.delivery.recipient: address(each.pk) for each in SecureLink.objects.select_related("delivery")}
    for name in ("ketua", "arsip"):
        [mail] = mailbox.to(f"{name}@kpu.example")
        assert list(mail.iter_attachments()) == []
        for kind in ("plain", "html"):
            body = mail.get_body((kind,)).get_content()
            mine = links[f"{name}@kpu.example"]
            assert mine in body and "tautan-aman" not in body and "terlampir sebagai PDF" not in body
            assert all(other not in body for other in links.values() if other != mine)
    url = "/" + links["ketua@kpu.example"].split("/", 3)[3]
    stranger = Client()
    page = stranger.get(url)
    assert page.status_code == 200 and story.briefing.document.number in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer" and "no-store" in page["Cache-Control"]
    assert not Opening.objects.exists()
    assert stranger.post(url).content == bytes(story.briefing.document.content)
    attachment = story.briefing.message.attachments.get()
    assert stranger.post(url, {"file": attachment.pk}).content == bytes(attachment.content)
    assert stranger.post(url, {"file": "0"}).status_code == 404
    assert list(Opening.objects.values_list("file", flat=True).order_by("pk")) == [
        story.briefing.document.filename,
        attachment.name,
    ]
    assert stranger.get(url[:-3] + "xx/").status_code == 404
    desk = signed_in(story.operator_banten)
    shown = desk.get(reverse("briefing", args=[story.briefing.pk])).content.decode()
    assert "Tautan dibuka 2 kali" in shown and "Tautan belum dibuka" in shown
    assert "tautan dibuka 1 dari 2" in desk.get(reverse("briefings")).content.decode()
    liaison = signed_in(story.kpu)
    assert "Tautan dibuka" not in liaison.get(reverse("briefing", args=[story.briefing.pk])).content.decode()


def test_a_link_ends_is_prolonged_and_taken_back_with_a_reason(story):
    link = SecureLink.objects.first()
    url = "/" + address(link.pk).split("/", 3)[3]
    SecureLink.objects.update(expires_at=story.at - timedelta(minutes=1))
    for answer in (Client().get(url), Client().post(url)):
        assert answer.status_code == 410 and "memperpanjang" in answer.content.decode()
    where = reverse("delivery-link", args=[link.delivery_id])
    for name in ("luar", "kpu", "lapangan"):
        assert signed_in(getattr(story, name)).post(where, {"reason": "x"}).status_code == 403
    desk = signed_in(story.pejabat)
    desk.post(where, {"reason": " ", "decision": "prolong"})
    assert Client().get(url).status_code == 410
    desk.post(where, {"reason": "Diminta ketua", "decision": "prolong"})
    assert Client().get(url).status_code == 200
    desk.post(where, {"reason": "Salah orang", "decision": "revoke"})
    assert Client().post(url).status_code == 410 and not Opening.objects.exists()


def test_a_bounce_is_noted_by_hand_and_the_mail_sent_again_under_the_same_name(story, mailbox):
    deliver(story.at)
    delivery = Delivery.objects.get(recipient="ketua@kpu.example")
    desk, where = signed_in(story.operator_banten), reverse("delivery-decide", args=[delivery.pk])
    desk.post(where, {"decision": "bounced", "reason": ""})
    assert Delivery.objects.get(pk=delivery.pk).state == "sent"
    desk.post(where, {"decision": "bounced", "reason": "550 kotak surat penuh"})
    noted = Delivery.objects.get(pk=delivery.pk)
    assert (noted.state, noted.error) == ("failed", "550 kotak surat penuh") and noted.bounced_at
    with pytest.raises(post.NotDecided):
        post.mark_bounced(noted, reason="lagi", actor=story.admin, at=story.at)
    desk.post(where, {"decision": "resend", "reason": "Kotak sudah dikosongkan"})
    deliver(clock.now())
    mails = mailbox.to("ketua@kpu.example")
    assert len(mails) == 2 and mails[0]["Message-ID"] == mails[1]["Message-ID"]
    assert Delivery.objects.get(pk=delivery.pk).bounced_at is None
    assert len(mailbox.to("arsip@kpu.example")) == 1
