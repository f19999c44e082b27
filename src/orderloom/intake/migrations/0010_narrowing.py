"""Indexes for what the list of orders is narrowed down by, and statistics of how often those go together."""

from django.db import migrations, models

NARROWED = {
    "store": "store",
    "platform": "platform",
    "payment": "payment",
    "waits_on": "waits_on",
    "country": "ship_country_code",
}
# Without them the planner takes a completed order that waits on the supplier for as likely as any other,
# and walks all orders to find fifty.
STATISTICS = """
CREATE STATISTICS intake_order_together (mcv, dependencies)
ON workspace_id, stage, waits_on, payment, store_id, platform, ship_country_code FROM intake_customerorder;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0009_buyer_key")]

    operations = [
        *(
            migrations.AddIndex(
                model_name="customerorder",
                index=models.Index(
                    fields=["workspace_id", field, "-placed_at", "-id"], name=f"intake_order_by_{name}"
                ),
            )
            for name, field in NARROWED.items()
        ),
        migrations.RunSQL(STATISTICS, "DROP STATISTICS intake_order_together;"),
    ]
