"""What a view does around a form of a row that stands: alone with the row, the page's status, what was kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.db import connection, transaction
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from desk.editing.forms import Versioned


@contextmanager
def alone(request: HttpRequest, what: Model | str | None) -> Iterator[None]:
    """Let nobody else change a row while a POST reads, merges and saves it; the row is brought up to date.

    `what` may also be the name of something that has no row of its own; None and a new row ask for nothing. Raises
    Http404 for a row that somebody deleted meanwhile.
    """
    if request.method != "POST" or what is None or (isinstance(what, Model) and what.pk is None):
        yield
        return
    with transaction.atomic():
        if isinstance(what, str):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
        else:
            # Not type(): the signed-in person comes as a lazy object.
            rows = what._meta.model._base_manager.select_for_update(no_key=True)
            if rows.filter(pk=what.pk).values_list("pk").first() is None:
                raise Http404(_("Ini sudah dihapus orang lain sementara Anda menulis."))
            what.refresh_from_db()
        yield


def status(form: Any) -> int:
    """Give the status of a page with a form: 409 where a person must decide, 422 where something is wrong, else 200."""
    if getattr(form, "clash", None) is not None:
        return 409
    return 422 if form.is_bound and form.errors else 200


def tell_merged(request: HttpRequest, form: Versioned) -> None:
    """Say after saving what others had changed meanwhile and this form kept."""
    if form.merged:
        sentence = _("Yang diubah orang lain sementara Anda menulis ikut dipertahankan: %(fields)s.")
        messages.info(request, sentence % {"fields": ", ".join(form.merged)})
