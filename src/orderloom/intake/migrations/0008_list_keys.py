"""Columns and indexes by which lists of orders are put in order: by due date and by amount."""

import datetime as dt

import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0007_review"),
    ]

    operations = [
        migrations.AddField(
            model_name="customerorder",
            name="due_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    "due_at", models.Value(dt.datetime(9999, 12, 31, 0, 0, tzinfo=dt.UTC))
                ),
                output_field=models.DateTimeField(),
            ),
        ),
        migrations.AddField(
            model_name="customerorder",
            name="total_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Cast(
                    django.db.models.functions.comparison.Coalesce(
                        django.db.models.expressions.CombinedExpression(
                            models.F("total"), "*", models.Value(10000)
                        ),
                        models.Value(-1),
                    ),
                    models.BigIntegerField(),
                ),
                output_field=models.BigIntegerField(),
            ),
        ),
        migrations.AddIndex(
            model_name="customerorder",
            index=models.Index(fields=["workspace_id", "due_key", "id"], name="intake_order_due"),
        ),
        migrations.AddIndex(
            model_name="customerorder",
            index=models.Index(fields=["workspace_id", "total_key", "id"], name="intake_order_total"),
        ),
        migrations.AddIndex(
            model_name="customerorder",
            index=models.Index(
                condition=models.Q(("tags", ""), _negated=True),
                fields=["workspace_id", "-placed_at", "-id"],
                name="intake_order_tagged",
            ),
        ),
    ]
