"""Writing down published indices: by hand or from a list, correcting, removing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right
from risks import indices_rows, rules
from risks.actions import indices as actions
from risks.indices_forms import RemoveForm, ScoreForm, ScoreListForm, ValueFields, refusals
from risks.models import IndexScore
from tps.models import Region


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.JUDGE_RISK)
def index_new(request: HttpRequest) -> HttpResponse:
    """Write down one published score; sent twice it is still one."""
    user, at = person(request), clock.now()
    sent = request.POST if request.method == "POST" else None
    initial = {"region": request.GET.get("region", "")[:20]}
    form = ScoreForm(sent, user=user, today=clock.local(at).date(), initial=initial)
    if sent is not None and form.is_valid():
        data = form.cleaned_data
        published = actions.Published(
            data["region"], data["source"], data["score"], data["category"], data["published_on"], data["parts"]
        )
        try:
            actions.record_score(**form.measure, published=published, actor=user, at=at, client_id=data["client_id"])
        except rules.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Nilai indeks %(name)s tersimpan.") % {"name": data["region"].name})
            return redirect("indices")
    return render(request, "risks/indices_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.JUDGE_RISK)
def indices_load(request: HttpRequest) -> HttpResponse:
    """Load a list of one instrument: all of it, or none when a row cannot be read; twice is once."""
    user, at = person(request), clock.now()
    sent = request.method == "POST"
    form = ScoreListForm(request.POST if sent else None, request.FILES if sent else None)
    bad: list[indices_rows.Bad] = []
    if sent and form.is_valid():
        try:
            good, bad = indices_rows.read_list(form.cleaned_data["file"].read(), refusals(user))
            if not bad:
                regions = Region.objects.in_bulk([each.region for each in good])
                loaded = actions.load_scores(
                    [
                        actions.Published(
                            regions[each.region], each.source, each.score, each.category, each.published_on, each.parts
                        )
                        for each in good
                    ],
                    **form.measure,
                    actor=user,
                    at=at,
                )
                messages.success(request, _loaded(loaded))
                return redirect("indices")
            words = ngettext(
                "%(n)d baris tidak dapat dibaca; tidak ada yang dimuat. Perbaiki berkasnya, lalu unggah lagi.",
                "%(n)d baris tidak dapat dibaca; tidak ada yang dimuat. Perbaiki berkasnya, lalu unggah lagi.",
                len(bad),
            )
            form.add_error("file", words % {"n": len(bad)})
        except (indices_rows.Unreadable, rules.Refused) as refusal:
            form.add_error("file", str(refusal))
    context = {"form": form, "bad": bad[:100], "listing": True}
    return render(request, "risks/indices_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.JUDGE_RISK)
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one score that was written down wrongly; history keeps what stood before."""
    user, at = person(request), clock.now()
    score = _writable(user, pk)
    sent = request.POST if request.method == "POST" else None
    with editing.alone(request, score):
        initial = {
            "score": score.shown_score,
            "category": score.category,
            "published_on": score.published_on,
            "parts": indices_rows.written(score.parts),
        }
        form = ValueFields(sent, row=score, today=clock.local(at).date(), initial=initial)
        if sent is not None and form.is_valid():
            values = {name: form.cleaned_data[name] for name in initial}
            published = actions.Published(score.region, score.source, **values)
            changed = actions.change_score(score, published, actor=user, at=at)
            messages.success(request, _("Nilai indeks diubah.") if changed else _("Tidak ada yang berubah."))
            editing.tell_merged(request, form)
            return redirect("indices")
    context = {"form": form, "score": score, "remove": RemoveForm()}
    return render(request, "risks/indices_form.html", context, status=editing.status(form))


@require_POST
@needs(Right.JUDGE_RISK)
def index_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one score out with a reason; history keeps it."""
    user = person(request)
    score = _writable(user, pk)
    form = RemoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tulis alasan penghapusan. Tidak ada yang dihapus."))
        return redirect("index", pk=pk)
    actions.remove_score(score, reason=form.cleaned_data["reason"], actor=user)
    messages.success(request, _("Nilai indeks dihapus; riwayat tetap menyimpannya."))
    return redirect("indices")


def _writable(user: User, pk: int) -> IndexScore:
    score = get_object_or_404(IndexScore.objects.within(user.reading_place).for_table(), pk=pk)
    require(user.may(Right.JUDGE_RISK, place=score.region_id))
    return score


def _loaded(loaded: actions.Loaded) -> str:
    words = _("%(created)d nilai baru, %(updated)d diperbarui, %(unchanged)d sudah tercatat.")
    return words % {"created": loaded.created, "updated": loaded.updated, "unchanged": loaded.unchanged}
