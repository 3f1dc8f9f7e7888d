"""The page that refers many risks at once: what is asked, an exact reckoning, then the sending."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.coordination.actions import Refused
from desk.coordination.chosen import chosen_flags
from desk.coordination.owners import unreachable
from desk.coordination.referrals.access import may_refer
from desk.coordination.referrals.bulk import MOST, reckon, send, sent_before
from desk.coordination.referrals.forms import BulkForm

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TASKS)
def bulk(request: HttpRequest) -> HttpResponse:
    """Reckon what the chosen risks become, and with `stage=send` send exactly that; nothing before a preview."""
    user, now = person(request), clock.now()
    back = f"{reverse('risks')}?{request.GET.urlencode()}" if request.method == "POST" else reverse("risks")
    try:
        flags = chosen_flags(request, user, most=MOST)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    reach = {flag.pk for flag in flags if may_refer(user, flag.place)}
    sent = request.POST if "stage" in request.POST else None
    form = BulkForm(sent, at=now)
    context = {"form": form, "flags": ",".join(str(flag.pk) for flag in flags), "chosen": len(flags), "back": back}
    if sent is None or not form.is_valid():
        return render(request, "referrals/bulk.html", context, status=422 if form.errors else 200)
    data = form.cleaned_data
    if sent["stage"] == "send" and sent_before(flags, data["client_id"]):
        messages.info(request, _("Kiriman ini sudah dijalankan; tidak ada rujukan yang dibuat dua kali."))
        return redirect("referrals")
    found = reckon(flags, reach=reach, rule=data["rule"], fixed=data["to"], at=now)
    context |= {"found": found, "parts": found.parts[:SHOWN], "more": len(found.parts) - SHOWN}
    context["silent"] = [agency for agency, _number in found.shares if unreachable(agency, now)]
    if sent["stage"] != "send":
        return render(request, "referrals/bulk.html", context)
    if data["token"] != found.token:
        # Referred, closed or handed over since the preview: what was agreed to is not what would be sent.
        context["trouble"] = _("Jumlahnya berubah sejak pratinjau. Belum ada yang dirujuk; periksa lagi di bawah.")
        return render(request, "referrals/bulk.html", context, status=409)
    try:
        made = send(found, form.asked, actor=user, at=now, place=user.remit, client_id=data["client_id"])
    except Refused as refusal:
        context["trouble"] = str(refusal)
        return render(request, "referrals/bulk.html", context, status=409)
    messages.success(request, ngettext("%(n)d rujukan terkirim.", "%(n)d rujukan terkirim.", made) % {"n": made})
    return redirect("referrals")
