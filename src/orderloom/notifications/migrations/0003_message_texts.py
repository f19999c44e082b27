"""The workspace's own words for notices."""

from django.db import migrations, models

import orderloom.kernel.ids
from orderloom.kernel.guards import guard


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_guards"),
        ("identity", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="MessageText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=10)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace_id", "kind", "language"), name="notifications_messagetext_once"
                    )
                ],
            },
        ),
        guard("notifications_messagetext", root=True),
    ]
