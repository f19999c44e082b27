"""Tasks know with which others they go into one parcel."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0007_review"),
        ("production", "0006_list_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="ordertask",
            name="ship_group",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="ordertask",
            index=models.Index(
                condition=models.Q(("ship_group__isnull", False)),
                fields=["workspace_id", "ship_group"],
                name="production_task_ship_group",
            ),
        ),
    ]
