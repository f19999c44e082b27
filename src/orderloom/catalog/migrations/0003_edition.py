"""A name for what a workspace's catalogue is now, so that processes may keep what they have read of it."""

from django.db import migrations, models

from orderloom.kernel.guards import guard

# Names are drawn by chance, never counted: a number that was rolled back would come again and mean something else.
SQL = """
CREATE FUNCTION catalog_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE catalog_edition SET edition = gen_random_uuid()
            WHERE workspace_id IN (SELECT workspace_id FROM gone_rows);
    ELSE
        INSERT INTO catalog_edition (workspace_id, edition)
            SELECT workspace_id, gen_random_uuid() FROM (SELECT DISTINCT workspace_id FROM new_rows) AS changed
            ON CONFLICT (workspace_id) DO UPDATE SET edition = excluded.edition;
    END IF;
    RETURN NULL;
END $$;
"""
TABLES = ("catalog_category", "catalog_categoryrule", "catalog_suppliercategory", "partners_supplier")
CHANGES = {
    "insert": "NEW TABLE AS new_rows",
    "update": "NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS gone_rows",
}
TRIGGERS = "".join(
    f"CREATE TRIGGER catalog_edition_{change} AFTER {change} ON {table} REFERENCING {rows} "
    "FOR EACH STATEMENT EXECUTE FUNCTION catalog_new_edition();"
    for table in TABLES
    for change, rows in CHANGES.items()
)
NO_TRIGGERS = "".join(
    f"DROP TRIGGER catalog_edition_{change} ON {table};" for table in TABLES for change in CHANGES
)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_guards"), ("partners", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("workspace_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("edition", models.UUIDField()),
            ],
        ),
        guard("catalog_edition", root=True),
        migrations.RunSQL(SQL + TRIGGERS, NO_TRIGGERS + "DROP FUNCTION catalog_new_edition();"),
    ]
