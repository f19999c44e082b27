"""Asks for what belongs to others, at every address that there is, and reports what should not have been answered."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from orderloom.config.api import api
from orderloom.kernel.ids import new_id

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
USUAL = ("GET", "POST")
# Parameters of addresses that name no tenant's thing, each with a value that leads somewhere.
NAMELESS = {
    "uidb36": "1",
    "key": "x",
    "provider": "x",
    "token": "x",
    "language": "en",
    "name": "x",
    "topic": "x",
    "kind": "tasks_offered",
    "digest": "x",
}
# Addresses that belong to nobody, with the reason why nobody asks there for what is another's.
NOBODYS = {
    "accounts/logout/": "ends the stranger's own session",
    "accounts/password/": "works on the signed-in person, or by a signed key",
}
FIELD = re.compile(r'name="([a-z_0-9]+)"')
UNIQUE = count(1)
DRAWN = re.compile(
    r"\b(?:[A-Za-z0-9]{32}){1,2}\b"
)  # CSRF tokens and session keys, which may spell a mark by chance


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf."""

    route: str

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.route)

    def path(self, values: Mapping[str, object]) -> str:
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.route)


@dataclass
class Stranger:
    """Somebody who asks, with what they may never see."""

    name: str
    client: Client
    headers: dict[str, str]
    slug: str
    forbidden: tuple[str, ...]
    victim: Mapping[str, object]
    every_method: bool = False
    user: Any = None
    findings: list[str] = field(default_factory=list)
    asked: int = 0

    def wander(self, addresses: list[Address]) -> None:
        """Ask at every address, with the victim's ids and with ids that do not exist."""
        for address in addresses:
            for slug_of in ("own", "victim") if "slug" in address.parameters else ("own",):
                for method in METHODS if self.every_method else USUAL:
                    self._compare(address, method, slug_of)

    def _compare(self, address: Address, method: str, slug_of: str) -> None:
        nowhere = nowhere_like(self.victim)
        slugs = (self.slug, self.slug) if slug_of == "own" else (self.victim["slug"], "no-such-place")
        theirs, named = self._ask(address, method, {**self.victim, "slug": slugs[0]})
        none, _named = self._ask(address, method, {**nowhere, "slug": slugs[1]})
        if (named or slug_of == "victim") and theirs != none:
            self.findings.append(
                f"{self.name}: {method} {address.route} ({slug_of} slug): {theirs} for theirs, {none} for none"
            )

    def _ask(self, address: Address, method: str, values: Mapping[str, object]) -> tuple[int, bool]:
        """Return the status, and whether the request named anything of the victim."""
        self.asked += 1
        known = {**NAMELESS, **values}
        where, sent = address.path(known), self._sent(address, method, known)
        response = self.client.generic(method, where, headers=self.headers, **sent)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        told = body.decode("utf-8", "replace") + repr(sorted(response.headers.items()))
        answer = DRAWN.sub("", told)
        for mark in self.forbidden:
            if mark in answer:
                self.findings.append(f"{self.name}: {method} {address.route}: shows {mark}")
        if response.status_code >= 500:
            self.findings.append(f"{self.name}: {method} {address.route}: {response.status_code}")
        if self.user is not None and address.route.startswith("accounts/"):
            self.client.force_login(self.user)
        asked = where + str(sent.get("data", ""))
        return response.status_code, any(
            str(value) in asked for value in values.values() if isinstance(value, UUID)
        )

    def _sent(self, address: Address, method: str, values: Mapping[str, object]) -> dict[str, Any]:
        if method in {"GET", "HEAD", "OPTIONS"}:
            return {}
        if address.route.startswith("api/"):
            return api_body(address, method, values)
        form = {name: form_value(name, values) for name in field_names()}
        return {
            "data": "&".join(f"{name}={value}" for name, value in form.items()),
            "content_type": "application/x-www-form-urlencoded",
        }


def addresses() -> list[Address]:
    """Return every address of the URLconf that belongs to somebody."""
    found = [Address(route) for route in walk(get_resolver())]
    return [address for address in found if not any(address.route.startswith(name) for name in NOBODYS)]


def walk(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield plain(route)
        else:
            yield from walk(pattern, route)


def plain(route: str) -> str:
    """Return a pattern written as a regular expression in the form of a path."""
    route = re.sub(r"\(\?P<(\w+)>[^)]*(?:\([^)]*\)[^)]*)*\)", r"<\1>", route)
    return route.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")


def nowhere_like(victim: Mapping[str, object]) -> dict[str, object]:
    """Return ids of the same kinds that nothing has."""
    return {
        name: new_id() if isinstance(value, UUID) else 999_999_999 if isinstance(value, int) else "nowhere"
        for name, value in victim.items()
    }


def field_names() -> set[str]:
    """Return the names of all fields of all forms in the templates."""
    root = Path(__file__).parents[2] / "src" / "orderloom"
    if not _names:
        for template in root.glob("*/templates/**/*.html"):
            _names.update(FIELD.findall(template.read_text(encoding="utf-8")))
    return _names - {"next", "csrfmiddlewaretoken"}


_names: set[str] = set()


def form_value(name: str, values: Mapping[str, object]) -> object:
    """Return what a form sends under a name: the victim's id where the name is one of a thing."""
    for known in (name, f"{name}_id", name.removesuffix("s"), f"{name.removesuffix('s')}_id"):
        if known in values and known not in NAMELESS:
            return values[known]
    return values["order_id"] if name in {"ids", "id"} else f"x{next(UNIQUE)}"


DOCUMENT: dict[str, Any] = {}
PLAIN_WORDS = {
    "email": "probe@example.com", "zone": "UTC", "currency": "USD", "carrier": "other", "tracking_number": "Z-1234567",
    "source": "def sku(order, line, supplier):\n    return 'A' + rand(8)\n", "reason": "other", "language": "en",
}  # fmt: skip


def api_body(address: Address, method: str, values: Mapping[str, object]) -> dict[str, Any]:
    """Return the request that the API's document describes, naming the victim's things wherever it names any."""
    if not DOCUMENT:
        DOCUMENT.update(json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str)))
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address.route)
    operation = DOCUMENT["paths"].get(path, {}).get(method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        file = SimpleUploadedFile("orders.csv", b"Order,Title\n1,Mug\n", "text/csv")
        data = Client()._encode_data({"store": values["store_id"], "file": file}, MULTIPART)
        return {"data": data, "content_type": MULTIPART}
    schema = content.get("application/json", {}).get("schema")
    body = example(schema, "", values) if schema else {}
    return {"data": json.dumps(body, default=str), "content_type": "application/json"}


MULTIPART = "multipart/form-data; boundary=BoUnDaRyStRiNg"


def example(schema: Mapping[str, Any], name: str, values: Mapping[str, object]) -> Any:
    """Return a value that fits the schema."""
    if "$ref" in schema:
        return example(DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], name, values)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], name, values)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    makers = {"object": _object, "array": _array, "string": _string}
    maker = makers.get(schema.get("type", "string"))
    if maker:
        return maker(schema, name, values)
    return {"integer": max(1, schema.get("minimum", 1)), "boolean": False}.get(schema.get("type", ""), 1)


def _object(schema: Mapping[str, Any], _name: str, values: Mapping[str, object]) -> Any:
    wanted = set(schema.get("required", [])) | {
        name for name in schema.get("properties", {}) if name.endswith(("_id", "_ids"))
    }
    return {name: example(schema["properties"][name], name, values) for name in sorted(wanted)}


def _array(schema: Mapping[str, Any], name: str, values: Mapping[str, object]) -> Any:
    return [example(schema["items"], "order_id" if name == "ids" else name.removesuffix("s"), values)]


def _string(schema: Mapping[str, Any], name: str, values: Mapping[str, object]) -> Any:
    if schema.get("format") == "uuid":
        return (
            values.get(name)
            or values.get(name.removeprefix("default_").replace("parent", "category"))
            or new_id()
        )
    if schema.get("format") in {"date", "date-time"}:
        return "2027-01-01" if schema["format"] == "date" else "2027-01-01T00:00:00Z"
    if name == "store":
        return values["store_id"]
    return PLAIN_WORDS.get(name, f"x{next(UNIQUE)}")
