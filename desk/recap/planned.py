"""Which stations have a fallback plan, as the board and the report take it."""

from desk.recap.models import FallbackPlan


def planned(election_id: int) -> dict[int, str]:
    """Give the main means of each complete fallback plan by station id."""
    plans = FallbackPlan.objects.filter(election=election_id, lacks=[])
    return {each.station_id: str(each.get_means_display()) for each in plans.only("station_id", "means")}
