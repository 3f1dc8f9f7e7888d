"""The page of one's own account."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk import clock, editing
from desk.accounts import actions, places
from desk.accounts.access import person
from desk.accounts.forms import ProfileForm


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change one's own account; open to everybody who is signed in, also without a role."""
    user = person(request)
    with editing.alone(request, user):
        form = ProfileForm(request.POST or None, row=user, initial={"first_name": user.get_full_name()})
        if request.method == "POST" and form.is_valid():
            actions.change_own(user, form.cleaned_data, at=clock.now())
            messages.success(request, _("Profil disimpan."))
            return redirect("profile")
    return render(request, "accounts/profile.html", _facts(request, form), status=editing.status(form))


def _facts(request: HttpRequest, form: ProfileForm) -> dict[str, object]:
    user = person(request)
    return {
        "form": form,
        "remit_name": places.names([user.remit]).get(user.remit, "") if user.remit else "",
        "second_factor": is_mfa_enabled(user),
    }
