"""Write the context of history once in a transaction instead of once for each changed row."""

from typing import Any

from django.db import migrations
from pghistory.models import Context

# What pghistory installs itself does the same and asks for the context's row each time: a thousand risks verified at
# once locked it three thousand times. What was attached already is remembered in the transaction; a savepoint that is
# rolled back takes that back too.
_ONCE = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS pghistory_context.id%TYPE AS $$
DECLARE
    told text := current_setting('pghistory.context_id', true);
    facts text := current_setting('pghistory.context_metadata', true);
BEGIN
    IF coalesce(told, '') = '' OR coalesce(facts, '') = '' THEN
        RETURN NULL;
    END IF;
    IF current_setting('desk.attached_context', true) IS DISTINCT FROM told || facts THEN
        INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
            VALUES (told::uuid, facts::jsonb, now(), now())
            ON CONFLICT (id) DO UPDATE SET metadata = EXCLUDED.metadata, updated_at = EXCLUDED.updated_at
            WHERE pghistory_context.metadata IS DISTINCT FROM EXCLUDED.metadata;
        PERFORM set_config('desk.attached_context', told || facts, true);
    END IF;
    RETURN told::uuid;
END;
$$ LANGUAGE plpgsql
"""


def _as_installed(apps: Any, schema_editor: Any) -> None:
    Context.install_pgh_attach_context_func(using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("pghistory", "0007_auto_20250421_0444")]

    # RunPython with a cursor of its own: the percent sign of %TYPE is no placeholder.
    operations = [
        migrations.RunPython(lambda apps, editor: editor.execute(_ONCE, params=None), _as_installed),
    ]
