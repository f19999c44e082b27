"""Find what was set up or changed without reading all facts about orders."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0004_series"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="timelineevent",
            index=models.Index(
                condition=models.Q(("order_id__isnull", True), ("task_id__isnull", True)),
                fields=["workspace_id", "-id"],
                name="kernel_event_setup",
            ),
        ),
    ]
