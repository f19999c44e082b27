"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import guard


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("catalog", "0002_guards")]

    operations = [
        guard("intake_store", root=True, is_parent=True, parents={"default_category_id": "catalog_category"}),
        guard("intake_customerorder", is_parent=True, parents={"store_id": "intake_store"}),
        guard(
            "intake_orderline",
            is_parent=True,
            parents={"order_id": "intake_customerorder", "category_id": "catalog_category"},
        ),
        guard("intake_orderowner", parents={"order_id": "intake_customerorder"}),
        guard("intake_savedmapping", root=True),
        guard("intake_importrun", is_parent=True, parents={"store_id": "intake_store"}),
        guard("intake_importproblem", parents={"run_id": "intake_importrun"}),
        guard("intake_purchaserule", root=True),
    ]
