"""States of referrals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReferralState(TextChoices):
    """Where a referral stands."""

    SENT = "sent", _("terkirim, belum dibuka")
    RECEIVED = "received", _("sudah dibaca, belum dijawab")
    ACCEPTED = "accepted", _("disanggupi")
    ACTING = "acting", _("sedang ditindaklanjuti")
    ADVISED = "advised", _("diberi saran")
    DECLINED = "declined", _("ditolak")
    CLOSED = "closed", _("ditutup")
    WITHDRAWN = "withdrawn", _("ditarik")
    FORWARDED = "forwarded", _("diteruskan ke instansi lain")


# Nobody has answered yet: reading is no answer.
WAITING = (ReferralState.SENT, ReferralState.RECEIVED)
ANSWERED = (ReferralState.ACCEPTED, ReferralState.ACTING, ReferralState.ADVISED, ReferralState.DECLINED)
OPEN = (*WAITING, *ANSWERED)
ENDED = (ReferralState.CLOSED, ReferralState.WITHDRAWN, ReferralState.FORWARDED)
