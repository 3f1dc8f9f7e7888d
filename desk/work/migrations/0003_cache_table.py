"""The table that is the cache where there is no Redis, and stands in for it while it is gone.

Made here and not only by `createcachetable`, so that every installation that is migrated has it on the day it needs it.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("work", "0002_heart")]

    operations = [
        migrations.RunSQL(
            [
                "CREATE TABLE IF NOT EXISTS desk_cache ("
                "cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL)",
                "CREATE INDEX IF NOT EXISTS desk_cache_expires ON desk_cache (expires)",
            ],
            # Going back leaves it: an installation without Redis has no other cache.
            migrations.RunSQL.noop,
        ),
    ]
