"""The tables of the pages: saved views of lists, exported lists."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import orderloom.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListExport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("list", models.CharField(max_length=12)),
                ("query", models.TextField(blank=True)),
                ("language", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=4)),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0)),
                ("file_key", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["csv", "xlsx"])), name="portals_listexport_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("list", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=60)),
                ("query", models.TextField(blank=True)),
                ("position", models.PositiveIntegerField(default=0)),
                ("pinned", models.BooleanField(default=False)),
                ("is_default", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("list__in", ("orders", "tasks", "cases", "suppliers"))),
                        name="portals_view_list",
                    ),
                    models.UniqueConstraint(
                        models.F("workspace_id"),
                        models.F("list"),
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("user", None)),
                        name="portals_view_team_name",
                    ),
                    models.UniqueConstraint(
                        models.F("workspace_id"),
                        models.F("user"),
                        models.F("list"),
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("user__isnull", False)),
                        name="portals_view_own_name",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True), ("user", None)),
                        fields=("workspace_id", "list"),
                        name="portals_view_team_default",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True), ("user__isnull", False)),
                        fields=("workspace_id", "user", "list"),
                        name="portals_view_own_default",
                    ),
                ],
            },
        ),
    ]
