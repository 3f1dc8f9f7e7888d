"""The sentence after an action on many risks, with the button that takes it back."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from risks import inbox_words
from risks.actions import BulkResult


def tell(request: HttpRequest, result: BulkResult, at: datetime) -> None:
    """Say how many were changed and why others were not; what can be taken back brings its button along."""
    sentence = inbox_words.done(result, "")
    if result.again:
        sentence = _("Klik yang sama sudah dijalankan, jadi tidak ada yang diubah lagi. %(said)s") % {"said": sentence}
    undo = reverse("batch-undo", args=[result.batch.pk]) if result.batch.undoable(at) else ""
    messages.add_message(request, messages.SUCCESS if result.done else messages.WARNING, sentence, extra_tags=undo)


def tell_undone(request: HttpRequest, result: BulkResult) -> None:
    """Say how many were put back, and why others stayed."""
    level = messages.SUCCESS if result.done and not result.skipped else messages.WARNING
    messages.add_message(request, level, inbox_words.undone(result))
