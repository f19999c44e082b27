"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import guard


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("partners", "0002_guards")]

    operations = [
        guard("catalog_category", root=True, is_parent=True, parents={"parent_id": "catalog_category"}),
        guard(
            "catalog_suppliercategory",
            parents={"supplier_id": "partners_supplier", "category_id": "catalog_category"},
        ),
        guard("catalog_categoryowner", parents={"category_id": "catalog_category"}),
        guard("catalog_categoryrule", parents={"category_id": "catalog_category"}),
    ]
