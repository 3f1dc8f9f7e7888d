"""What bodies have areas of their own, and which of them answers for which kind of risk by default."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from risks.kinds import Kind


class Body(TextChoices):
    """What an area is for; most are geographies of their own, beside the administrative one."""

    POLRES = "polres", _("Polres")
    POLDA = "polda", _("Polda")
    KODIM = "kodim", _("Kodim")
    KOREM = "korem", _("Korem")
    ZONE = "zone", _("zona pemantauan")
    PROSECUTOR = "prosecutor", _("kejaksaan")
    ELECTION = "election", _("KPU")
    SUPERVISOR = "supervisor", _("Bawaslu")
    GOVERNMENT = "government", _("pemerintah daerah")
    DISASTER = "disaster", _("BPBD")
    COMMUNICATION = "communication", _("Diskominfo")
    TELCO = "telco", _("operator seluler")
    ELECTRICITY = "electricity", _("listrik")
    TRANSPORT = "transport", _("perhubungan")
    OTHER = "other", _("lainnya")


# Of these each place has one at each level: two are a contradiction, none is a gap. Others may share a place.
EXCLUSIVE = frozenset(
    {
        Body.POLRES,
        Body.POLDA,
        Body.KODIM,
        Body.KOREM,
        Body.ZONE,
        Body.ELECTION,
        Body.SUPERVISOR,
        Body.GOVERNMENT,
        Body.DISASTER,
        Body.COMMUNICATION,
    }
)
USUAL: dict[str, tuple[Body, ...]] = {
    Kind.BLANK_SPOT: (Body.COMMUNICATION, Body.TELCO),
    Kind.FLOOD: (Body.DISASTER,),
    Kind.CONFLICT: (Body.POLRES, Body.POLDA),
    Kind.LOGISTICS: (Body.ELECTION,),
    Kind.ACCESS: (Body.ELECTION, Body.TRANSPORT),
    Kind.OTHER: (Body.GOVERNMENT,),
}
# The nearer an agency stands to the place, the earlier it answers.
NEARNESS = {"district": 0, "regency": 1, "province": 2, "national": 3}
