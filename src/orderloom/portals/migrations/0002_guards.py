"""Row-level security and rights."""

from django.db import migrations

from orderloom.kernel.guards import guard


class Migration(migrations.Migration):
    dependencies = [("portals", "0001_initial"), ("identity", "0002_guards")]

    operations = [
        guard("portals_savedview", root=True),
        guard("portals_listexport", root=True),
    ]
