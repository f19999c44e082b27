"""A company that supplies nobody any more, and for which nobody signs in, may be removed in its own hat."""

from django.db import migrations

from orderloom.kernel.guards import SUPPLIER

# In the hat of the company its policies show all suppliers, people and keys of it, of whichever workspace.
SQL = f"""
CREATE POLICY nobodys_goes ON identity_company FOR DELETE USING (
    id = {SUPPLIER}
    AND NOT EXISTS (SELECT FROM partners_supplier s WHERE s.company_id = identity_company.id)
    AND NOT EXISTS (SELECT FROM identity_companymember m WHERE m.company_id = identity_company.id)
    AND NOT EXISTS (SELECT FROM identity_apitoken t WHERE t.company_id = identity_company.id)
);
GRANT DELETE ON identity_company TO orderloom_app, orderloom_worker;
"""
BACK = """
REVOKE DELETE ON identity_company FROM orderloom_app, orderloom_worker;
DROP POLICY nobodys_goes ON identity_company;
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0004_clock_guards"), ("identity", "0004_sender")]

    operations = [migrations.RunSQL(SQL, BACK)]
