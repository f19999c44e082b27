"""Which version told what of an order, and indexes to find it by the shop's number or the buyer's name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="customerorder",
            name="provenance",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="customerorder",
            index=models.Index(fields=["workspace_id", "external_number"], name="intake_order_ext_number"),
        ),
        migrations.RunSQL(
            "CREATE INDEX intake_order_buyer ON intake_customerorder (workspace_id, lower(buyer_name) text_pattern_ops);",
            "DROP INDEX intake_order_buyer;",
        ),
    ]
