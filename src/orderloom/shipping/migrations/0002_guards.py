"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import SUPPLIER, guard


class Migration(migrations.Migration):
    dependencies = [("shipping", "0001_initial"), ("production", "0002_guards")]

    operations = [
        guard(
            "shipping_shipment",
            parents={"task_id": "production_ordertask", "supplier_id": "partners_supplier"},
            readers={"supplier_hat": f"company_id = {SUPPLIER}"},
        ),
    ]
