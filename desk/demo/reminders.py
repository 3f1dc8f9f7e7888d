"""The demo's ladder of reminders, and two simulated duty contacts that stand on it; other agencies have none yet."""

from datetime import timedelta

from desk.agencies.models import Contact
from desk.coordination.reminders.actions import ladder
from desk.demo.scene import Scene

CONTACTS = (
    ("diskominfo", "Kepala Dinas", "0254 555 0101"),
    ("bpbd", "Kepala Pelaksana", "0254 555 0102"),
    ("kpu", "Kepala Bagian Teknis", "0254 555 0103"),
    ("pemprov", "Sekretaris Daerah", "0254 555 0104"),
)
VALID = timedelta(days=90)


def write_ladder(scene: Scene) -> None:
    """Write everybody's ladder as a desk usually begins, and who stands on its upper steps."""
    for code, role, phone in CONTACTS:
        Contact.objects.create(
            agency=scene.agencies[code],
            role=role,
            phone=phone,
            email=f"{role.split()[0].lower()}.{code}@instansi.example",
            valid_until=scene.at.date() + VALID,
        )
    ladder.set_up(actor=None, at=scene.at)
