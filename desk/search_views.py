"""The search page and the suggestions of the top bar's search box."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.htmx import page_or_fragment, wants_fragment
from desk.search_groups import Results, results
from tps.middleware import election_for
from tps.search import clean

SUGGESTED = 4
SHOWN = 20


@require_safe
@needs(Right.READ)
def search(request: HttpRequest) -> HttpResponse:
    """Search stations, regions, risks, tasks, agencies and briefings; Enter on a single hit goes there at once."""
    text = clean(request.GET.get("q", ""))
    fragment = wants_fragment(request)
    found = Results()
    if text:
        limit = SUGGESTED if fragment else SHOWN
        found = results(person(request), election_for(request), text, limit, counted=not fragment)
    if found.only and not fragment:
        return redirect(found.only)
    number = len(found.items)
    context = {
        "text": text,
        "groups": found.groups,
        "typos": found.typos,
        "meant": [{"text": each, "url": _address(each)} for each in found.meant],
        "found": number,
        "count_words": _words(found),
        "all_url": _address(text),
    }
    return page_or_fragment(request, "search/page.html", "components/suggestions.html", context)


def _words(found: Results) -> str:
    number = len(found.items)
    if not number:
        return _("Tidak ada yang cocok.")
    words = ngettext("%(n)d hasil", "%(n)d hasil", number) % {"n": number}
    return _("Tidak ada yang persis; %(words)s yang mirip.") % {"words": words} if found.typos else words


def _address(text: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': text})}"
