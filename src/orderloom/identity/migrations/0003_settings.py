"""Working days, the accent and the logo of a workspace, and roles that it makes itself."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import orderloom.kernel.ids
from orderloom.kernel.guards import PERSON, TOKEN, guard

INSIDE = """
ALTER TABLE {table} ADD CONSTRAINT {table}_own_role_fk FOREIGN KEY (workspace_id, own_role_id)
    REFERENCES identity_ownrole (workspace_id, id);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="accent",
            field=models.CharField(blank=True, max_length=7),
        ),
        migrations.AddField(
            model_name="workspace",
            name="accent_dark",
            field=models.CharField(blank=True, max_length=7),
        ),
        migrations.AddField(
            model_name="workspace",
            name="cut_off",
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name="workspace",
            name="days",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="workspace",
            name="holidays_of",
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name="workspace",
            name="logo",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="workspace",
            name="make_days",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="workspace",
            name="weekdays",
            field=models.CharField(default="1234567", max_length=7),
        ),
        migrations.CreateModel(
            name="Logo",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("kind", models.CharField(max_length=4)),
                ("digest", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace_id",), name="identity_logo_one")],
            },
        ),
        migrations.CreateModel(
            name="OwnRole",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("name", models.CharField(max_length=60)),
                ("permissions", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace_id"),
                        django.db.models.functions.text.Lower("name"),
                        name="identity_ownrole_name",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="apitoken",
            name="own_role",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.ownrole",
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="own_role",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.ownrole",
            ),
        ),
        guard("identity_logo", root=True),
        guard(
            "identity_ownrole",
            root=True,
            is_parent=True,
            readers={
                "person_hat": f"id IN (SELECT own_role_id FROM identity_member WHERE user_id = {PERSON})",
                "token_hat": f"id IN (SELECT own_role_id FROM identity_apitoken WHERE digest = {TOKEN})",
            },
        ),
        migrations.RunSQL(
            INSIDE.format(table="identity_member") + INSIDE.format(table="identity_apitoken"),
            migrations.RunSQL.noop,
        ),
    ]
