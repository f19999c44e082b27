"""When the supplier of a task was last reminded of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("production", "0004_shipped_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="ordertask",
            name="reminded_at",
            field=models.DateTimeField(null=True),
        ),
    ]
