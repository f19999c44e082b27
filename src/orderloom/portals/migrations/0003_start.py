"""How a workspace starts: what is demo data, and the list of first steps."""

from django.db import migrations, models

import orderloom.kernel.ids
from orderloom.kernel.guards import guard


class Migration(migrations.Migration):
    dependencies = [
        ("portals", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="DemoThing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("kind", models.CharField(max_length=10)),
                ("thing_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace_id", "kind", "thing_id"), name="portals_demothing_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["store", "supplier", "category"])),
                        name="portals_demothing_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Start",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("dismissed_at", models.DateTimeField(null=True)),
                ("trial_order_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace_id",), name="portals_start_one")],
            },
        ),
        guard("portals_demothing", root=True),
        guard("portals_start", root=True),
    ]
