"""The Celery application; work itself stands in rows, so what is sent here is only a nudge (see desk.work)."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")

app = Celery("desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")
# Ticks that nobody took within their minute are dropped: the next one finds the same due rows.
_tick = float(settings.DESK_TICK_SECONDS)
app.conf.beat_schedule = {
    name: {"task": name, "schedule": _tick, "options": {"expires": _tick * 0.9}}
    for name in (
        "work.sweep",
        "agencies.tick",
        "history.tick",
        "post.tick",
        "briefings.tick",
        "coordination.tick",
        "map.check_areas",
        "recap.tick",
    )
}


@setup_logging.connect
def _keep_logging(**_details: Any) -> None:
    """Leave the logging of the settings as it is; Celery would put its own in place."""


@beat_init.connect
def _tick_at_once(**_details: Any) -> None:
    """Look for due work when beat starts, not only a minute later."""
    app.send_task("work.sweep", expires=55.0)
