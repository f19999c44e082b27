"""What the latest orders sold, grouped as products: a view that asks as its reader, of bounded cost."""

from django.db import migrations, models

from orderloom.kernel.guards import WORKSPACE, grant
from orderloom.kernel.ids import new_id

VIEW = f"""
CREATE VIEW intake_soldproduct WITH (security_invoker = true) AS
SELECT md5(workspace_id::text || store_id::text || name_key || chr(31) || variant)::uuid AS id,
    workspace_id, store_id, platform, name_key, max(sku) AS sku, max(title) AS title, variant,
    max(category_id::text)::uuid AS category_id, count(DISTINCT order_id) AS orders, sum(quantity)::bigint AS quantity,
    bool_or(category_id IS NULL) AS unmapped, max(placed_at) AS ordered_at
FROM (
    SELECT o.workspace_id, o.store_id, o.platform, coalesce(nullif(l.sku, ''), l.title) AS name_key, l.variant, l.order_id,
        l.sku, l.title, l.category_id, l.quantity, o.placed_at
    FROM (
        SELECT id, workspace_id, store_id, platform, placed_at FROM intake_customerorder
        WHERE workspace_id = {WORKSPACE} ORDER BY placed_at DESC, id DESC LIMIT 10000
    ) AS o JOIN intake_orderline l ON l.order_id = o.id AND l.workspace_id = o.workspace_id
) AS sold
GROUP BY workspace_id, store_id, platform, name_key, variant;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0010_narrowing")]

    operations = [
        migrations.RunSQL(VIEW + grant("intake_soldproduct", ("SELECT",)), "DROP VIEW intake_soldproduct;"),
        migrations.CreateModel(
            name="SoldProduct",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("workspace_id", models.UUIDField(editable=False)),
                ("store_id", models.UUIDField()),
                ("platform", models.CharField(max_length=12)),
                ("name_key", models.CharField(max_length=500)),
                ("sku", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=500)),
                ("variant", models.CharField(max_length=300)),
                ("category_id", models.UUIDField(null=True)),
                ("orders", models.BigIntegerField()),
                ("quantity", models.BigIntegerField()),
                ("unmapped", models.BooleanField()),
                ("ordered_at", models.DateTimeField()),
            ],
            options={"db_table": "intake_soldproduct", "managed": False},
        ),
    ]
