"""Devices that people have signed in with: a signed cookie, so that a stranger's guesses never lock them out."""

import secrets
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "desk_device"
SALT = "desk.accounts.device"
AGE = 180 * 24 * 3600
MOST = 20


@dataclass(frozen=True, slots=True)
class Device:
    """One browser: a random key ("" for a strange one) and the ids of the people who signed in with it."""

    key: str = ""
    people: tuple[int, ...] = ()

    def knows(self, user_id: int) -> bool:
        """Tell whether a person has signed in with this device."""
        return bool(self.key) and user_id in self.people


def of(request: HttpRequest) -> Device:
    """Read the device's cookie; anything forged, stale or malformed is a strange device."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
        return Device(str(found["k"]), tuple(int(each) for each in found["p"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return Device()


def remember(request: HttpRequest, response: HttpResponse, user_id: int) -> None:
    """Write down in the cookie that a person has signed in with this device; the latest stay."""
    device = of(request)
    people = [user_id, *(each for each in device.people if each != user_id)][:MOST]
    value = signing.dumps({"k": device.key or secrets.token_urlsafe(12), "p": people}, salt=SALT)
    response.set_cookie(COOKIE, value, max_age=AGE, httponly=True, secure=request.is_secure(), samesite="Lax")
