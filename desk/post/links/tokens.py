"""The address of a secure link: its row's number and a signature; neither the database nor a guess is enough."""

from uuid import UUID

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

# Stands in a message's bodies where each recipient's own address is put when the mail is composed.
MARK = "{{tautan-aman}}"
_SALT = "desk.post.link"


def address(link_id: UUID) -> str:
    """Give the whole address that opens a link, the same at each attempt to send it."""
    return settings.SITE_URL + reverse("secure-link", args=[link_id, signature(link_id)])


def signature(link_id: UUID) -> str:
    """Give what proves that the desk itself wrote a link's address."""
    return Signer(salt=_SALT).signature(link_id.hex)


def genuine(link_id: UUID, given: str) -> bool:
    """Tell whether a signature belongs to a link."""
    return constant_time_compare(signature(link_id), given)
