"""What Today counts is read from indexes alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("production", "0010_clock_guards"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="ordertask", name="production_task_shipped"),
        migrations.AddIndex(
            model_name="ordertask",
            index=models.Index(
                condition=models.Q(("shipped_at__isnull", False)),
                fields=["workspace_id", "shipped_at"],
                include=(
                    "company_id",
                    "status",
                    "created_at",
                    "first_promised_date",
                    "promised_date",
                    "requested_date",
                ),
                name="production_task_left",
            ),
        ),
        migrations.AddIndex(
            model_name="ordertask",
            index=models.Index(
                condition=models.Q(("status", "offered")),
                fields=["workspace_id", "respond_by"],
                include=("company_id", "supplier"),
                name="production_task_answer",
            ),
        ),
        migrations.AddIndex(
            model_name="ordertask",
            index=models.Index(
                condition=models.Q(("status__in", ["accepted", "in_production", "ready_to_ship"])),
                fields=["workspace_id", "promised_date"],
                include=("company_id", "supplier"),
                name="production_task_promised",
            ),
        ),
    ]
