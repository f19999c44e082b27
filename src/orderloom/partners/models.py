"""Suppliers, as one workspace knows them."""

from django.db import models
from django.db.models.functions import Lower

from orderloom.identity.models import LANGUAGES
from orderloom.kernel.models import WorkspaceModel
from orderloom.partners.states import SupplierStatus


class Supplier(WorkspaceModel):
    """A company that makes and ships for the workspace; `weight` is its share in the fair rotation."""

    company = models.ForeignKey("identity.Company", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    status = models.CharField(max_length=10, default=SupplierStatus.ACTIVE.value)
    weight = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=10, choices=LANGUAGES, default="zh-hans")
    contact_name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    wechat = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", Lower("name"), name="partners_supplier_name"),
            models.UniqueConstraint("workspace_id", Lower("code"), name="partners_supplier_code"),
            models.UniqueConstraint(fields=["workspace_id", "company"], name="partners_supplier_company"),
            models.CheckConstraint(
                condition=models.Q(weight__gte=1, weight__lte=1000), name="partners_supplier_weight"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in SupplierStatus]),
                name="partners_supplier_status",
            ),
        ]
        indexes = [models.Index(fields=["company"], name="partners_supplier_company_ix")]

    def __str__(self) -> str:
        return self.name
