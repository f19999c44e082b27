"""Put lists of tasks in order by their day."""

import datetime as dt

import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_edition"),
        ("intake", "0008_list_keys"),
        ("partners", "0002_guards"),
        ("production", "0005_reminded"),
    ]

    operations = [
        migrations.AddField(
            model_name="ordertask",
            name="due_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    "promised_date", "requested_date", models.Value(dt.date(9999, 12, 31))
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddIndex(
            model_name="ordertask",
            index=models.Index(fields=["workspace_id", "due_key", "id"], name="production_task_due"),
        ),
    ]
