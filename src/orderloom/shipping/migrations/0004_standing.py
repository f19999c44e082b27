"""A parcel keeps how its task was before it left, so that it can be taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shipping", "0003_parcel_lists")]

    operations = [
        migrations.AddField(
            model_name="shipment", name="standing", field=models.TextField(blank=True, db_default="")
        )
    ]
