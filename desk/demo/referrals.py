"""The simulated referrals: in every state, some silent for days, one referred on."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from desk.accounts.models import User
from desk.context import acting
from desk.coordination.kinds import Priority
from desk.coordination.models import Referral, ReferralAnswer
from desk.coordination.referrals.kinds import ANSWERED, ENDED, ReferralState
from desk.demo.draw import identifier
from desk.demo.scene import Scene
from risks.kinds import OPEN_STATUSES, Kind
from risks.models import Flag


class Plan(NamedTuple):
    """A referral: about which risk (kind and place), to whom, asked and wanted so many days from the demo's day."""

    kind: str
    place: str
    to: str
    question: str
    asked: float
    wanted: float
    priority: Priority
    answers: tuple[tuple[ReferralState, str], ...] = ()
    by: str = ""
    onward_to: str = ""


_S, _P = ReferralState, Priority
PLANS = (
    Plan(Kind.CONFLICT, "36.01", "polda-banten", "Berapa personel yang disiagakan di TPS sangat rawan ini?",
         -5, -2, _P.URGENT),
    Plan(Kind.CONFLICT, "36.02", "polda-banten", "Apakah patroli gabungan dengan Kodim dapat dimulai pekan ini?",
         -4.2, -1, _P.HIGH, ((_S.RECEIVED, ""),)),
    Plan(Kind.CONFLICT, "36.71", "polda-metro", "Mohon penilaian kerawanan di sekitar TPS ini.", -3.4, 1, _P.HIGH),
    Plan(Kind.FLOOD, "36.71", "bpbd-36-71", "Tersedia berapa pompa dan perahu untuk kelurahan ini?", -4, 0.5, _P.HIGH),
    Plan(Kind.BLANK_SPOT, "36.02.06.2001", "diskominfo", "Dapatkah titik kirim di Ciboleger aktif sebelum H-3?",
         -2, 1, _P.URGENT),
    Plan(Kind.BLANK_SPOT, "36.01", "diskominfo", "Mohon hasil uji sinyal terbaru di desa ini.", -6, 2, _P.NORMAL,
         ((_S.ACCEPTED, "Tim turun besok."), (_S.ACTING, "Uji sinyal berjalan di lima titik."))),
    Plan(Kind.BLANK_SPOT, "36.04", "telkomsel", "Dapatkah menara bergerak ditempatkan di sini?", -7, -1, _P.HIGH,
         ((_S.ADVISED, "Menara bergerak tidak dapat menyeberang; kami sarankan penguat di balai desa."),)),
    Plan(Kind.BLANK_SPOT, "36.02", "kpu", "Apakah rekapitulasi manual sudah diizinkan untuk TPS ini?", -3, 2, _P.URGENT,
         ((_S.RECEIVED, ""),)),
    Plan(Kind.FLOOD, "36.02", "bpbd-36-02", "Mohon peta genangan terakhir.", -9, -4, _P.NORMAL,
         ((_S.DECLINED, "Peta genangan dikelola balai wilayah sungai; mohon ditanyakan ke sana."),)),
    Plan(Kind.FLOOD, "36.74", "bpbd-36-74", "Apakah drainase di sekitar TPS sudah diperiksa?", -12, -7, _P.NORMAL,
         ((_S.ACTING, "Pemeriksaan dijadwalkan."), (_S.ADVISED, "Drainase bersih."), (_S.CLOSED, "Terima kasih."))),
    Plan(Kind.CONFLICT, "36.03", "polda-banten", "Siapa yang menangani sengketa lokasi di sini?", -8, -5, _P.HIGH,
         ((_S.FORWARDED, "Diteruskan ke Polresta Tangerang."),), onward_to="polresta-tangerang"),
    Plan(Kind.CONFLICT, "36.04", "polres-serang", "Mohon penjagaan malam di gudang kecamatan.", -6, -3, _P.NORMAL,
         ((_S.WITHDRAWN, "Gudang dipindah ke kabupaten."),)),
    Plan(Kind.CONFLICT, "36.73", "forkopimda", "Mohon dibahas dalam rapat Forkopimda pekan ini.", -2, 2, _P.HIGH),
    Plan(Kind.BLANK_SPOT, "36.02", "bawaslu", "Mohon konfirmasi hasil pengawasan sinyal di TPS ini.",
         -1, 3, _P.NORMAL, by="kpu"),
    Plan(Kind.ACCESS, "36.04", "lanal", "Mohon jadwal kapal dan prakiraan gelombang.", -3.1, -0.5, _P.URGENT),
)  # fmt: skip


def write_referrals(scene: Scene, flags: Sequence[Flag]) -> int:
    """Write the referrals about the first fitting open risk each; gives how many there are."""
    used: set[int] = set()
    made = 0
    for plan in PLANS:
        flag = next((each for each in flags if _fits(plan, each, used)), None)
        if flag is None:
            continue
        used.add(flag.pk)
        first = _write(scene, plan, flag, plan.to, None)
        made += 1
        if plan.onward_to:
            _write(scene, plan._replace(answers=(), asked=plan.asked + 4), flag, plan.onward_to, first)
            made += 1
    return made


def _fits(plan: Plan, flag: Flag, used: set[int]) -> bool:
    place = flag.station.region_id if flag.station else ""
    inside = place == plan.place or place.startswith(f"{plan.place}.")
    return flag.kind == plan.kind and flag.status in OPEN_STATUSES and flag.pk not in used and inside


def _write(scene: Scene, plan: Plan, flag: Flag, to: str, before: Referral | None) -> Referral:
    asked = scene.ago(-plan.asked)
    state = plan.answers[-1][0] if plan.answers else ReferralState.SENT
    step = (scene.at - asked) / (len(plan.answers) + 1)
    moments = [asked + step * (number + 1) for number in range(len(plan.answers))]
    first = next((at for at, (said, _text) in zip(moments, plan.answers, strict=True) if said in ANSWERED), None)
    operator = scene.operator(plan.place)
    referral = Referral(
        election=scene.election,
        flag=flag,
        to=scene.agencies[to],
        by=scene.agencies[plan.by] if plan.by else None,
        asked_by=operator,
        question=plan.question,
        priority=plan.priority,
        answer_by=max(scene.ago(-plan.wanted).replace(hour=16), asked + timedelta(hours=4)),
        state=state,
        created_at=asked,
        asked_at=asked,
        answered_at=first,
        closed_at=moments[-1] if state in ENDED else None,
        before=before,
        client_id=identifier(scene.at.date(), "referral", plan.question, to),
    )
    with acting(operator, "referral.send", place=flag.place, agency=to):
        referral.save(force_insert=True)
    for moment, (reached, text) in zip(moments, plan.answers, strict=True):
        author = _author(scene, to, reached, operator)
        with acting(author, "referral.answer", place=flag.place, agency=to):
            ReferralAnswer.objects.create(
                referral=referral,
                author=author,
                text=text,
                state=reached,
                written_at=moment,
                client_id=identifier(scene.at.date(), "referral-answer", plan.question, to, reached),
            )
    return referral


def _author(scene: Scene, to: str, reached: ReferralState, operator: User) -> User:
    """Give who took the step: the agency's own liaison where the demo has one, else the operator for it."""
    return operator if reached in ENDED else scene.people.get(to, operator)
