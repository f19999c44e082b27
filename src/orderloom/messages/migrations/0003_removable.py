"""Messages about played orders go with them; nobody can change what was written."""

from django.db import migrations

from orderloom.kernel.guards import grant

GONE = ("DELETE",)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_guards")]

    operations = [
        migrations.RunSQL(grant("messaging_message", GONE), migrations.RunSQL.noop),
        migrations.RunSQL(grant("messaging_attachment", GONE), migrations.RunSQL.noop),
    ]
