"""Load the shipped agencies into a desk that has none."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from desk.agencies.reference import agencies


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create each shipped agency, and say whose unit it is; where there is any already, `load_reference` adds."""
    agency = apps.get_model("agencies", "Agency")
    if agency.objects.exists():
        return
    columns = {field.attname for field in agency._meta.concrete_fields}
    made = {
        row.code: agency(**{name: value for name, value in row._asdict().items() if name in columns})
        for row in agencies()
    }
    agency.objects.bulk_create(made.values())
    units = [row for row in agencies() if row.parent in made]
    for row in units:
        made[row.code].parent = made[row.parent]
    agency.objects.bulk_update([made[row.code] for row in units], ["parent"])


class Migration(migrations.Migration):
    """Bodies that every installation in Banten begins with; a later `load_reference` brings them up to date."""

    dependencies = [("agencies", "0005_units_and_exports")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
