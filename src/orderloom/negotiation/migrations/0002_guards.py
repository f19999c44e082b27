"""Row-level security, keys that stay inside a workspace, rights, and versions that nobody changes."""

from django.db import migrations

from orderloom.kernel.guards import SUPPLIER, guard

OURS = f"company_id = {SUPPLIER}"


class Migration(migrations.Migration):
    dependencies = [
        ("negotiation", "0001_initial"),
        ("partners", "0002_guards"),
        ("kernel", "0002_guards"),
    ]

    operations = [
        guard("negotiation_negotiation", is_parent=True, readers={"supplier_hat": OURS}),
        migrations.RunSQL(
            # The company that row-level security compares is always the supplier's own, of the version as well.
            "ALTER TABLE negotiation_negotiation ADD CONSTRAINT negotiation_negotiation_supplier_fk FOREIGN KEY "
            "(workspace_id, supplier_id, company_id) REFERENCES partners_supplier (workspace_id, id, company_id);"
            "ALTER TABLE negotiation_negotiation ADD CONSTRAINT negotiation_negotiation_of_company "
            "UNIQUE (workspace_id, id, company_id);",
            migrations.RunSQL.noop,
        ),
        guard(
            "negotiation_version",
            readers={"supplier_hat": OURS},
            rights=("SELECT", "INSERT", "DELETE"),  # deleted only with the played orders of a demo
        ),
        migrations.RunSQL(
            "ALTER TABLE negotiation_version ADD CONSTRAINT negotiation_version_negotiation_id_fk FOREIGN KEY "
            "(workspace_id, negotiation_id, company_id) "
            "REFERENCES negotiation_negotiation (workspace_id, id, company_id);"
            "CREATE TRIGGER negotiation_version_unchanged BEFORE UPDATE ON negotiation_version "
            "FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();",
            migrations.RunSQL.noop,
        ),
        guard("negotiation_policy"),
    ]
