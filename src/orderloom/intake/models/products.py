"""What was sold: a view of the lines of orders, since shops' catalogues are not copied."""

from django.db import models

from orderloom.kernel.models import WorkspaceModel


class SoldProduct(WorkspaceModel):
    """What a store sold in the workspace's latest 10,000 orders: the lines of one SKU, or title, and variant.

    A view: nothing is written when orders come in, and reading it costs the same however many there are.
    It is `unmapped` while one of its lines has no category.
    """

    store_id = models.UUIDField()
    platform = models.CharField(max_length=12)
    name_key = models.CharField(max_length=500)
    sku = models.CharField(max_length=120)
    title = models.CharField(max_length=500)
    variant = models.CharField(max_length=300)
    category_id = models.UUIDField(null=True)
    orders = models.BigIntegerField()
    quantity = models.BigIntegerField()
    unmapped = models.BooleanField()
    ordered_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "intake_soldproduct"

    def __str__(self) -> str:
        return self.name_key
