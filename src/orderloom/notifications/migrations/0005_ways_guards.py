"""What belongs to a person is written in that person's hat, and read where messages for them are sent."""

from django.db import migrations

from orderloom.kernel.guards import PERSON, WORKSPACE, grant

# The workspace's staff, and those who sign in for its suppliers.
KNOWN = f"""user_id IN (SELECT user_id FROM identity_member WHERE workspace_id = {WORKSPACE})
    OR user_id IN (SELECT m.user_id FROM identity_companymember m JOIN partners_supplier s ON s.company_id = m.company_id
        WHERE s.workspace_id = {WORKSPACE})"""


def of_person(table: str) -> migrations.RunSQL:
    """Return the migration that lets only the person write, and their workspaces read."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY person_hat ON {table} USING (user_id = {PERSON}) WITH CHECK (user_id = {PERSON});
        CREATE POLICY workspace_hat ON {table} FOR SELECT USING ({KNOWN});
        {grant(table)}
        """,
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0004_ways"),
        ("identity", "0002_guards"),
        ("partners", "0002_guards"),
    ]

    operations = [of_person("notifications_way"), of_person("notifications_preference")]
