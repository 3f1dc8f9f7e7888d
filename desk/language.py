"""The language of the pages: Indonesian, until the person's own switch says otherwise."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from desk.accounts import actions

CODES = {code for code, _name in settings.LANGUAGES}


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Follows the cookie of the switch and nothing else: a browser set to English still meets Indonesian first."""

    def process_request(self, request: HttpRequest) -> None:
        """Activate the chosen language, without asking what the browser prefers."""
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)


class PersonsLanguageMiddleware:
    """Lets the language that a person has chosen follow them to every machine they sign in at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate it in place of what this browser's cookie says."""
        # Without a session nobody is asked who they are: public pages stay free of it.
        known = settings.SESSION_COOKIE_NAME in request.COOKIES
        chosen = getattr(request.user, "language", "") if known else ""
        if chosen in CODES and chosen != translation.get_language():
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return self.get_response(request)


@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """Remember the language in a cookie and, for somebody signed in, with the person; go back to the page."""
    chosen = request.POST.get("language", "")
    if chosen in CODES and request.user.is_authenticated:
        actions.choose_language(request.user, chosen)
    return set_language(request)
