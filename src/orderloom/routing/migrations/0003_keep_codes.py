"""Codes for tasks are kept and compared with those that tasks bear by one call."""

from django.db import migrations

# Two statements, of which the second looks anew: what others have committed until the codes are ours is seen by it.
SQL = """
CREATE FUNCTION routing_keep_codes(workspace uuid, wanted text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(workspace::text, 7));
    RETURN QUERY SELECT code FROM unnest(wanted) AS code
        WHERE NOT pg_try_advisory_xact_lock(hashtextextended(workspace::text || ' ' || code, 9));
    RETURN QUERY SELECT task.sku::text FROM production_ordertask task
        WHERE task.workspace_id = workspace AND task.sku = ANY(wanted);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("routing", "0002_guards"), ("production", "0002_guards")]

    operations = [migrations.RunSQL(SQL, "DROP FUNCTION routing_keep_codes(uuid, text[]);")]
