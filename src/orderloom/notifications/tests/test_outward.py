"""Nothing is posted into a closed network, whatever the address says."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from orderloom.notifications.outward import Forbidden, checked, is_public, post
from orderloom.notifications.tests.sink import Sink, listening

CLOSED = [
    "127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "0.0.0.0", "::",
    "169.254.169.254", "10.1.2.3", "192.168.1.1", "172.16.0.1", "100.64.0.1", "100.100.100.200", "192.0.0.1",
    "198.18.0.1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "::1", "::127.0.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "2001:db8::1", "192.88.99.1", "2001:0:7f00:1::", "ff02::1",
]  # fmt: skip
OPEN = ["8.8.8.8", "1.1.1.1", "47.88.1.1", "2606:4700::1111", "203.119.1.1"]


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening() as made:
        yield made


@pytest.mark.parametrize("address", CLOSED)
def test_closed_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN)
def test_open_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.7/x", "https://169.254.169.254/latest", "https://localhost/",
        "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://[::ffff:10.0.0.1]/",
        "http://8.8.8.8/", "gopher://8.8.8.8/", "file:///etc/passwd", "https://me:word@8.8.8.8/", "https:///x",
        "https://8.8.8.8/a b", "https://8.8.8.8:99999/", "https://8.8.8.8/\r\nHost: x",
    ],
)  # fmt: skip
def test_such_addresses_are_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(Forbidden):
        checked(url)


@pytest.mark.parametrize(
    "found", [["10.0.0.5"], ["127.0.0.1"], ["8.8.8.8", "192.168.0.1"], ["fe80::1"], ["169.254.169.254"]]
)
def test_names_that_lead_into_a_closed_network_are_refused(found: list[str], monkeypatch: Any) -> None:
    def resolver(host: str, port: int, **_how: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with pytest.raises(Forbidden):
        post("https://hooks.example.com/x", b"", {})


def test_the_second_look_up_cannot_lead_elsewhere(monkeypatch: Any, settings: Any, sink: Sink) -> None:
    """The connection goes to the address that was checked: one look-up for each post."""
    settings.OUTWARD_LOOPBACK = True
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolver(host: str, port: int, *more: Any, **how: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1", port, *more, **how)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    assert post(f"http://hooks.example.com:{sink.port}/x", b"{}", {}).status == 200
    assert [host for host in asked if not host[0].isdigit()] == ["hooks.example.com"]
    assert sink.came[0][1]["host"] == f"hooks.example.com:{sink.port}"


def test_loopback_only_by_the_setting(settings: Any, sink: Sink) -> None:
    with pytest.raises(Forbidden):
        post(sink.url, b"{}", {})
    assert sink.came == []
    settings.OUTWARD_LOOPBACK = True
    assert post(sink.url, b"{}", {}).status == 200


def test_a_redirect_is_an_answer_and_not_followed(settings: Any, sink: Sink) -> None:
    settings.OUTWARD_LOOPBACK = True
    sink.status, sink.headers = 302, {"Location": f"{sink.url}/elsewhere"}
    assert post(f"{sink.url}/first", b"{}", {}).status == 302
    assert [path for path, _head, _body in sink.came] == ["/first"]
