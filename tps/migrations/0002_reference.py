"""Load Banten's regions, the crosswalk of old codes and the districts' centres."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tps import codes, reference


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create every region of Banten, parents first, and the known old codes."""
    region, alias = apps.get_model("tps", "Region"), apps.get_model("tps", "RegionAlias")
    centres = {centre.code: centre for centre in reference.district_centres()}
    region.objects.bulk_create(
        [
            region(
                code=row.code,
                name=row.name,
                level=row.level,
                parent_id=codes.parent(row.code),
                latitude=centres[row.code].latitude if row.code in centres else None,
                longitude=centres[row.code].longitude if row.code in centres else None,
            )
            for row in reference.regions()
        ]
    )
    alias.objects.bulk_create(
        [
            alias(
                old_code=row.old_code,
                region_id=row.new_code,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                source=row.source[:200],
            )
            for row in reference.crosswalk()
        ]
    )


class Migration(migrations.Migration):
    """Facts that every installation in Banten begins with; a later `load_reference` brings them up to date."""

    dependencies = [("tps", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
