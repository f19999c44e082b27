"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import SUPPLIER, TOKEN, guard

OURS = f"company_id = {SUPPLIER}"
COMPANY = """
ALTER TABLE {table} ADD CONSTRAINT {table}_company_fk FOREIGN KEY (workspace_id, company_id)
    REFERENCES partners_supplier (workspace_id, company_id);
"""


class Migration(migrations.Migration):
    dependencies = [("links", "0001_initial"), ("production", "0002_guards"), ("partners", "0002_guards")]

    operations = [
        guard(
            "links_tasklink",
            is_parent=True,
            parents={"task_id": "production_ordertask"},
            # Whoever shows the secret finds the link, before it is known whose it is.
            readers={"supplier_hat": OURS, "token_hat": f"digest = {TOKEN}"},
        ),
        guard("links_linkdevice", root=True, readers={"supplier_hat": OURS}),
        guard(
            "links_linkcode",
            parents={"link_id": "links_tasklink"},
        ),
        migrations.RunSQL(
            "".join(COMPANY.format(table=f"links_{name}") for name in ("tasklink", "linkdevice", "linkcode")),
            migrations.RunSQL.noop,
        ),
    ]
