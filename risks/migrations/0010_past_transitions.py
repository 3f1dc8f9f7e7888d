from django.db import migrations

# The steps that were taken before they had rows of their own, from the history of the risks.
PAST = """
INSERT INTO risks_transition (flag_id, step, before, after, outcome, other_id, actor_id, at, comment)
SELECT e.pgh_obj_id, substr(e.metadata ->> 'action', 6), e.before, e.status, e.outcome, other.id, person.id,
    e.pgh_created_at, coalesce(e.metadata ->> 'reason', '')
FROM (
    SELECT event.*, context.metadata,
        lag(event.status) OVER (PARTITION BY event.pgh_obj_id ORDER BY event.pgh_id) AS before
    FROM risks_flagevent event LEFT JOIN pghistory_context context ON context.id = event.pgh_context_id
) AS e
JOIN risks_flag flag ON flag.id = e.pgh_obj_id
LEFT JOIN risks_flag other ON other.id = e.duplicate_of_id
LEFT JOIN accounts_user person ON person.id::text = e.metadata ->> 'user'
WHERE e.before <> e.status
    AND e.metadata ->> 'action' IN ('risk.verify', 'risk.mitigate', 'risk.resolve', 'risk.dismiss', 'risk.reopen')
ORDER BY e.pgh_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("risks", "0009_lifecycle"),
    ]

    operations = [migrations.RunSQL(PAST, migrations.RunSQL.noop)]
