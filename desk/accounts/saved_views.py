"""Pages of saved views: a person's own and the shared ones, saved, renamed and deleted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock, editing
from desk.accounts import saved_actions
from desk.accounts.access import needs, person, require
from desk.accounts.models import SavedList, SavedView
from desk.accounts.roles import Right
from desk.accounts.saved_forms import SavedViewForm


def offered(request: HttpRequest, name: str) -> list[SavedView]:
    """Give the views of a list that a person has or is offered, for its page to draw as `views`."""
    return list(SavedView.objects.offered(person(request).pk).filter(list=name))


def opening(request: HttpRequest, views: list[SavedView]) -> HttpResponse | None:
    """Lead whoever opens a bare list to the view that it begins with for them; None where there is none."""
    own = [each for each in views if each.default and each.owner_id == person(request).pk]
    return redirect(f"{request.path}?{own[0].query}") if own and not request.GET else None


@require_safe
@needs(Right.READ)
def views(request: HttpRequest) -> HttpResponse:
    """List the views that a person has or is offered."""
    user = person(request)
    rows = [
        {
            "view": view,
            "key": str(view.pk),
            "url": f"{reverse(view.list)}?{view.query}",
            "may_change": saved_actions.may_change(user, view),
        }
        for view in SavedView.objects.offered(user.pk)
        if view.list != SavedList.INBOX or user.may_somewhere(Right.JUDGE_RISK)
    ]
    return render(request, "views/list.html", {"rows": rows})


@require_POST
@needs(Right.READ)
def save(request: HttpRequest) -> HttpResponse:
    """Save the filters of a list under a name and go back to it."""
    user = person(request)
    form = SavedViewForm(request.POST, user=user)
    if not form.is_valid():
        return render(request, "views/form.html", {"form": form, "view": None}, status=422)
    view = saved_actions.save(form.save(commit=False), actor=user, at=clock.now())
    messages.success(request, _("Tampilan “%(name)s” disimpan.") % {"name": view.name})
    return redirect(f"{reverse(view.list)}?{view.query}")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READ)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a view, share it, make it the default."""
    user, view = person(request), _offered(request, pk)
    require(saved_actions.may_change(user, view))
    with editing.alone(request, view):
        form = SavedViewForm(request.POST or None, instance=view, user=user)
        if request.method == "POST" and form.is_valid():
            saved_actions.save(form.save(commit=False), actor=user, at=clock.now())
            messages.success(request, _("Tampilan “%(name)s” disimpan.") % {"name": view.name})
            editing.tell_merged(request, form)
            return redirect("saved-views")
    return render(request, "views/form.html", {"form": form, "view": view}, status=editing.status(form))


@require_POST
@needs(Right.READ)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a view."""
    user, view = person(request), _offered(request, pk)
    require(saved_actions.may_change(user, view))
    saved_actions.delete(view, actor=user, at=clock.now())
    messages.success(request, _("Tampilan “%(name)s” dihapus. Datanya tidak berubah.") % {"name": view.name})
    return redirect("saved-views")


def _offered(request: HttpRequest, pk: int) -> SavedView:
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(SavedView.objects.offered(person(request).pk), pk=pk)
