"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import SUPPLIER, guard


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("production", "0002_guards")]

    operations = [
        guard(
            "notifications_notice",
            is_parent=True,
            parents={"order_id": "intake_customerorder", "task_id": "production_ordertask"},
            readers={"supplier_hat": f"company_id = {SUPPLIER}"},
        ),
        guard("notifications_delivery", parents={"notice_id": "notifications_notice"}),
    ]
