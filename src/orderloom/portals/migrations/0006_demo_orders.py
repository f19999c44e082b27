"""Orders of the demo are marked one by one, so that an own order in a demo store is nobody's but the workspace's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portals", "0005_presence"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="demothing", name="portals_demothing_kind"),
        migrations.AddConstraint(
            model_name="demothing",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["order", "store", "supplier", "category"])),
                name="portals_demothing_kind",
            ),
        ),
    ]
