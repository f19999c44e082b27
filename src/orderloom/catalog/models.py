"""Categories, which suppliers make them, who is in charge of them, and rules that give a line its category."""

from django.db import models
from django.db.models.functions import Lower

from orderloom.kernel.models import WorkspaceModel


class Category(WorkspaceModel):
    """A node of the workspace's tree; `path` holds the names from the root, joined by ` > `."""

    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    name = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=700)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("workspace_id", Lower("path"), name="catalog_category_path")]

    def __str__(self) -> str:
        return self.path


class SupplierCategory(WorkspaceModel):
    """A supplier makes things of a category and of all that lie below it."""

    supplier = models.ForeignKey(
        "partners.Supplier", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "supplier", "category"], name="catalog_suppliercategory_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id} makes {self.category_id}"


class CategoryOwner(WorkspaceModel):
    """A person in charge of all orders with lines of a category."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    user = models.ForeignKey("identity.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "category", "user"], name="catalog_categoryowner_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.category_id}"


class CategoryRule(WorkspaceModel):
    """Lines whose field contains the text belong to the category; the lowest position that fits wins."""

    position = models.PositiveIntegerField()
    field = models.CharField(max_length=10)  # title | sku | vendor | category
    text = models.CharField(max_length=200)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "field", Lower("text"), name="catalog_categoryrule_once"),
            models.CheckConstraint(
                condition=models.Q(field__in=["title", "sku", "vendor", "category"]),
                name="catalog_categoryrule_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} contains {self.text}: {self.category.path}"


class Edition(models.Model):
    """Names what the workspace's categories, rules, makers and suppliers are now; triggers name every change anew."""

    workspace_id = models.UUIDField(primary_key=True, editable=False)
    edition = models.UUIDField()

    def __str__(self) -> str:
        return str(self.edition)
