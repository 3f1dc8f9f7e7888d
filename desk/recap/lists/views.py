"""The page on which a list of sightings is looked through and then loaded."""

import uuid
from typing import Any, BinaryIO, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.files.actions import keep
from desk.files.models import StoredFile
from desk.recap.lists.loading import Loaded, load
from tps.middleware import election_for
from tps.models import Race
from tps.tables import Unreadable

SHOWN = 200


class SightingListForm(forms.Form):
    """A file, and who says what it says."""

    file = forms.FileField(
        label=gettext_lazy("Berkas daftar"),
        max_length=200,
        help_text=gettext_lazy(
            "CSV atau XLSX dengan kolom kode_tps, jenis (kosong berarti semua surat suara), keadaan, dilihat, dan bila "
            "ada catatan, nomor_izin, uuid."
        ),
        error_messages={"required": gettext_lazy("Pilih berkas daftar.")},
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("Sumber"),
        queryset=Agency.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("desk sendiri"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = Agency.objects.active()  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.tsv,.xlsx,text/csv"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.LOG_RECAP)
def sheet(request: HttpRequest) -> HttpResponse:
    """Look through a list and say what it would do; a second step, by the same person, loads the good rows."""
    user, election, at = person(request), election_for(request), clock.now()
    require(user.may_somewhere(Right.IMPORT))
    if election is None:
        return render(request, "recap/empty.html", {"election": None})
    form = SightingListForm(
        request.POST if "look" in request.POST else None, request.FILES if "look" in request.POST else None
    )
    context: dict[str, Any] = {"election": election, "form": form, "query": _query(request)}
    context["races"] = Race.objects.filter(election=election).order_by("order", "code")
    confirmed = request.method == "POST" and "file" in request.POST and "look" not in request.POST
    try:
        if confirmed:
            stored = get_object_or_404(_own(request), pk=_uuid(request.POST["file"]))
            source = Agency.objects.by_code(request.POST.get("source", "")).first()
            loaded = _load(request, stored, source, write=True)
            messages.success(request, _done(loaded))
            context |= {"loaded": loaded, "errors": loaded.errors[:SHOWN], "stored": stored}
            if not loaded.errors:
                return redirect(reverse("recap") + _query(request))
        elif request.method == "POST" and form.is_valid():
            given = form.cleaned_data["file"]
            stored = keep(given, given.name, actor=user, at=at, content_type="text/csv")
            source = form.cleaned_data["source"]
            loaded = _load(request, stored, source, write=False)
            context |= {"loaded": loaded, "errors": loaded.errors[:SHOWN], "stored": stored, "source": source}
    except Unreadable as refusal:
        form = form if form.is_bound else SightingListForm({}, {})
        form.add_error("file", str(refusal))
        context["form"] = form
    return render(request, "recap/import.html", context, status=422 if form.is_bound and form.errors else 200)


def _load(request: HttpRequest, stored: StoredFile, source: Agency | None, *, write: bool) -> Loaded:
    election = election_for(request)
    if election is None:
        raise Unreadable(_("Belum ada pemilihan."))
    with stored.file.open("rb") as file:
        return load(
            cast("BinaryIO", file),
            election,
            actor=person(request),
            at=clock.now(),
            most_bytes=settings.IMPORT_PAGE_BYTES,
            write=write,
            source=source,
            stored=stored,
        )


def _own(request: HttpRequest) -> Any:
    return StoredFile.objects.filter(uploaded_by=person(request))


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _done(loaded: Loaded) -> str:
    return _("%(forms)d formulir tercatat; %(unchanged)d baris sudah ada, %(rejected)d baris ditolak.") % {
        "forms": loaded.forms,
        "unchanged": loaded.unchanged,
        "rejected": loaded.rejected,
    }


def _query(request: HttpRequest) -> str:
    given = request.GET.get("election", "")
    return f"?election={given}" if given and given.replace("-", "").replace("_", "").isalnum() else ""
