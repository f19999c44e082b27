"""Let the app refresh the statistics of a table that a bulk command has just filled for the first time."""

from django.db import migrations

# Without statistics all indexes that begin with the workspace look alike. The checks of foreign keys then walk a whole
# workspace for each row, and 100,000 lines take an hour instead of seconds.
SQL = """
CREATE FUNCTION kernel_note_growth(name text, enough integer) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT reltuples FROM pg_class WHERE oid = name::regclass) < enough THEN
        EXECUTE format('ANALYZE %I', name);
    END IF;
END $$;
REVOKE ALL ON FUNCTION kernel_note_growth(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel_note_growth(text, integer) TO orderloom_app, orderloom_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_guards")]

    operations = [migrations.RunSQL(SQL, "DROP FUNCTION kernel_note_growth(text, integer);")]
