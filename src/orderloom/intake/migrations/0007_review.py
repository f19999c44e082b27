"""Rules of review and what they have found, blocked buyers, orders that are shipped together."""

import django.db.models.deletion
from django.db import migrations, models

import orderloom.kernel.ids
from orderloom.kernel.guards import guard


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0006_import_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="BlockedBuyer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("by", models.CharField(max_length=8)),
                ("value", models.CharField(max_length=300)),
                ("folded", models.CharField(max_length=300)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("added_by", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace_id", "by", "folded"), name="intake_blockedbuyer_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("by__in", ["name", "email", "phone", "address"])),
                        name="intake_blockedbuyer_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("kind", models.CharField(max_length=12)),
                ("is_on", models.BooleanField()),
                ("params", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workspace_id", "kind"), name="intake_reviewrule_kind"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["blocked", "duplicate", "unpaid", "address", "unmapped", "amount", "note"],
                            )
                        ),
                        name="intake_reviewrule_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShipGroup",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("number", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workspace_id", "number"), name="intake_shipgroup_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewFinding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                ("kind", models.CharField(max_length=12)),
                ("params", models.JSONField(default=dict)),
                ("facts", models.CharField(max_length=32)),
                ("found_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=200)),
                ("settled", models.CharField(blank=True, max_length=10)),
                (
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="intake.customerorder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["order", "kind", "facts"], name="intake_finding_order"),
                    models.Index(
                        condition=models.Q(("settled_at", None)),
                        fields=["workspace_id", "kind"],
                        name="intake_finding_kind_ix",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["blocked", "duplicate", "unpaid", "address", "unmapped", "amount", "note"],
                            )
                        ),
                        name="intake_finding_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled", ""), ("settled_at", None)),
                            models.Q(
                                ("settled__in", ["approved", "mended", "off", "moot"]),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="intake_finding_settled",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at", None)),
                        fields=("order", "kind"),
                        name="intake_finding_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShipGroupOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=orderloom.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.UUIDField(editable=False)),
                (
                    "group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="intake.shipgroup",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="intake.customerorder",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("order",), name="intake_shipgroup_order")],
            },
        ),
        guard("intake_reviewrule", root=True),
        guard("intake_blockedbuyer", root=True),
        guard("intake_reviewfinding", parents={"order_id": "intake_customerorder"}),
        guard("intake_shipgroup", root=True, is_parent=True),
        guard(
            "intake_shipgrouporder",
            parents={"group_id": "intake_shipgroup", "order_id": "intake_customerorder"},
        ),
    ]
