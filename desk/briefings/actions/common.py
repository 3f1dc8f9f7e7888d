"""What every change of a briefing stands on: the refusal with its sentence, the named window, the lock on its row."""

from django.utils.translation import gettext as _

from desk import clock
from desk.briefings.kinds import BriefingState
from desk.briefings.models import Briefing


class NotPossible(Exception):
    """The change cannot be made; the text tells the person why, what was kept and what to do."""


def window_of(period: str) -> clock.Window:
    """Give a named reporting window; NotPossible for a name that is none."""
    try:
        return clock.window(period)
    except ValueError:
        raise NotPossible(
            _("Periode %(period)s tidak dikenal. Tuliskan pekan seperti 2024-W05 atau hari seperti 2024-01-29.")
            % {"period": period}
        ) from None


def locked(briefing: Briefing, state: BriefingState) -> Briefing:
    """Lock a briefing that is in a state; NotPossible where it has moved on."""
    fresh = Briefing.objects.select_for_update(of=("self",)).select_related("agency", "election").get(pk=briefing.pk)
    if fresh.state != state:
        raise NotPossible(
            _("Laporan ini sudah %(state)s sejak halaman dibuka; tidak ada yang diubah. Muat ulang halaman.")
            % {"state": fresh.get_state_display()}
        )
    return fresh
