"""A workspace chooses for each field of an order when its suppliers may see it."""

from django.db import migrations, models

ADDED = {
    "name_shared": "accepted",
    "phone_shared": "accepted",
    "email_shared": "never",
    "price_shared": "never",
    "note_shared": "offered",
    "source_shared": "offered",
}
# Names and phones were a part of the address until now: who hid that goes on hiding them.
AS_BEFORE = """
ALTER TABLE identity_workspace NO FORCE ROW LEVEL SECURITY;
UPDATE identity_workspace SET name_shared = address_shared, phone_shared = address_shared;
ALTER TABLE identity_workspace FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_sender")]

    operations = [
        *(
            migrations.AddField(
                "workspace", name, models.CharField(max_length=8, default=usual, db_default=usual)
            )
            for name, usual in ADDED.items()
        ),
        migrations.RunSQL(AS_BEFORE, migrations.RunSQL.noop),
    ]
