"""Which stations have a fallback plan, as the board and the report take it."""

from typing import Any

from django.apps import apps
from django.db.models import QuerySet


def planned(election_id: int) -> dict[int, str] | None:
    """Give the main means of each complete fallback plan by station id; None where no plans can be written."""
    model = apps.get_app_config("recap").models.get("fallbackplan")
    if model is None:
        return None
    plans: QuerySet[Any] = model._default_manager.filter(election=election_id, lacks=[])
    return {each.station_id: str(each.get_means_display()) for each in plans.only("station_id", "means")}
