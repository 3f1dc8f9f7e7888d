"""The words of an issue for a messenger, with its as-of time and the address that proves it."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.briefings import issuing, outline, summary, words
from desk.briefings.models import Briefing
from desk.briefings.reviewing.reading import reviewed
from desk.briefings.sharing.rules import MOST_ASKED, message
from desk.paper.models import Document


def text_of(briefing: Briefing, document: Document, later: Document | None = None) -> str:
    """Give the text, in the paper's language; one that was superseded says by which number."""
    with override(issuing.PAPER_LANGUAGE):
        review = reviewed(briefing)
        found = review.situation
        asked = [*outline.asked(found), *review.added]
        title = [f"*{issuing.title(briefing)} · {found.agency}*"]
        title.append(_("Nomor %(number)s") % {"number": document.number})
        if later:
            title.append(_("SUDAH DIGANTI oleh nomor %(number)s") % {"number": later.number})
        title.append(_("Keadaan per %(at)s") % {"at": words.at(found.as_of)})
        heading = _("Yang diminta dari %(agency)s:") % {"agency": found.agency}
        more = _("dan %(count)s butir lain dalam laporan") % {"count": words.number(len(asked) - MOST_ASKED)}
        foot = [_("Periksa keaslian: %(url)s") % {"url": settings.SITE_URL + reverse("verify", args=[document.code])}]
        return message(title, summary.sentences(found), heading, asked, more, foot)
