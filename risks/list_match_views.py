"""What a person says of a list: which column holds what, what its words mean, which village a name means."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from risks.actions import list_meanings, lists
from risks.list_forms import ListMappingForm
from risks.list_views import decidable, show


@require_POST
@needs(Right.IMPORT)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a list checked again with other columns, fixed values, or meanings of words."""
    made, user = decidable(request, pk), person(request)
    if not lists.mappable(made):
        messages.info(request, _("Daftar ini sedang dikerjakan atau sudah selesai; tidak ada yang diubah."))
        return redirect("list-import", pk)
    form = ListMappingForm(made, request.POST)
    if not form.is_valid():
        return show(request, made, form)
    data, at = form.cleaned_data, clock.now()
    list_meanings.say(made, data["places"], data["choices"], data["words"], actor=user, at=at)
    return redirect("list-import", pk)


@require_POST
@needs(Right.IMPORT)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Have another sheet of a workbook checked."""
    made = decidable(request, pk)
    others = (made.report.get("sheet") or {}).get("others", [])
    if request.POST.get("sheet") not in others or not lists.reread(
        made, request.POST["sheet"], actor=person(request), at=clock.now()
    ):
        messages.info(request, _("Lembar ini tidak dapat diperiksa sekarang; tidak ada yang diubah."))
    return redirect("list-import", pk)


@require_POST
@needs(Right.IMPORT)
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to exact names in one go, choose villages for others, or take a decision back; then check again."""
    made, user, at = decidable(request, pk), person(request), clock.now()
    if request.POST.get("action") == "exact":
        done = list_meanings.settle_exact(made, actor=user, at=at)
    elif forgotten := request.POST.get("forget", ""):
        done = list_meanings.forget(made, [int(forgotten)] if forgotten.isdigit() else [], actor=user, at=at)
    else:
        chosen = {
            int(name.removeprefix("name_")): str(code)
            for name, code in request.POST.items()
            if name.startswith("name_") and name.removeprefix("name_").isdigit() and code
        }
        done = list_meanings.settle(made, chosen, actor=user, at=at)
    if done:
        words = ngettext(
            "%(n)d keputusan tentang nama disimpan; daftar diperiksa lagi.",
            "%(n)d keputusan tentang nama disimpan; daftar diperiksa lagi.",
            done,
        )
        messages.success(request, words % {"n": done})
    else:
        messages.info(request, _("Tidak ada nama yang dipilih, atau keadaan daftar sudah berubah."))
    return redirect("list-import", pk)
