"""A supplier's tasks by the day on which they are to leave."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("production", "0002_guards")]

    operations = [
        migrations.AddIndex(
            model_name="ordertask",
            index=models.Index(
                fields=["company_id", "status", "promised_date", "id"],
                condition=models.Q(status__in=["accepted", "in_production", "ready_to_ship"]),
                name="production_task_company_due",
            ),
        ),
    ]
