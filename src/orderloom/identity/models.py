"""People, the workspaces and supplier companies they belong to, and the tokens of programs."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from orderloom.kernel.ids import new_id
from orderloom.kernel.models import WorkspaceModel
from orderloom.kernel.permissions import Role

LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]


class UserManager(BaseUserManager["User"]):
    """Makes users; there is no superuser, since there is no Django admin."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user who signs in with this e-mail address."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with the e-mail address, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, choices=LANGUAGES, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or self.email


class Workspace(models.Model):
    """The tenant: a merchant, a brand or a branch."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=60, default="UTC")
    currency = models.CharField(max_length=3, default="USD")
    language = models.CharField(max_length=10, choices=LANGUAGES, default="en")
    # When a supplier may see each of an order's fields: never, accepted, or offered. production_shown enforces it.
    name_shared = models.CharField(max_length=8, default="accepted", db_default="accepted")
    phone_shared = models.CharField(max_length=8, default="accepted", db_default="accepted")
    email_shared = models.CharField(max_length=8, default="never", db_default="never")
    address_shared = models.CharField(max_length=12, default="accepted")
    price_shared = models.CharField(max_length=8, default="never", db_default="never")
    note_shared = models.CharField(max_length=8, default="offered", db_default="offered")
    source_shared = models.CharField(max_length=8, default="offered", db_default="offered")
    sender = models.TextField(blank=True)  # who sends, on labels and slips; blank: the name
    weekdays = models.CharField(max_length=7, default="1234567")  # the working ones, 1 is Monday
    cut_off = models.TimeField(null=True)  # what comes later counts from the next working day
    holidays_of = models.CharField(max_length=2, blank=True)  # the country whose public holidays are free
    days = models.JSONField(default=list)  # own exceptions: [day, name, is it a working day]
    make_days = models.PositiveSmallIntegerField(
        default=0
    )  # working days to make, where the shop names no day
    accent = models.CharField(max_length=7, blank=True)
    accent_dark = models.CharField(max_length=7, blank=True)
    logo = models.CharField(max_length=64, blank=True)  # the digest of its Logo
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Logo(WorkspaceModel):
    """The picture in the corner of the workspace's pages: checked before it is stored, and small."""

    kind = models.CharField(max_length=4)  # png | webp | svg
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id"], name="identity_logo_one")]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"


class OwnRole(WorkspaceModel):
    """A role that the workspace made itself, from permissions."""

    name = models.CharField(max_length=60)
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", Lower("name"), name="identity_ownrole_name"),
        ]

    def __str__(self) -> str:
        return self.name


class SlugIndex(models.Model):
    """Which workspace an address names: the one thing that is known before anybody's hat is."""

    slug = models.SlugField(max_length=40, primary_key=True)
    workspace_id = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return self.slug


class Member(WorkspaceModel):
    """A person in a workspace, with a role; `in_charge` makes them the workspace's choice of person in charge."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in Role])
    own_role = models.ForeignKey(
        OwnRole, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )  # takes the place of `role`, which then is the viewer's
    in_charge = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "user"], name="identity_member_once")]
        indexes = [models.Index(fields=["user"], name="identity_member_user")]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class Company(models.Model):
    """A supplier company: one sign-in and one inbox for all the workspaces it works for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class CompanyMember(models.Model):
    """A person who signs in for a supplier company."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "user"], name="identity_companymember_once")
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.user_id}"


class ApiToken(models.Model):
    """A key for a program: to one workspace with a role's permissions, or to one supplier company."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace_id = models.UUIDField(null=True, editable=False)
    company = models.ForeignKey(Company, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    role = models.CharField(max_length=12, default=Role.OPERATOR.value)
    own_role = models.ForeignKey(
        OwnRole, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(workspace_id__isnull=True) ^ models.Q(company__isnull=True),
                name="identity_apitoken_one_party",
            )
        ]

    def __str__(self) -> str:
        return self.name


class IdempotentReply(WorkspaceModel):
    """The answer to a request with an Idempotency-Key, given again when the request is repeated; kept 30 days."""

    caller_id = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.IntegerField()
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "caller_id", "key"], name="identity_reply_key")
        ]

    def __str__(self) -> str:
        return self.key
