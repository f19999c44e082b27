"""Row-level security of milestones and of what the clock did; offers that stand get their clock."""

from django.db import migrations

from orderloom.kernel.guards import SUPPLIER, guard

TASK = {"task_id": "production_ordertask"}
RUNNING = """
ALTER TABLE production_ordertask NO FORCE ROW LEVEL SECURITY;
UPDATE production_ordertask SET clock_at = respond_by WHERE status = 'offered';
ALTER TABLE production_ordertask FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("production", "0009_clock")]

    operations = [
        guard("production_taskmilestone", parents=TASK, readers={"supplier_hat": f"company_id = {SUPPLIER}"}),
        guard("production_clockmark", parents=TASK),
        migrations.RunSQL(RUNNING, migrations.RunSQL.noop),
    ]
