"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import SUPPLIER, guard


class Migration(migrations.Migration):
    dependencies = [("production", "0001_initial"), ("intake", "0002_guards")]

    operations = [
        guard(
            "production_ordertask",
            is_parent=True,
            parents={
                "order_id": "intake_customerorder",
                "line_id": "intake_orderline",
                "category_id": "catalog_category",
            },
            readers={"supplier_hat": f"company_id = {SUPPLIER}"},
        ),
        migrations.RunSQL(
            # The company that row-level security compares is always the supplier's own.
            "ALTER TABLE production_ordertask ADD CONSTRAINT production_ordertask_supplier_fk FOREIGN KEY "
            "(workspace_id, supplier_id, company_id) REFERENCES partners_supplier (workspace_id, id, company_id);",
            migrations.RunSQL.noop,
        ),
    ]
