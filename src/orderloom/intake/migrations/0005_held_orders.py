"""Find the orders on hold without reading all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0004_fewer_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="customerorder",
            index=models.Index(
                condition=models.Q(("held", True)),
                fields=["workspace_id", "-placed_at", "-id"],
                name="intake_order_held",
            ),
        ),
    ]
