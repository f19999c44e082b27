"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import guard


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_initial"), ("production", "0002_guards")]

    operations = [
        guard("routing_rotationpool", is_parent=True, parents={"category_id": "catalog_category"}),
        guard(
            "routing_poolseat",
            parents={"pool_id": "routing_rotationpool", "supplier_id": "partners_supplier"},
        ),
        guard(
            "routing_assignment",
            parents={
                "task_id": "production_ordertask",
                "supplier_id": "partners_supplier",
                "category_id": "catalog_category",
            },
        ),
    ]
