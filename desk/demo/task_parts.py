"""What hangs on the simulated tasks: checklists partly ticked, two that wait for others, one that comes again."""

from datetime import timedelta

from desk.context import acting
from desk.coordination.kinds import Every
from desk.coordination.models import ChecklistItem, Mention, Task, TaskDependency, TaskSeries, TaskWatcher
from desk.demo.scene import Scene

# By the title of the task: its lines, of which so many are ticked.
CHECKLISTS = {
    "Siapkan radio dan titik kirim di luar Kanekes": (
        ("Survei titik kirim di Ciboleger", "Pinjam dua radio genggam dari ORARI", "Latih petugas KPPS", "Uji kirim"),
        2,
    ),
    "Pasang VSAT sementara di Pulau Tunda": (
        ("Izin penyeberangan", "Perangkat di dermaga", "Sumber listrik cadangan", "Uji unggah"),
        1,
    ),
    "Tetapkan lokasi cadangan TPS di Patia": (
        ("Dua lokasi disurvei", "Persetujuan pemilik", "Berita acara dengan PPS", "Papan penunjuk jalan"),
        1,
    ),
}
# A task, and what it waits for.
WAITS = (
    ("Pasang VSAT sementara di Pulau Tunda", "Sediakan kapal pengantar logistik ke Pulau Tunda"),
    ("Pastikan izin rekapitulasi manual untuk TPS tanpa sinyal", "Susun jaringan radio untuk sepuluh TPS terjauh"),
)
REPEATED = "Kirim pembaruan daftar TPS rawan"
MENTIONED = "Siapkan radio dan titik kirim di luar Kanekes"


def write_task_parts(scene: Scene) -> None:
    """Write checklists, dependencies, a repetition, followers and a mention onto the tasks of the demo."""
    tasks = {task.title: task for task in Task.objects.filter(election=scene.election).select_related("owner")}
    with acting(scene.people["operator.banten"], "task.checklist", place="36"):
        ChecklistItem.objects.bulk_create(
            item for title, (lines, ticked) in CHECKLISTS.items() for item in _lines(scene, tasks[title], lines, ticked)
        )
    with acting(scene.people["operator.banten"], "task.wait", place="36"):
        for task, blocker in WAITS:
            TaskDependency.objects.create(
                task=tasks[task],
                blocker=tasks[blocker],
                added_by=scene.people["operator.banten"],
                added_at=scene.ago(2),
            )
    _repeat(scene, tasks[REPEATED])
    TaskWatcher.objects.create(task=tasks[MENTIONED], user=scene.people["pejabat"], since=scene.ago(3))
    _mention(scene, tasks[MENTIONED])


def _lines(scene: Scene, task: Task, lines: tuple[str, ...], ticked: int) -> list[ChecklistItem]:
    who = scene.people.get(task.owner.code, scene.people["operator.banten"])
    return [
        ChecklistItem(
            task=task,
            text=text,
            position=position,
            ticked_at=scene.ago(ticked - position) if position < ticked else None,
            ticked_by=who if position < ticked else None,
        )
        for position, text in enumerate(lines)
    ]


def _repeat(scene: Scene, task: Task) -> None:
    with acting(scene.people["operator.lebak"], "task.repeat", place=task.place, agency=task.owner.code):
        until = (task.due_at + timedelta(weeks=4)).date()
        task.series = TaskSeries.objects.create(
            every=Every.WEEKLY, first_due_at=task.due_at, until=until, next_at=task.due_at
        )
        task.turn = 0
        task.save(update_fields=["series", "turn", "changed_at"])


def _mention(scene: Scene, task: Task) -> None:
    operator = scene.people["operator.lebak"]
    with acting(operator, "task.answer", place=task.place, agency=task.owner.code):
        said = task.answers.create(
            author=operator,
            text="@diskominfo mohon kabari jam berapa uji kirim dilakukan.",
            written_at=scene.ago(0.3),
        )
        Mention.objects.create(answer=said, user=scene.people["diskominfo"], agency=task.owner, made_at=said.written_at)
