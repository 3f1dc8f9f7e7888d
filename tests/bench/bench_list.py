"""The list of 33,324 stations beside a constant page of 20 KB and the list's own statements run barely."""

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from desk.accounts.access import needs
from desk.accounts.roles import Right
from tests.bench.kit import Line, beside, line
from tests.bench.province import Statement, province, run, statements_of

PAGE = "<!doctype html>" + "<p>Desk Pemilu.</p>" * 1078
statements: list[Statement] = []


@needs(Right.READ)
def bare(request: HttpRequest) -> HttpResponse:
    """Run the list's statements and answer with a constant page."""
    assert request.election  # type: ignore[attr-defined]
    run(statements)
    return HttpResponse(PAGE)


urlpatterns = [path("bare", bare), path("", include("desk.urls"))]


def measure() -> list[Line]:
    """Time the first page, a filtered page and count their statements."""
    lines: list[Line] = []
    with province(__name__) as client:
        for name, address in (("first page", "/tps/"), ("filtered page", "/tps/?region=36.02&kind=flood&sort=risk")):
            statements[:] = statements_of(lambda address=address: client.get(address))
            lines += beside(
                f"/tps/ 33324 rows, {name}",
                lambda address=address: fetch(client, address),
                "constant page + own queries",
                lambda: fetch(client, "/bare"),
            )
            lines.append(line(f"/tps/ {name}, list queries", len(statements), "queries", "the issue's bound", 12))
    return lines


def fetch(client: Client, address: str) -> None:
    """Ask for an address as a browser does, packed."""
    assert client.get(address, headers={"Accept-Encoding": "gzip"}).status_code == 200
