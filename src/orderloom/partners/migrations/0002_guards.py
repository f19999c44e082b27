"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import SUPPLIER, WORKSPACE, guard


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial"), ("identity", "0002_guards")]

    operations = [
        guard(
            "partners_supplier",
            root=True,
            is_parent=True,
            readers={"supplier_hat": f"company_id = {SUPPLIER}"},
        ),
        migrations.RunSQL(
            f"""
            ALTER TABLE partners_supplier ADD CONSTRAINT partners_supplier_of_company UNIQUE (workspace_id, id, company_id);
            -- A workspace knows the companies that supply it and who signs in for them; a company knows its workspaces.
            CREATE POLICY workspace_hat ON identity_company FOR SELECT USING
                (id IN (SELECT company_id FROM partners_supplier WHERE workspace_id = {WORKSPACE}));
            CREATE POLICY workspace_hat ON identity_companymember
                USING (company_id IN (SELECT company_id FROM partners_supplier WHERE workspace_id = {WORKSPACE}))
                WITH CHECK (company_id IN (SELECT company_id FROM partners_supplier WHERE workspace_id = {WORKSPACE}));
            CREATE POLICY supplier_hat ON identity_workspace FOR SELECT USING
                (id IN (SELECT workspace_id FROM partners_supplier WHERE company_id = {SUPPLIER}));
            """,
            migrations.RunSQL.noop,
        ),
    ]
