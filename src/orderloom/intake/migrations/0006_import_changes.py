"""Keep what an import has done to each order, so that it can be undone, and what was said about its cells."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations import RunSQL

import orderloom.kernel.ids
from orderloom.kernel.guards import guard

TABLE = "intake_importchange"
WITH_ITS_PARENTS = "\n".join(
    f"ALTER TABLE {TABLE} ADD CONSTRAINT {TABLE}_{column}_fk FOREIGN KEY (workspace_id, {column}) "
    f"REFERENCES {parent} (workspace_id, id) ON DELETE CASCADE;"
    for column, parent in (("run_id", "intake_importrun"), ("order_id", "intake_customerorder"))
)
WHAT = ("created", "updated", "unchanged", "stale")


def key(to: str) -> models.ForeignKey:
    """Return a foreign key whose constraint is the composite one below."""
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_held_orders")]

    operations = [
        migrations.AddField("importrun", "shape", models.CharField(blank=True, max_length=64)),
        migrations.AddField("importrun", "repairs", models.JSONField(default=list)),
        migrations.AddField("importrun", "queued_at", models.DateTimeField(null=True)),
        migrations.AddField("importrun", "undo_asked_at", models.DateTimeField(null=True)),
        migrations.AddField("importrun", "undone_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "importrun",
            models.Index(
                condition=models.Q(("shape", ""), _negated=True),
                fields=["workspace_id", "shape", "-id"],
                name="intake_importrun_shape",
            ),
        ),
        migrations.CreateModel(
            name="ImportChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("run", key("intake.importrun")),
                ("order", key("intake.customerorder")),
                ("what", models.CharField(choices=[(one, one.title()) for one in WHAT], max_length=10)),
                ("at", models.DateTimeField()),
                ("before", models.TextField(blank=True)),
                ("outcome", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.AddIndex(
            "importchange", models.Index(fields=["order", "run"], name="intake_importchange_order")
        ),
        migrations.AddIndex(
            "importchange",
            django.contrib.postgres.indexes.BrinIndex(
                fields=["run"], name="intake_importchange_run", pages_per_range=16
            ),
        ),
        migrations.AddConstraint(
            "importchange",
            models.CheckConstraint(
                condition=models.Q(("what__in", list(WHAT))), name="intake_importchange_what"
            ),
        ),
        guard(TABLE),
        RunSQL(WITH_ITS_PARENTS, reverse_sql=RunSQL.noop),
    ]
