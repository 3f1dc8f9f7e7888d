"""Empty the database after a test that commits: only the tables that hold something, and without asking all others.

Django truncates every table and makes every content type and permission anew; with hundreds of tables that takes longer
than most tests.
"""

from typing import Any

from django.db import connection, transaction
from django.test.testcases import TransactionTestCase
from psycopg import sql

# What migrating made and no test changes.
KEPT = ["django_migrations", "django_content_type", "auth_permission"]
USED = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND NOT relname = ANY(%s) AND pg_relation_size(oid) > 0
"""


def empty() -> None:
    """Delete all rows but those of KEPT, with neither triggers nor foreign keys in the way."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(USED, [KEPT])
        names = [name for (name,) in cursor.fetchall()]
        if names:
            deletes = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in names]
            cursor.execute(sql.SQL("; ").join([sql.SQL("SET LOCAL session_replication_role = replica"), *deletes]))


def instead_of_flushing() -> None:
    """Let every test that commits end with `empty`."""

    def teardown(self: Any) -> None:
        empty()

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]  # on purpose
