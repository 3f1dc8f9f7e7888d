"""The words of change for regions: the shipped facts, files of codes and names, old codes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from desk.context import Actor, acting
from tps import codes, reference
from tps.models import Region, RegionAlias

BATCH = 2000


class Named(NamedTuple):
    """A region as a file names it: line number in the file, code as written, name."""

    row: int
    code: str
    name: str


@dataclass(slots=True)
class Change:
    """What a load of regions did."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Give the summary that commands print."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": len(self.errors),
            "errors": self.errors,
        }


def load_reference(*, actor: Actor | None, at: datetime) -> Change:
    """Bring in the shipped regions, district centres and old codes that are not there yet; running it again is safe.

    A name or centre that people have changed stays as they changed it.
    """
    change = Change()
    with acting(actor, "regions.load-reference"):
        known = set(Region.objects.values_list("pk", flat=True))
        centres = {centre.code: centre for centre in reference.district_centres()}
        fresh = [
            Region(
                code=row.code,
                name=row.name,
                level=row.level,
                parent_id=codes.parent(row.code),
                latitude=centres[row.code].latitude if row.code in centres else None,
                longitude=centres[row.code].longitude if row.code in centres else None,
            )
            for row in reference.regions()
            if row.code not in known
        ]
        Region.objects.bulk_create(fresh, batch_size=BATCH)
        bare = Region.objects.filter(pk__in=centres, latitude__isnull=True).exclude(pk__in=[each.pk for each in fresh])
        for region in bare:
            region.latitude, region.longitude = centres[region.pk].latitude, centres[region.pk].longitude
            region.save(update_fields=["latitude", "longitude"])
        for alias in reference.crosswalk():
            RegionAlias.objects.get_or_create(
                old_code=alias.old_code,
                region_id=alias.new_code,
                defaults={
                    "valid_from": alias.valid_from,
                    "valid_until": alias.valid_until,
                    "source": alias.source[:200],
                },
            )
    change.read = len(reference.regions())
    change.created, change.unchanged = len(fresh), len(known)
    return change


def load_names(rows: Iterable[Named], *, actor: Actor | None, at: datetime, all_or_nothing: bool = False) -> Change:
    """Create regions of any level from codes and names, and rename those whose name differs.

    A region whose parent is neither known nor in the file is refused, as are codes that are none.
    """
    change = Change()
    wanted: dict[str, Named] = {}
    for row in rows:
        change.read += 1
        problem = _take(row, wanted)
        if problem:
            change.errors.append(problem)
    with acting(actor, "regions.import"):
        known = {region.pk: region for region in Region.objects.all()}
        fresh: list[Region] = []
        renamed: list[Region] = []
        there = set(known)
        for code in sorted(wanted, key=lambda each: (each.count("."), each)):
            row = wanted[code]
            above = codes.parent(code)
            if above is not None and above not in there:
                change.errors.append(
                    _error(row, "code", row.code, _("Wilayah induknya (%(code)s) tidak dikenal.") % {"code": above})
                )
            elif code not in known:
                there.add(code)
                fresh.append(Region(code=code, name=row.name, level=codes.level(code), parent_id=above))
            elif known[code].name != row.name:
                known[code].name = row.name
                renamed.append(known[code])
            else:
                change.unchanged += 1
        change.errors.sort(key=lambda each: each["row"])
        if all_or_nothing and change.errors:
            change.unchanged = 0
            return change
        Region.objects.bulk_create(fresh, batch_size=BATCH)
        Region.objects.bulk_update(renamed, ["name"], batch_size=BATCH)
        change.created, change.updated = len(fresh), len(renamed)
    return change


def rename(region: Region, *, actor: Actor | None, at: datetime, reason: str = "") -> Region:
    """Save a region's name and centre."""
    with acting(actor, "region.change", place=region.code, reason=reason):
        region.save(update_fields=["name", "latitude", "longitude"])
    return region


def add_alias(alias: RegionAlias, *, actor: Actor | None, at: datetime) -> RegionAlias:
    """Remember an old code of a region."""
    with acting(actor, "region.add-old-code", place=alias.region_id):
        alias.save()
    return alias


def _take(row: Named, wanted: dict[str, Named]) -> dict[str, Any] | None:
    try:
        code = codes.dotted(row.code)
    except ValueError:
        return _error(row, "code", row.code, _("Kode wilayah harus 2, 4, 6, atau 10 angka, dengan atau tanpa titik."))
    name = " ".join(row.name.split())
    if not name:
        return _error(row, "name", row.name, _("Nama wilayah kosong."))
    if len(name) > 120:
        return _error(row, "name", name, _("Nama wilayah terlalu panjang: paling banyak 120 huruf."))
    if name.startswith(("=", "+", "-", "@")):
        return _error(row, "name", name, _("Sel berisi rumus. Simpan nilainya, bukan rumusnya."))
    if code in wanted:
        return _error(row, "code", row.code, _("Kode ini sudah ada di baris %(row)d.") % {"row": wanted[code].row})
    wanted[code] = Named(row.row, row.code, name)
    return None


def _error(row: Named, column: str, value: str, reason: str) -> dict[str, Any]:
    return {"row": row.row, "field": column, "value": value[:80].replace("\0", "␀"), "reason": reason}
