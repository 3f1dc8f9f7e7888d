"""Pages of regions: the tree as a list, one region with its old codes, and changing its name or centre."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.export import csv_response, xlsx_response
from desk.listing import listing
from tps import codes, search
from tps.actions import regions
from tps.forms import AliasForm, RegionForm
from tps.kinds import Level
from tps.models import Region, RegionAlias
from tps.querysets import RegionQuerySet

SORTS = {"code": ("code",), "name": ("name", "code")}


@require_safe
@needs(Right.READ)
def region_list(request: HttpRequest) -> HttpResponse:
    """List regions of every level."""
    rows = _wanted(request)
    found = listing(rows.select_related("parent__parent"), request.GET, sorts=SORTS, default="code")
    level = request.GET.get("level", "")
    options: list[dict[str, Any]] = [{"value": "", "label": _("Semua tingkat"), "count": None, "selected": not level}]
    options += [{"value": each.value, "label": each.label, "count": None, "selected": each == level} for each in Level]
    context = {
        "page": found.page,
        "filters": [{"name": "level", "label": _("Tingkat"), "options": options, "single": True}],
        "search": {"name": "q", "label": _("Cari kode atau nama"), "value": request.GET.get("q", "")[:100]},
        "within": Region.objects.filter(pk=request.GET.get("within", "")).first(),
    }
    return render(request, "regions/list.html", context)


@require_safe
@needs(Right.READ)
def region_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the listed regions as CSV or XLSX."""
    rows = _wanted(request).order_by("code").values_list("code", "name", "level", "latitude", "longitude")
    header = ("code", "name", "level", "latitude", "longitude")
    answer = csv_response if kind == "csv" else xlsx_response
    return answer("wilayah", header, rows.iterator())


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READ)
def region_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one region; whoever may change regions adds an old code here."""
    region = get_object_or_404(Region, pk=code)
    may_change = person(request).may_somewhere(Right.STRUCTURE)
    require(may_change or request.method != "POST")
    form = AliasForm(request.POST or None, instance=RegionAlias(region=region)) if may_change else None
    if request.method == "POST" and form is not None and form.is_valid():
        regions.add_alias(form.save(commit=False), actor=person(request), at=clock.now())
        messages.success(request, _("Kode lama dicatat."))
        return redirect("region", code)
    context: dict[str, Any] = {
        "region": region,
        "above": Region.objects.filter(pk__in=codes.ancestors(code)).order_by("code"),
        "below": region.children.order_by("code"),
        "aliases": region.aliases.all(),
        "form": form,
        "may_change": may_change,
    }
    return render(request, "regions/detail.html", context, status=422 if form is not None and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def region_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a region's name or centre."""
    region = get_object_or_404(Region, pk=code)
    name = region.name
    with editing.alone(request, region):
        form = RegionForm(request.POST or None, instance=region)
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            regions.rename(form.save(commit=False), actor=person(request), at=clock.now(), reason=reason)
            messages.success(request, _("Wilayah disimpan."))
            editing.tell_merged(request, form)
            return redirect("region", code)
    context = {"form": form, "region": region, "name": name}
    return render(request, "regions/form.html", context, status=editing.status(form))


def _wanted(request: HttpRequest) -> QuerySet[Region]:
    rows: RegionQuerySet = Region.objects.within(request.GET.get("within", "")[:13])
    text = " ".join(request.GET.get("q", "")[:100].replace("\0", "").split())
    if text:
        rows = rows.filter(search.matching_regions(text))
    level = request.GET.get("level", "")
    return rows.at_level(level) if level in Level.values else rows
