"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import PERSON, SUPPLIER, TOKEN, WORKSPACE, guard


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial"), ("kernel", "0002_guards")]

    operations = [
        migrations.RunSQL(
            "GRANT SELECT, INSERT, UPDATE ON identity_user TO orderloom_app, orderloom_worker;"
            "GRANT SELECT, INSERT ON identity_slugindex TO orderloom_app, orderloom_worker;",
            migrations.RunSQL.noop,
        ),
        guard(
            "identity_workspace",
            workspace="id",
            rights=("SELECT", "INSERT", "UPDATE"),
            readers={
                "person_hat": f"id IN (SELECT workspace_id FROM identity_member WHERE user_id = {PERSON})",
            },
        ),
        guard("identity_member", root=True, readers={"person_hat": f"user_id = {PERSON}"}),
        guard(
            "identity_apitoken",
            root=True,
            rights=("SELECT", "INSERT", "UPDATE"),
            readers={"token_hat": f"digest = {TOKEN}", "supplier_hat": f"company_id = {SUPPLIER}"},
        ),
        guard("identity_idempotentreply", root=True),
        migrations.RunSQL(
            f"""
            -- A company makes and revokes its own keys: a merchant must not hold a key to its supplier's other merchants.
            CREATE POLICY supplier_adds ON identity_apitoken FOR INSERT
                WITH CHECK (company_id = {SUPPLIER} AND workspace_id IS NULL);
            CREATE POLICY supplier_changes ON identity_apitoken FOR UPDATE
                USING (company_id = {SUPPLIER}) WITH CHECK (company_id = {SUPPLIER} AND workspace_id IS NULL);
            ALTER TABLE identity_company ENABLE ROW LEVEL SECURITY;
            ALTER TABLE identity_company FORCE ROW LEVEL SECURITY;
            CREATE POLICY supplier_hat ON identity_company FOR SELECT USING (id = {SUPPLIER});
            CREATE POLICY workspace_adds ON identity_company FOR INSERT WITH CHECK ({WORKSPACE} IS NOT NULL);
            ALTER TABLE identity_companymember ENABLE ROW LEVEL SECURITY;
            ALTER TABLE identity_companymember FORCE ROW LEVEL SECURITY;
            CREATE POLICY supplier_hat ON identity_companymember FOR SELECT USING (company_id = {SUPPLIER});
            CREATE POLICY person_hat ON identity_companymember FOR SELECT USING (user_id = {PERSON});
            GRANT SELECT, INSERT ON identity_company TO orderloom_app, orderloom_worker;
            GRANT SELECT, INSERT, DELETE ON identity_companymember TO orderloom_app, orderloom_worker;
            """,
            migrations.RunSQL.noop,
        ),
    ]
