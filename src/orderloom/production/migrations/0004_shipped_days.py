"""Count what left on each day without reading all tasks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("production", "0003_company_due"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ordertask",
            index=models.Index(
                condition=models.Q(("shipped_at__isnull", False)),
                fields=["workspace_id", "shipped_at"],
                name="production_task_shipped",
            ),
        ),
    ]
