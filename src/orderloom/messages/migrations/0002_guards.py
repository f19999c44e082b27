"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import SUPPLIER, guard

OURS = f"company_id = {SUPPLIER}"
ADDED_ONLY = ("SELECT", "INSERT")


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("production", "0002_guards"), ("partners", "0002_guards")]

    operations = [
        guard(
            "messaging_message",
            is_parent=True,
            parents={"order_id": "intake_customerorder", "task_id": "production_ordertask"},
            readers={"supplier_hat": OURS},
            rights=ADDED_ONLY,
        ),
        migrations.RunSQL(
            # Whoever reads a message is a supplier of this workspace.
            "ALTER TABLE messaging_message ADD CONSTRAINT messaging_message_company_fk FOREIGN KEY "
            "(workspace_id, company_id) REFERENCES partners_supplier (workspace_id, company_id);",
            migrations.RunSQL.noop,
        ),
        guard(
            "messaging_attachment",
            parents={"message_id": "messaging_message"},
            # Who may read the message may read what is attached to it, and nobody else.
            readers={
                "supplier_hat": "EXISTS (SELECT FROM messaging_message m WHERE m.id = messaging_attachment.message_id "
                f"AND m.workspace_id = messaging_attachment.workspace_id AND m.{OURS})"
            },
            rights=ADDED_ONLY,
        ),
        guard(
            "messaging_readmark",
            parents={"order_id": "intake_customerorder", "task_id": "production_ordertask"},
            readers={"supplier_hat": OURS},
        ),
    ]
