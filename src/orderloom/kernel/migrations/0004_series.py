"""Give out the numbers of orders by one sequence for each workspace, so that orders do not wait for each other."""

from django.db import migrations

# A sequence waits for nobody's commit; a row that is counted up is locked until the transaction ends. The numbers of a
# transaction that fails are lost. The app has no rights on the sequences; the hat says whose is meant.
SQL = """
CREATE FUNCTION kernel_next_numbers(name text, start bigint, amount integer) RETURNS SETOF bigint LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    workspace uuid := nullif(current_setting('app.workspace', true), '')::uuid;
    series text := format('kernel_series_%s_%s', name, replace(workspace::text, '-', ''));
BEGIN
    IF workspace IS NULL OR name !~ '^[a-z]{1,10}$' THEN
        RAISE EXCEPTION 'numbers are given in the hat of a workspace' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF to_regclass(series) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(series, 8));
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I START WITH %s', series, start + 1);
    END IF;
    RETURN QUERY SELECT nextval(series::regclass) FROM generate_series(1, amount);
END $$;
REVOKE ALL ON FUNCTION kernel_next_numbers(text, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel_next_numbers(text, bigint, integer) TO orderloom_app, orderloom_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_growth")]

    operations = [
        migrations.RunSQL(SQL, "DROP FUNCTION kernel_next_numbers(text, bigint, integer);"),
    ]
