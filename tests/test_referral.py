"""A risk referred to an agency stays open at both ends until the agency answers and the desk closes it."""

import html
import re
import uuid
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from desk.agencies.models import Contact
from desk.coordination.models import Jurisdiction, Referral, ReferralAnswer, Task
from desk.coordination.referrals import rules
from desk.coordination.referrals.kinds import ENDED, OPEN, ReferralState
from risks.models import Flag
from tests import builders
from tests.doors import signed_in, status_of

pytestmark = pytest.mark.django_db


def filled(agency: str = "diskominfo", **changes: Any) -> dict[str, Any]:
    """Give what a person types into the form of a referral."""
    day = (timezone.localtime() + timedelta(days=2)).date()
    return {
        "to": builders.agency(agency).pk,
        "question": "Apakah menara sementara dapat dipasang?",
        "due_day": day.isoformat(),
        "due_time": "16:00",
        "priority": "high",
        "client_id": str(uuid.uuid4()),
    } | changes


def said(move: str, text: str = "", **more: Any) -> dict[str, Any]:
    """Give what a person sends who answers."""
    return {"move": move, "text": text, "client_id": str(uuid.uuid4()), **more}


def test_it_is_sent_answered_with_a_file_and_closed_and_every_answer_is_kept(cast: SimpleNamespace) -> None:
    flag = builders.flag()
    desk, asked, other = (signed_in(who) for who in (cast.operator_lebak, cast.diskominfo, cast.kpu))
    form = filled()
    for _click in range(2):
        page = desk.post(f"/referrals/of-flag/{flag.pk}/new/", form, follow=True).content.decode()
    referral = Referral.objects.get()
    assert f"{referral} terkirim kepada Diskominfo Banten." in page
    assert "belum mempunyai kontak tugas yang berlaku" in page
    # Both ends see it, nobody else's agency does.
    assert "Diskominfo Banten" in desk.get(f"/referrals/of-flag/{flag.pk}/").content.decode()
    listed = asked.get("/referrals/?tab=mine").content.decode()
    assert "menara sementara" in listed
    assert "menunggu jawaban" in listed
    assert "belum dirujuk ke instansi Anda" in other.get(f"/referrals/of-flag/{flag.pk}/").content.decode()
    assert other.get(f"/referrals/{referral.pk}/").status_code == 404

    url = f"/referrals/{referral.pk}/move/"
    refused = asked.post(url, said("decline"))
    assert refused.status_code == 422
    assert "Tulis alasan penolakan" in refused.content.decode()
    reply = said("act", "Menara dipesan.", file=SimpleUploadedFile("pesanan.txt", b"nomor 7"))
    asked.post(url, reply)
    asked.post(url, said("advise", "Cukup satu menara."))
    # The desk closes; the agency cannot, and a closed one takes no more answers.
    assert asked.post(url, said("close")).status_code == 403
    desk.post(url, said("close", "Terima kasih."))
    late = desk.post(url, said("", "Satu lagi."))
    assert late.status_code == 403 or "Sementara itu" in late.content.decode()
    referral.refresh_from_db()
    assert referral.state == "closed" and referral.answered_at and referral.closed_at
    answers = list(ReferralAnswer.objects.values_list("author__username", "state", "text"))
    assert answers == [
        ("diskominfo", "acting", "Menara dipesan."),
        ("diskominfo", "advised", "Cukup satu menara."),
        ("operator.lebak", "closed", "Terima kasih."),
    ]
    stored = ReferralAnswer.objects.exclude(file=None).get().file
    assert status_of(asked, f"/files/{stored.pk}/") == 200
    assert other.get(f"/files/{stored.pk}/").status_code in {403, 404}
    assert "menutup rujukan" in desk.get(f"/history/of/coordination.referral/{referral.pk}/").content.decode()
    assert signed_in(cast.luar).get("/referrals/").status_code == 403
    assert signed_in(cast.pejabat).post(url, said("", "Halo")).status_code == 403


def test_the_same_agency_is_not_asked_twice_and_a_closed_one_not_at_all(cast: SimpleNamespace) -> None:
    first = builders.referral()
    desk = signed_in(cast.operator_lebak)
    url = f"/referrals/of-flag/{first.flag_id}/new/"
    again = desk.post(url, filled())
    assert again.status_code == 422
    assert f"sudah dirujuk ke Diskominfo Banten dengan {first}" in again.content.decode()
    shut = builders.agency("orari", active=False)
    assert desk.post(url, filled(to=shut.pk)).status_code == 422
    assert desk.post(url, filled("bpbd", due_day="2020-01-01")).status_code == 422
    assert Referral.objects.count() == 1
    # Once it has ended the agency may be asked again.
    desk.post(f"/referrals/{first.pk}/move/", said("withdraw", "Salah alamat."))
    desk.post(url, filled())
    assert Referral.objects.open().count() == 1
    assert signed_in(cast.operator_pandeglang).post(url, filled("bpbd")).status_code == 403


def test_a_risk_with_an_open_referral_is_not_closed_in_silence(cast: SimpleNamespace) -> None:
    flag = builders.flag(status="verified")
    referral = builders.referral(flag)
    desk = signed_in(cast.operator_lebak)
    url = f"/risks/{flag.pk}/act/"
    refused = desk.post(url, {"action": "resolve", "comment": "Sinyal ada."})
    assert refused.status_code == 409
    assert f"masih dirujuk: {referral} kepada Diskominfo Banten" in refused.content.decode()
    assert "Tutup risiko walau rujukannya masih terbuka" in refused.content.decode()
    dismissal = {"action": "dismiss", "outcome": "bogus", "despite": "1"}
    assert "Tuliskan mengapa risiko ini ditutup" in desk.post(url, dismissal).content.decode()
    # Many at once: it is left out, and that is said.
    loose = builders.flag(builders.station(6), status="verified")
    bulk = {"action": "dismiss", "outcome": "bogus", "selected": [flag.pk, loose.pk], "client_id": str(uuid.uuid4())}
    told = desk.post("/risks/bulk/", bulk, follow=True).content.decode()
    assert "1 risiko ditolak." in told
    assert "1 masih dirujuk ke instansi" in told
    assert Flag.objects.get(pk=flag.pk).status == "verified"
    desk.post(url, {"action": "resolve", "comment": "Sinyal ada, rujukan menyusul.", "despite": "1"})
    assert Flag.objects.get(pk=flag.pk).status == "resolved"
    # The agency still owes its answer.
    referral.refresh_from_db()
    assert referral.state == "sent"
    assert "risiko sudah ditutup" in desk.get("/referrals/").content.decode()


def test_it_is_referred_on_and_the_chain_is_kept(cast: SimpleNamespace) -> None:
    first = builders.referral(to=builders.agency("kpu"), asked_by=cast.operator_lebak)
    desk = signed_in(cast.operator_lebak)
    form = {f"forward-{name}": value for name, value in filled("diskominfo").items()}
    url = f"/referrals/{first.pk}/forward/"
    same = desk.post(url, form | {"forward-to": first.to_id})
    assert same.status_code == 422 and "sudah memegang rujukan ini" in same.content.decode()
    for _click in range(2):
        page = desk.post(url, form, follow=True).content.decode()
    first.refresh_from_db()
    second = Referral.objects.get(before=first)
    assert (first.state, second.state, second.to.code) == ("forwarded", "sent", "diskominfo")
    assert f"/referrals/{first.pk}/" in page
    assert "KPU Provinsi Banten" in page
    # The next agency learns that there was a referral before, not what was said in it.
    theirs = signed_in(cast.diskominfo).get(f"/referrals/{second.pk}/").content.decode()
    assert "1 rujukan lain dalam rangkaian ini milik instansi lain." in theirs
    assert f"/referrals/{first.pk}/" not in theirs
    assert signed_in(cast.kpu).post(url, form).status_code == 403


def test_one_click_makes_it_a_task_and_the_link_stays(cast: SimpleNamespace) -> None:
    referral = builders.referral(asked_by=cast.operator_lebak)
    desk = signed_in(cast.operator_lebak)
    for _click in range(2):
        desk.post(f"/referrals/{referral.pk}/task/")
    task = Task.objects.get()
    assert (task.flag_id, task.owner, task.title) == (referral.flag_id, referral.to, referral.question)
    assert task.number in desk.get(f"/referrals/{referral.pk}/").content.decode()
    assert signed_in(cast.diskominfo).post(f"/referrals/{referral.pk}/task/").status_code == 403


def test_the_agency_that_answers_here_is_proposed_with_its_reason_and_never_forced(cast: SimpleNamespace) -> None:
    flag = builders.flag()
    own = builders.agency("diskominfo-36-02", name="Diskominfo Lebak", level="regency")
    area = {"agency": own, "name": "Diskominfo Lebak", "includes": ["36.02"], "valid_from": date(2020, 1, 1)}
    Jurisdiction.objects.create(kind="communication", **area)
    desk = signed_in(cast.operator_lebak)
    for path in (f"/referrals/of-flag/{flag.pk}/new/", f"/tasks/new/?flag={flag.pk}"):
        page = desk.get(path).content.decode()
        assert "Diusulkan: Diskominfo Lebak. Diskominfo: wilayahnya termasuk" in page
        assert "Belum ada kontak tugas yang berlaku di sana." in page
        assert f'<option value="{own.pk}" selected>Diskominfo Lebak (belum ada kontak)</option>' in page
    Contact.objects.create(agency=own, role="Piket", phone="0812", valid_until=timezone.localdate())
    assert (
        "(belum ada kontak)" not in desk.get(f"/tasks/new/?flag={flag.pk}").content.decode().split("selected>")[1][:60]
    )
    duty = desk.get(f"/jurisdictions/of-flag/{flag.pk}/").content.decode()
    assert "Tunjuk Diskominfo Lebak sebagai penanggung jawab" in duty
    seal = re.search(r'name="seen" value="([^"]+)"', duty)
    assert seal
    sent = {"action": "owner", "owner": own.code, "assignee": "", "seen": html.unescape(seal[1])}
    desk.post(f"/risks/{flag.pk}/act/", sent)
    assert Flag.objects.get(pk=flag.pk).owner == own
    assert "Tunjuk" not in desk.get(f"/jurisdictions/of-flag/{flag.pk}/").content.decode()
    desk.post(f"/referrals/of-flag/{flag.pk}/new/", filled("bpbd"))
    assert Referral.objects.get().to.code == "bpbd"
    # Many tasks of chosen risks: each to whoever answers where it lies.
    form = {"stage": "preview", "title": "Cek", "rule": "duty", "owner": "", "flag": [flag.pk], "priority": "normal"}
    day = (timezone.localtime() + timedelta(days=2)).date().isoformat()
    form |= {"due_day": day, "due_time": "16:00", "client_id": str(uuid.uuid4())}
    assert "Diskominfo Lebak" in desk.post("/tasks/bulk/", form).content.decode()


def test_many_risks_are_referred_after_an_exact_preview_and_once(cast: SimpleNamespace) -> None:
    chosen = [builders.flag(builders.station(number)) for number in (1, 2, 3)]
    builders.referral(chosen[2])
    shut = builders.flag(builders.station(4), status="resolved")
    outside = builders.flag(builders.station(1, "36.01.01.2001"))
    desk = signed_in(cast.operator_lebak)
    everything = {"selected": [flag.pk for flag in (*chosen, shut, outside)]}
    assert "Rujuk 5 risiko" in desk.post("/referrals/bulk/", everything).content.decode()
    form = filled(rule="fixed", stage="preview", **everything)
    page = desk.post("/referrals/bulk/", form)
    text = page.content.decode()
    assert "2 rujukan akan dikirim" in text
    for reason in ("di luar wilayah tugas Anda", "sudah ditutup", "sudah dirujuk ke instansi yang sama"):
        assert f"Dilewati: {reason}" in text
    assert Referral.objects.count() == 1
    stale = desk.post("/referrals/bulk/", form | {"stage": "send", "token": "lama"})
    assert stale.status_code == 409 and Referral.objects.count() == 1
    send = form | {"stage": "send", "token": page.context["found"].token}
    assert "2 rujukan terkirim." in desk.post("/referrals/bulk/", send, follow=True).content.decode()
    again = desk.post("/referrals/bulk/", send, follow=True).content.decode()
    assert "tidak ada rujukan yang dibuat dua kali" in again
    assert Referral.objects.count() == 3
    # From the inbox the same page opens with what was chosen there.
    inbox = desk.post("/risks/inbox/act/", {"action": "refer", "selected": [chosen[0].pk]})
    assert inbox["Location"] == f"/referrals/bulk/?flags={chosen[0].pk}"
    assert "Rujuk 1 risiko" in desk.get(inbox["Location"]).content.decode()
    assert signed_in(cast.diskominfo).post("/referrals/bulk/", send).status_code == 403


def test_the_table_of_states_is_whole() -> None:
    ended = {move.name for move in rules.MOVES.values() if set(move.sources) & set(ENDED)}
    assert ended == set()
    reached = {move.target for move in (*rules.MOVES.values(), rules.FORWARD)}
    assert reached == set(ReferralState)
    for state in OPEN:
        names = {move.name for move in rules.moves_from(state, frozenset({rules.End.ASKING}))}
        assert "withdraw" in names
        assert ("close" in names) is (state not in {"sent", "received"})
    assert not rules.moves_from("closed", frozenset(rules.End))
    silent = {move.name for move in rules.moves_from("sent", frozenset({rules.End.ASKED}))}
    assert silent == {"receive", "accept", "act", "advise", "decline"}
