"""What lists of parcels are narrowed down and put in order by: how far each is, when it left, by whom, from whom."""

from django.db import migrations, models

TABLES = ("shipping_shipment", "production_ordertask")
ARRIVED = """
UPDATE shipping_shipment AS parcel SET arrived_at = coalesce(task.delivered_at, task.done_at)
    FROM production_ordertask AS task
    WHERE task.workspace_id = parcel.workspace_id AND task.id = parcel.task_id AND parcel.voided_at IS NULL
    AND task.status IN ('delivered', 'done')
"""


def _of_all_workspaces(statement: str) -> list[str]:
    """Return the statement between what lets the tables' owner see all rows for its duration."""
    free = [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in TABLES]
    return [*free, statement, *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in TABLES)]


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0002_guards"),
        ("production", "0007_ship_group"),
        ("shipping", "0002_guards"),
    ]

    operations = [
        migrations.AddField(model_name="shipment", name="arrived_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL(_of_all_workspaces(ARRIVED), reverse_sql=migrations.RunSQL.noop),
        migrations.AddField(
            model_name="shipment",
            name="state",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(then=models.Value("voided"), voided_at__isnull=False),
                    models.When(arrived_at__isnull=False, then=models.Value("arrived")),
                    models.When(no_tracking_reason="later", then=models.Value("no_number")),
                    default=models.Value("moving"),
                ),
                output_field=models.CharField(max_length=10),
            ),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(fields=["workspace_id", "-shipped_at", "-id"], name="shipping_shipment_list"),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(
                fields=["workspace_id", "state", "-shipped_at", "-id"], name="shipping_shipment_state"
            ),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(
                fields=["workspace_id", "carrier", "-shipped_at", "-id"], name="shipping_shipment_carrier"
            ),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(
                fields=["workspace_id", "supplier", "-shipped_at", "-id"], name="shipping_shipment_supplier"
            ),
        ),
    ]
