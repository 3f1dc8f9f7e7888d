"""Enumerations of the recap: what was seen of a result form, how it reached the desk, how far its photo went."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FormState(TextChoices):
    """What the desk saw of one result form, in the usual order; a manual recap and "not known" stand beside it."""

    COUNTED = "counted", _("selesai dihitung")
    PHOTOGRAPHED = "photographed", _("difoto sebelum disegel")
    QUEUED = "queued", _("menunggu terkirim")
    SENT = "sent", _("terkirim")
    VISIBLE = "visible", _("tampak di Sirekap")
    HANDED = "handed", _("diserahkan ke PPK")
    REPHOTOGRAPHED = "rephotographed", _("difoto ulang di PPK")
    MANUAL = "manual", _("rekap manual dengan izin")
    NOT_KNOWN = "not-known", _("belum diketahui")


class How(TextChoices):
    """The way by which a sighting reached the desk."""

    BROWSER = "browser", _("dicatat di desk")
    PHONE = "phone", _("telepon")
    SMS = "sms", _("SMS")
    FEED = "feed", _("umpan data")
    IMPORT = "import", _("impor daftar")


class Online(TextChoices):
    """How far the form's photo went: a form that is carried to the PPK may or may not have been sent before."""

    NO = "", _("belum terkirim")
    SENT = "sent", _("terkirim")
    VISIBLE = "visible", _("tampak di Sirekap")


# The ladder. A form that is carried on by a rung going down has gone backwards, which needs a note.
LADDER: dict[str, int] = {
    FormState.NOT_KNOWN: 0,
    FormState.COUNTED: 1,
    FormState.PHOTOGRAPHED: 2,
    FormState.QUEUED: 3,
    FormState.SENT: 4,
    FormState.VISIBLE: 5,
    FormState.HANDED: 6,
    FormState.REPHOTOGRAPHED: 7,
    FormState.MANUAL: 8,
}
# What says something about the photo; handing paper over or photographing it again says nothing of what was sent.
ON_SCREEN = frozenset({FormState.COUNTED, FormState.PHOTOGRAPHED, FormState.QUEUED, FormState.SENT, FormState.VISIBLE})
# The form is where the recap goes on from: nobody needs to be called about it.
SETTLED = frozenset({FormState.SENT, FormState.VISIBLE, FormState.HANDED, FormState.REPHOTOGRAPHED, FormState.MANUAL})
