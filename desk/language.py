"""The language of the pages: Indonesian, until the person's own switch says otherwise."""

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Follows the cookie of the switch and nothing else: a browser set to English still meets Indonesian first."""

    def process_request(self, request: HttpRequest) -> None:
        """Activate the chosen language, without asking what the browser prefers."""
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)
