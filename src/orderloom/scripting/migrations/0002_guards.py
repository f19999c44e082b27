"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import guard


class Migration(migrations.Migration):
    dependencies = [("scripting", "0001_initial"), ("identity", "0002_guards")]

    operations = [
        guard("scripting_scriptversion", root=True),
    ]
