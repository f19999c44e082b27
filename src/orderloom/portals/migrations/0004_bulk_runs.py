"""Runs over many orders or tasks, each behind the wall of its workspace."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import orderloom.kernel.ids
from orderloom.kernel.guards import guard


class Migration(migrations.Migration):
    dependencies = [
        ("portals", "0003_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("actor_name", models.CharField(max_length=200)),
                ("list", models.CharField(max_length=12)),
                ("move", models.CharField(max_length=20)),
                ("argument", models.CharField(blank=True, max_length=300)),
                ("query", models.TextField(blank=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("stopped", "Stopped"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("is_gathered", models.BooleanField(default=False)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("left", models.PositiveIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "relation",
                    models.CharField(
                        blank=True, choices=[("retry", "Retry"), ("undo", "Undo")], max_length=10
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portals.bulkrun",
                    ),
                ),
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
        migrations.CreateModel(
            name="BulkPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("place", models.PositiveIntegerField()),
                ("ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portals.bulkrun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BulkFailure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("subject_id", models.UUIDField()),
                ("code", models.CharField(max_length=40)),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portals.bulkrun",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="bulkrun",
            index=models.Index(fields=["workspace_id", "-created_at"], name="portals_run_newest"),
        ),
        migrations.AddConstraint(
            model_name="bulkrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("list__in", ["orders", "tasks"])), name="portals_run_list"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("relation", "undo")),
                fields=("origin", "relation"),
                name="portals_run_undone_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkpart",
            constraint=models.UniqueConstraint(fields=("run", "place"), name="portals_part_place"),
        ),
        migrations.AddIndex(
            model_name="bulkfailure",
            index=models.Index(fields=["run", "code"], name="portals_failure_code"),
        ),
        migrations.AddConstraint(
            model_name="bulkfailure",
            constraint=models.UniqueConstraint(fields=("run", "subject_id"), name="portals_failure_once"),
        ),
        guard("portals_bulkrun", parents={"origin_id": "portals_bulkrun"}, is_parent=True, root=True),
        guard("portals_bulkpart", parents={"run_id": "portals_bulkrun"}),
        guard("portals_bulkfailure", parents={"run_id": "portals_bulkrun"}),
    ]
