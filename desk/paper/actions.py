"""The words of change for official documents: number, draw, freeze."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from desk import clock
from desk.accounts.models import User
from desk.paper import signing
from desk.paper.models import Document, Letterhead, NumberSeries, new_code

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document must print about itself: its number, its verification code and the address that checks it."""

    number: str
    code: str
    url: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn document before it is frozen."""

    content: bytes
    pages: int


def issue(
    draw: Callable[[Identity], Drawn],
    *,
    series: str,
    title: str,
    addressee: str,
    filename: str,
    letterhead: Letterhead,
    actor: User | None,
    at: datetime,
    supersedes: Document | None = None,
) -> Document:
    """Give a document the next number of its series and year, draw it with that number, and freeze the bytes.

    Runs inside the caller's transaction: the series stays locked until its end, so a number is never lost or given
    twice. The year is the province's. Where the office has a certificate, what is frozen is what was signed with it;
    CannotSign where it cannot be used, before any number is given.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A number is given inside a transaction, or it may be lost.")
    certificate = signing.certificate(at)
    if certificate:
        signing.signer()  # loaded now: nobody else's number waits for it
    there = clock.local(at)
    NumberSeries.objects.get_or_create(series=series, year=there.year)
    counter = NumberSeries.objects.select_for_update().get(series=series, year=there.year)
    counter.last += 1
    counter.save(update_fields=["last"])
    number = letterhead.number_pattern.format(
        sequence=counter.last, series=series, year=there.year, month=ROMAN[there.month - 1]
    )
    identity = identify(number)
    drawn = draw(identity)
    content = drawn.content
    if certificate:
        content = signing.signed(content, certificate, about=number, at=at)
    return Document.objects.create(
        series=series,
        year=there.year,
        sequence=counter.last,
        number=number,
        title=title,
        addressee=addressee,
        content=content,
        filename=filename,
        size=len(content),
        pages=drawn.pages,
        digest=hashlib.sha256(content).hexdigest(),
        code=identity.code,
        signed_by=certificate.name[:200] if certificate else "",
        signed_with=certificate.fingerprint if certificate else "",
        issued_at=at,
        issued_by=actor,
        supersedes=supersedes,
    )


def identify(number: str) -> Identity:
    """Give a number a fresh verification code and the public address that answers for it."""
    code = new_code()
    return Identity(number, code, settings.SITE_URL + reverse("verify", args=[code]))


def letterhead_of(region_code: str) -> Letterhead:
    """Give the letterhead of a province; while none was set up, an unsaved one with the plain defaults."""
    return Letterhead.objects.filter(region_code=region_code).first() or Letterhead(
        region_code=region_code,
        government="PEMERINTAH PROVINSI BANTEN" if region_code == "36" else "PEMERINTAH PROVINSI",
        office="DESK PEMILU",
        address="Sekretariat Daerah · Kawasan Pusat Pemerintahan Provinsi Banten, Kota Serang"
        if region_code == "36"
        else "",
        city="Serang" if region_code == "36" else "",
        signatory_position="Sekretaris Daerah\nselaku Ketua Pelaksana Desk Pemilu",
    )
