"""A program comes in by its token: who it is, and its hat for the rest of the transaction, by one call."""

from django.db import migrations

# The caller's own rights and policies hold inside: it sees the token that it shows, and then what its hat may see.
SQL = """
CREATE FUNCTION identity_enter(
    shown text, OUT id uuid, OUT workspace_id uuid, OUT company_id uuid, OUT name text, OUT role text, OUT own text
) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE
    nowhere CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
    PERFORM set_config('app.workspace', '', true), set_config('app.supplier', '', true),
        set_config('app.person', '', true), set_config('app.token', shown, true);
    FOR id, workspace_id, company_id, name, role, own IN
        SELECT t.id, t.workspace_id, t.company_id, t.name, t.role, r.permissions::text FROM identity_apitoken t
        LEFT JOIN identity_ownrole r ON r.id = t.own_role_id AND r.workspace_id = t.workspace_id
        WHERE t.digest = shown AND t.revoked_at IS NULL
    LOOP
        PERFORM set_config('app.token', '', true), set_config('app.workspace', coalesce(workspace_id::text, ''), true),
            set_config('app.supplier', CASE WHEN workspace_id IS NULL THEN coalesce(company_id, nowhere)::text
                ELSE '' END, true);
        RETURN NEXT;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_settings")]

    operations = [migrations.RunSQL(SQL, "DROP FUNCTION identity_enter(text);")]
