"""Row-level security of calendars and the clock's policy; a supplier reads its own calendar at all its merchants."""

from django.db import migrations

from orderloom.kernel.guards import SUPPLIER, guard

OWN = {"supplier_hat": f"company_id = {SUPPLIER}"}


def of_supplier(table: str) -> migrations.RunSQL:
    """Return the migration that ties the table's company to its supplier's."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_supplier_fk FOREIGN KEY "
        "(workspace_id, supplier_id, company_id) REFERENCES partners_supplier (workspace_id, id, company_id);",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_clock")]

    operations = [
        guard("partners_clockpolicy", root=True),
        guard("partners_suppliercalendar", readers=OWN),
        of_supplier("partners_suppliercalendar"),
        guard("partners_supplierdaysoff", readers=OWN),
        of_supplier("partners_supplierdaysoff"),
    ]
