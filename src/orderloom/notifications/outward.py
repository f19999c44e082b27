"""Posts to addresses that somebody typed in: only to public ones, only to the one that was checked, no redirects."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 15
MOST_READ = 4_096  # bytes of an answer
CLOSED = [
    ipaddress.ip_network(told)
    for told in (
        "100.64.0.0/10", "192.88.99.0/24", "0.0.0.0/8", "64:ff9b::/96", "64:ff9b:1::/48", "fec0::/10", "::/96",
        "2002::/16", "2001::/32",
    )
]  # fmt: skip
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class Forbidden(ValueError):
    """The address leads to where nothing may be sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    text: str


def is_public(told: str) -> bool:
    """Tell whether the IP address is one of the open internet, also behind IPv6's ways to say an IPv4 one."""
    address: IpAddress = ipaddress.ip_address(told.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    closed = any(address in net for net in CLOSED if net.version == address.version)
    return address.is_global and not (address.is_multicast or address.is_reserved or closed)


def may_be_reached(told: str) -> bool:
    """Tell whether messages may go to the IP address; the installation's tests may also reach loopback."""
    if settings.OUTWARD_LOOPBACK and ipaddress.ip_address(told.partition("%")[0]).is_loopback:
        return True
    return is_public(told)


def checked(url: str) -> tuple[str, str, int]:
    """Return host, one checked IP address and port of an https address. Raises Forbidden, OSError."""
    parts = urlsplit(url)
    plain = parts.scheme == "http" and settings.OUTWARD_LOOPBACK
    if not (parts.scheme == "https" or plain) or not parts.hostname or parts.username or parts.password:
        raise Forbidden("only https addresses without a user name can be written to")
    if any(ord(sign) < 33 for sign in url):
        raise Forbidden("the address holds blanks or control characters")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Forbidden("the port is none") from error
    found = {str(row[4][0]) for row in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)}
    # One closed address among them is enough: a name that says both is made to deceive.
    if not found or not all(may_be_reached(one) for one in found):
        raise Forbidden("the address leads into a closed network")
    return parts.hostname, min(found, key=lambda one: (":" in one, one)), port


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post the body and return the answer, whatever its status. Raises Forbidden, OSError.

    The connection goes to the very address that was checked, so that a second look-up cannot lead elsewhere.
    """
    host, address, port = checked(url)
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        line.sock = _connected(address, port, host, is_safe=parts.scheme == "https")
        line.request("POST", path, body, {"User-Agent": "Orderloom", **headers})
        answer = line.getresponse()
        return Answer(answer.status, answer.read(MOST_READ).decode("utf-8", "replace"))
    except http.client.HTTPException as error:
        raise OSError(f"the answer is no HTTP: {type(error).__name__}") from error
    finally:
        line.close()


def _connected(address: str, port: int, host: str, *, is_safe: bool) -> socket.socket:
    plain = socket.create_connection((address, port), SECONDS)
    if not is_safe:
        return plain
    try:
        return cast("socket.socket", ssl.create_default_context().wrap_socket(plain, server_hostname=host))
    except BaseException:
        plain.close()
        raise
