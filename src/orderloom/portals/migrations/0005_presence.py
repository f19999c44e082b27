"""Who looks at what just now, behind the wall of the workspace."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import orderloom.kernel.ids
from orderloom.kernel.guards import guard


class Migration(migrations.Migration):
    dependencies = [
        ("portals", "0004_bulk_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("subject_id", models.UUIDField()),
                ("seen_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(
                fields=("workspace_id", "subject_id", "user"), name="portals_presence_once"
            ),
        ),
        guard("portals_presence", root=True),
    ]
