"""Suppliers, as one workspace knows them."""

from django.db import models
from django.db.models.functions import Lower

from orderloom.identity.models import LANGUAGES
from orderloom.kernel.models import WorkspaceModel
from orderloom.partners.states import FailOver, SupplierStatus


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


class SupplierCalendar(WorkspaceModel):
    """When a supplier works, as it or the workspace has said; without one the workspace's working days count."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    company_id = models.UUIDField()
    zone = models.CharField(max_length=60)
    weekdays = models.CharField(max_length=7)  # the working ones, 1 is Monday
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    cut_off = models.TimeField(null=True)  # what comes later counts from the next working day
    holidays_of = models.CharField(max_length=2, blank=True)  # the country whose public holidays are free
    second = models.ForeignKey("identity.User", null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "supplier"], name="partners_calendar_once")
        ]

    def __str__(self) -> str:
        return f"{self.weekdays} {self.zone}"


class SupplierDaysOff(WorkspaceModel):
    """Days on which a supplier does not work, both ends counted; `span_id` is the same at all its merchants."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    company_id = models.UUIDField()
    span_id = models.UUIDField()
    first_date = models.DateField()
    last_date = models.DateField()
    reason = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "supplier", "span_id"], name="partners_off_once"),
            models.CheckConstraint(
                condition=models.Q(first_date__lte=models.F("last_date")), name="partners_off_order"
            ),
        ]
        indexes = [models.Index(fields=["supplier", "last_date"], name="partners_off_supplier")]

    def __str__(self) -> str:
        return f"{self.first_date} {self.last_date}"


class ClockPolicy(WorkspaceModel):
    """How long suppliers of the workspace may take, who is reminded when, and what becomes of an offer nobody answers.

    Hours are hours of work; 0 hours before or after means never, 0 of `grace` at once.
    """

    answer = models.PositiveSmallIntegerField()
    answer_in_days = models.BooleanField()
    start = models.PositiveSmallIntegerField()
    start_in_days = models.BooleanField()
    produce_days = models.PositiveSmallIntegerField()  # 0: by the promised day
    ship_days = models.PositiveSmallIntegerField()
    remind_before = models.PositiveSmallIntegerField()
    remind_after = models.PositiveSmallIntegerField()
    second_after = models.PositiveSmallIntegerField()
    merchant_after = models.PositiveSmallIntegerField()
    fail_over = models.CharField(max_length=3)
    grace = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id"], name="partners_clockpolicy_one"),
            models.CheckConstraint(
                condition=models.Q(fail_over__in=[one.value for one in FailOver]),
                name="partners_clockpolicy_fail_over",
            ),
        ]

    def __str__(self) -> str:
        return f"answer within {self.answer}"
