"""`orderloom workspace` and `orderloom token` as a script calls them, in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction

from orderloom.identity.models import Member, User
from orderloom.identity.queries import companies_of, token_actor, workspace_by_slug
from orderloom.kernel.actor import Party, system
from orderloom.kernel.errors import NotFound
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.factories import make_supplier
from orderloom.scripting.queries import published
from orderloom.scripting.sku import DEFAULT_SOURCE

ROOT = Path(__file__).parents[4]
REFUSED = 2


def call(*words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "ORDERLOOM_DATABASE_NAME": str(connection.settings_dict["NAME"]),
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "orderloom.config.cli", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def told(*words: str) -> dict[str, object]:
    done = call(*words, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.django_db(transaction=True)
def test_a_workspace_is_set_up_from_the_command_line():
    made = told(
        "workspace",
        "create",
        "Birch & Clay",
        "--no-demo",
        "--owner-email",
        "lin@clay.example",
        "--zone",
        "Asia/Shanghai",
    )
    workspace = workspace_by_slug("birch-clay")
    assert workspace is not None
    assert made == {"workspace": "birch-clay", "id": str(workspace.id)}
    assert told("workspace", "list") == {"workspaces": ["birch-clay"]}
    at = ("--workspace", "birch-clay")
    assert told("workspace", "category", "add", "Mugs > Ceramic", "Bags", *at) == {"categories_created": 3}
    sam = told("workspace", "member", "add", "sam@clay.example", "--role", "viewer", *at)["member"]
    with wear(Hat.workspace(workspace.id)), transaction.atomic():
        assert published(workspace.id) == (1, DEFAULT_SOURCE)
        assert {str(row.user_id): row.role for row in Member.objects.all()}[str(sam)] == "viewer"
    again = call("workspace", "create", "Birch, Clay", "--owner-email", "x@clay.example")
    assert (again.returncode, again.stdout) == (REFUSED, "")
    assert "slug: This address is taken. Choose another." in again.stderr
    assert not User.objects.filter(email="x@clay.example").exists()


@pytest.fixture
def shop(transactional_db: None):
    told("workspace", "create", "Shop", "--no-demo", "--owner-email", "owner@shop.example")
    workspace = workspace_by_slug("shop")
    assert workspace is not None
    with wear(Hat.workspace(workspace.id)):
        make_supplier(system(workspace.id), "Hongyun", code="HY")
        yield workspace


def test_a_person_signs_in_for_a_supplier_and_no_longer(shop):
    asked = ("workspace", "supplier-member", "chen@hy.example", "--workspace", "shop", "--supplier", "hy")
    assert told(*asked)["supplier"] == "HY"
    chen = User.objects.get(email="chen@hy.example").id
    assert len(companies_of(chen)) == 1
    assert told(*asked, "--remove")["removed"] is True
    assert companies_of(chen) == []
    unknown = call(*asked[:-1], "XX")
    assert unknown.returncode == REFUSED
    assert "There is no supplier with the code XX." in unknown.stderr


def test_keys_of_a_workspace_are_made_listed_and_revoked(shop):
    at = ("--workspace", "shop")
    short, long = (
        told("token", *at, "--name", "short"),
        told("token", "create", *at, "--name", "ERP", "--role", "viewer"),
    )
    actor = token_actor(str(long["token"]))
    assert (actor.workspace_id, actor.name) == (shop.id, "ERP")
    listed = call("token", "list", *at).stdout
    assert str(short["id"]) in listed
    assert str(long["token"]) not in listed
    assert told("token", "revoke", str(long["id"]), *at) == {"revoked": long["id"]}
    with pytest.raises(NotFound):
        token_actor(str(long["token"]))
    keys = told("token", "list", *at)["tokens"]
    assert isinstance(keys, list)
    assert {key["name"]: bool(key["revoked_at"]) for key in keys} == {"short": False, "ERP": True}
    for words in (("--name", "x"), ("--name", "x", "list", *at)):
        assert "Usage:" in call("token", *words).stderr


def test_a_suppliers_key_is_its_companys_own(shop):
    at = ("--workspace", "shop", "--supplier", "HY")
    made = told("token", "create", *at, "--name", "Workshop")
    actor = token_actor(str(made["token"]))
    assert actor.party is Party.SUPPLIER
    assert [key["name"] for key in told("token", "list", *at)["tokens"]] == ["Workshop"]  # type: ignore[attr-defined]
    assert told("token", "list", "--workspace", "shop")["tokens"] == []
    assert call("token", "revoke", str(made["id"]), "--workspace", "shop").returncode == REFUSED
    told("token", "revoke", str(made["id"]), *at)
    with pytest.raises(NotFound):
        token_actor(str(made["token"]))
