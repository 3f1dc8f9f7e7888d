"""The simulated tasks: one in every state, some of them late, with the answers that led there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from desk.accounts.models import User
from desk.context import acting
from desk.coordination.kinds import Edge, Priority, TaskState
from desk.coordination.models import Answer, Task
from desk.demo.draw import identifier
from desk.demo.scene import Scene
from risks.kinds import OPEN_STATUSES, Kind
from risks.models import Flag

CLOSED = {TaskState.CONFIRMED, TaskState.CANCELLED}


class Plan(NamedTuple):
    """A task: about which risk (kind and place), for whom, created and due so many days from the demo's day."""

    kind: str
    place: str
    owner: str
    title: str
    created: float
    due: float
    priority: Priority
    answers: tuple[tuple[TaskState, str], ...] = ()
    detail: str = ""


_S, _P = TaskState, Priority
PLANS = (
    Plan(Kind.BLANK_SPOT, "36.02.06.2001", "diskominfo", "Siapkan radio dan titik kirim di luar Kanekes",
         -12, 3, _P.URGENT,
         ((_S.ACCEPTED, "Diterima, tim dibentuk."), (_S.IN_PROGRESS, "Survei titik kirim di Ciboleger.")),
         "Adat meminta tidak ada jaringan internet di dalam wilayah; titik kirim disepakati bersama di luar."),
    Plan(Kind.BLANK_SPOT, "36.04.13.2009", "diskominfo", "Pasang VSAT sementara di Pulau Tunda", -15, -2, _P.URGENT,
         ((_S.ACCEPTED, "Perangkat dipesan."),)),
    Plan(Kind.BLANK_SPOT, "36.04.08.2009", "telkomsel", "Perkuat sinyal di Pulau Panjang", -14, -1, _P.HIGH),
    Plan(Kind.BLANK_SPOT, "36.01", "diskominfo-36-01", "Uji sinyal di TPS yang berbeda keterangan", -9, 2, _P.NORMAL,
         ((_S.ACCEPTED, ""), (_S.DONE, "Seluruh TPS sudah diuji; hasil terlampir dalam daftar impor."))),
    Plan(Kind.BLANK_SPOT, "36.02", "orari", "Susun jaringan radio untuk sepuluh TPS terjauh", -8, 4, _P.HIGH),
    Plan(Kind.FLOOD, "36.01.24", "bpbd", "Tetapkan lokasi cadangan TPS di Patia", -10, -3, _P.URGENT,
         ((_S.ACCEPTED, "Koordinasi dengan kecamatan."), (_S.IN_PROGRESS, "Dua lokasi sudah disurvei."))),
    Plan(Kind.FLOOD, "36.71.08", "bpbd-36-71", "Siagakan perahu dan pompa di Periuk", -7, 5, _P.HIGH,
         ((_S.ACCEPTED, ""),)),
    Plan(Kind.FLOOD, "36.74.03", "bpbd-36-74", "Periksa drainase di sekitar TPS Pondok Aren", -20, -6, _P.NORMAL,
         ((_S.ACCEPTED, ""), (_S.DONE, "Drainase bersih."), (_S.CONFIRMED, "Terima kasih."))),
    Plan(Kind.FLOOD, "36.02", "bpbd-36-02", "Kirim daftar TPS rawan banjir yang diperbarui", -6, 1, _P.NORMAL,
         ((_S.RETURNED, "Data curah hujan belum kami terima dari balai."),)),
    Plan(Kind.CONFLICT, "36.01", "polda-banten", "Petakan pengamanan TPS sangat rawan di Pandeglang", -11, 4, _P.HIGH,
         ((_S.ACCEPTED, "Diteruskan ke Polres."), (_S.IN_PROGRESS, ""))),
    Plan(Kind.CONFLICT, "36.71", "polda-metro", "Tambah patroli di TPS rawan", -5, 6, _P.NORMAL),
    Plan(Kind.CONFLICT, "36.03", "polresta-tangerang", "Mediasi sengketa lokasi TPS", -18, -9, _P.NORMAL,
         ((_S.ACCEPTED, ""), (_S.CANCELLED, "Lokasi TPS sudah dipindah oleh KPU."))),
    Plan(Kind.ACCESS, "36.04.13.2009", "lanal", "Sediakan kapal pengantar logistik ke Pulau Tunda", -13, 5, _P.URGENT,
         ((_S.ACCEPTED, "Jadwal kapal menunggu prakiraan gelombang."),)),
    Plan(Kind.BLANK_SPOT, "36.02", "kpu", "Pastikan izin rekapitulasi manual untuk TPS tanpa sinyal", -9, 2, _P.URGENT,
         ((_S.ACCEPTED, "Sudah disampaikan ke pusat."),)),
    Plan(Kind.CONFLICT, "36.02", "bawaslu", "Kirim pembaruan daftar TPS rawan", -4, 3, _P.NORMAL),
    Plan("", "36", "forkopimda", "Tetapkan jadwal rapat kesiapan hari pemungutan suara", -3, 2, _P.HIGH),
)  # fmt: skip


# Tasks whose due moment hangs on the first day of a stage, so many days before it.
HANGING = {
    "Sediakan kapal pengantar logistik ke Pulau Tunda": "Distribusi logistik ke TPS, perubahan",
    "Siagakan perahu dan pompa di Periuk": "Pemungutan dan penghitungan suara",
    "Pastikan izin rekapitulasi manual untuk TPS tanpa sinyal": "Rekapitulasi hasil penghitungan suara",
}


def write_tasks(scene: Scene, flags: Sequence[Flag]) -> int:
    """Write the tasks about the first fitting open risk each; gives how many there are."""
    used: set[int] = set()
    for plan in PLANS:
        flag = next((each for each in flags if _fits(plan, each, used)), None)
        if flag is not None and flag.pk:
            used.add(flag.pk)
        _write(scene, plan, flag)
    return len(PLANS)


def _fits(plan: Plan, flag: Flag, used: set[int]) -> bool:
    place = flag.station.region_id if flag.station else ""
    return (
        flag.kind == plan.kind
        and flag.status in OPEN_STATUSES
        and flag.pk not in used
        and (place == plan.place or place.startswith(f"{plan.place}."))
    )


def _write(scene: Scene, plan: Plan, flag: Flag | None) -> None:
    created, due = scene.ago(-plan.created), _office_hour(scene, plan.due)
    state = plan.answers[-1][0] if plan.answers else TaskState.OPEN
    operator = scene.operator(plan.place)
    task = Task(
        election=scene.election,
        title=plan.title,
        detail=plan.detail,
        owner=scene.agencies[plan.owner],
        requested_by=operator,
        created_at=created,
        due_at=due,
        priority=plan.priority,
        state=state,
        flag=flag,
        region_id=None if flag else plan.place,
        client_id=identifier(scene.at.date(), "task", plan.title),
    )
    step = (scene.at - created) / (len(plan.answers) + 1)
    moments = [created + step * (number + 1) for number in range(len(plan.answers))]
    if state in CLOSED:
        task.closed_at = moments[-1]
    stage = scene.election.stages.filter(name=HANGING.get(plan.title, "")).first()
    if stage is not None:
        task.stage, task.stage_edge, task.stage_days = stage, Edge.START, (due.date() - stage.starts_on).days
    with acting(operator, "task.give", place=task.place, agency=plan.owner):
        task.save(force_insert=True)
    for moment, (reached, text) in zip(moments, plan.answers, strict=True):
        author = _author(scene, plan, reached, operator)
        with acting(author, "task.answer", place=task.place, agency=plan.owner):
            Answer.objects.create(
                task=task,
                author=author,
                text=text,
                state=reached,
                written_at=moment,
                client_id=identifier(scene.at.date(), "answer", plan.title, reached),
            )


def _author(scene: Scene, plan: Plan, reached: TaskState, operator: User) -> User:
    """Give who took the step: the agency's own liaison where the demo has one, else the operator for it."""
    return operator if reached in CLOSED else scene.people.get(plan.owner, operator)


def _office_hour(scene: Scene, days: float) -> datetime:
    midnight = scene.at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=days, hours=16)
