"""The buyer's name as it is searched for: its beginning, whatever its case, by an index that row-level security lets serve."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0008_list_keys"),
    ]

    operations = [
        migrations.RunSQL(
            "DROP INDEX intake_order_buyer;",
            "CREATE INDEX intake_order_buyer ON intake_customerorder (workspace_id, lower(buyer_name) text_pattern_ops);",
        ),
        migrations.AddField(
            model_name="customerorder",
            name="buyer_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Lower("buyer_name"),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddIndex(
            model_name="customerorder",
            index=models.Index(fields=["workspace_id", "buyer_key"], name="intake_order_buyer_key"),
        ),
    ]
