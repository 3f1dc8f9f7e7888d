"""What can be laid over the map besides stations and areas. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Layer(TextChoices):
    """A layer that is switched on and off."""

    HAZARDS = "hazards", _("Zona bahaya")
    ISLANDS = "islands", _("Pulau")
    JURISDICTIONS = "jurisdictions", _("Wilayah kerja instansi")
    OFFICES = "offices", _("Kantor instansi")
    RESERVES = "reserves", _("Lokasi cadangan")


MOST_ZONES = 1500
TOLERANCES = {0: 0.004, 1: 0.0012, 2: 0.0003, 3: 0.0001}  # degrees by band of zoom (desk.map.outlines)
