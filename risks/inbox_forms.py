"""What a person sends from the inbox: which risks, what to do with them, and as of which state they were seen."""

import uuid

from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from risks import inbox
from risks.actions import MOST
from risks.forms import place_label
from risks.judge_forms import desk_people
from risks.models import Flag
from risks.querysets import FlagQuerySet
from risks.rules import Refused
from tps import codes, search
from tps.models import Region

MOST_NAMED = 5


def chosen_ids(sent: QueryDict, rows: FlagQuerySet) -> tuple[list[int], str]:
    """Give the ids that are meant and, when it is just one, its number.

    All that the address finds, else the ticked ones, else the one that is shown; raises Refused for none at all.
    """
    if sent.get("everything") == "1":
        return list(rows.order_by().values_list("pk", flat=True)[: MOST + 1]), ""
    ticked = [each for each in map(inbox.number, sent.getlist("selected")) if each is not None]
    shown = inbox.number(sent.get("flag", ""))
    ids = ticked or ([shown] if shown is not None else [])
    if not ids:
        raise Refused(_("Tidak ada risiko yang dipilih."))
    return ids, Flag(pk=ids[0]).number if len(ids) == 1 else ""


def seen_versions(sent: QueryDict) -> dict[int, str]:
    """Give the version of each risk that was on the page; the one shown in full is the newer of two."""
    found = {}
    for each in sent.getlist("seen"):
        pk, _colon, version = each.partition("|")
        known = inbox.number(pk)
        if known is not None:
            found[known] = version[:40]
    return found


def client_id(sent: QueryDict) -> uuid.UUID | None:
    """Give the page's own mark of this click, by which a second one does nothing."""
    try:
        return uuid.UUID(sent.get("client_id", ""))
    except ValueError:
        return None


def in_charge(sent: QueryDict) -> tuple[Agency | None, User | None]:
    """Give the agency and the person of the desk who are named; raises Refused for a name that is not known."""
    code, username = sent.get("owner", "")[:40], sent.get("assignee", "")[:150]
    owner = Agency.objects.active().filter(code=code).first() if code else None
    person = desk_people().filter(username=username).first() if username else None
    if (code and owner is None) or (username and person is None):
        raise Refused(_("Instansi atau petugas itu tidak dikenal; pilih dari daftar."))
    return owner, person


def merged_into(sent: QueryDict, readable: FlagQuerySet) -> Flag:
    """Give the risk of which the others are duplicates; raises Refused when there is no such risk."""
    pk = inbox.number(sent.get("into", "").upper().removeprefix("R-"))
    flag = readable.filter(pk=pk).first() if pk is not None else None
    if flag is None:
        raise Refused(_("Sebutkan nomor risiko yang digandakan, misalnya R-0012."))
    return flag


def region_named(sent: QueryDict, within: str) -> Region:
    """Give the region of a code or a name within a place; raises Refused with the choices when several are meant."""
    text = sent.get("region", "").strip()[:160]
    if not text:
        raise Refused(_("Isi nama atau kode wilayah."))
    try:
        found = list(Region.objects.select_related("parent__parent").filter(code=codes.dotted(text)))
    except ValueError:
        found = search.find_regions(text, within=within, limit=MOST_NAMED + 1)
    exact = [each for each in found if text.casefold() in {each.name.casefold(), place_label(each).casefold()}]
    found = exact if len(exact) == 1 else found
    if not found:
        raise Refused(_("Wilayah “%(text)s” tidak ditemukan di wilayah tugas Anda.") % {"text": text})
    if len(found) > 1:
        named = "; ".join(f"{place_label(each)} ({each.code})" for each in found[:MOST_NAMED])
        raise Refused(_("Beberapa wilayah cocok; ketik kodenya. Misalnya: %(named)s.") % {"named": named})
    return found[0]
