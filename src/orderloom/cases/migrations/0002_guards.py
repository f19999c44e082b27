"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import guard


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("production", "0002_guards")]

    operations = [
        guard("cases_case", parents={"order_id": "intake_customerorder", "task_id": "production_ordertask"}),
    ]
