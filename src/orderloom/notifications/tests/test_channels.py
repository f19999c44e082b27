"""Each channel against a provider on the loopback: what is sent, and what is made of the answer."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import http_ece
import pytest
from apprise.plugins.bulksms import NotifyBulkSMS
from apprise.plugins.telegram import NotifyTelegram
from apprise.plugins.twilio import NotifyTwilio
from apprise.plugins.whatsapp import NotifyWhatsApp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from orderloom.kernel.errors import Invalid
from orderloom.notifications.channels import CHANNELS
from orderloom.notifications.channels import push as pushing
from orderloom.notifications.outward import Forbidden
from orderloom.notifications.ports import Gone, Refused
from orderloom.notifications.tests.sink import Sink, listening
from orderloom.notifications.words import Words

SAID, LINK = Words("2 new tasks", "Birch asks you: 杯子"), "https://weave.example/s/x"
WHOLE = f"{SAID.subject}\n{SAID.text}\n{LINK}"


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    settings.OUTWARD_LOOPBACK = True
    with listening() as made:
        yield made


def send(key: str, to: dict[str, str], name: str = "d-1") -> str:
    return CHANNELS[key].send(to, SAID, LINK, name)


def body(sink: Sink) -> Any:
    return json.loads(sink.came[-1][2])


def test_dingtalk_text_and_signature(sink: Sink) -> None:
    send("dingtalk", {"address": f"{sink.url}/robot/send?access_token=t", "secret": "SEC1"})
    assert body(sink) == {"msgtype": "text", "text": {"content": WHOLE}}
    asked = {name: told[0] for name, told in parse_qs(urlsplit(sink.came[0][0]).query).items()}
    made = hmac.new(b"SEC1", f"{asked['timestamp']}\nSEC1".encode(), hashlib.sha256).digest()
    assert (asked["access_token"], asked["sign"]) == ("t", base64.b64encode(made).decode())
    assert len(asked["timestamp"]) == 13


def test_wecom_text(sink: Sink) -> None:
    send("wecom", {"address": f"{sink.url}/cgi-bin/webhook/send?key=k"})
    assert body(sink) == {"msgtype": "text", "text": {"content": WHOLE}}


@pytest.mark.parametrize("key", ["feishu", "lark"])
def test_feishu_text_and_signature(key: str, sink: Sink) -> None:
    send(key, {"address": f"{sink.url}/open-apis/bot/v2/hook/t", "secret": "S"})
    told = body(sink)
    made = hmac.new(f"{told['timestamp']}\nS".encode(), b"", hashlib.sha256).digest()
    assert told["sign"] == base64.b64encode(made).decode()
    assert (told["msg_type"], told["content"]) == ("text", {"text": WHOLE})


@pytest.mark.parametrize("key", ["dingtalk", "wecom", "feishu", "lark"])
@pytest.mark.parametrize("answer", [b'{"errcode":310000,"code":19024,"errmsg":"keywords"}', b"<html>", b"{}"])
def test_a_robot_that_refuses_with_200_is_not_taken_for_sent(key: str, answer: bytes, sink: Sink) -> None:
    sink.answer = answer
    with pytest.raises(Refused, match="200"):
        send(key, {"address": f"{sink.url}/x?y=z"})


def test_telegram(sink: Sink, monkeypatch: Any) -> None:
    monkeypatch.setattr(NotifyTelegram, "notify_url", f"{sink.url}/bot")
    send("telegram", {"address": "tgram://123456789:abcdefg_hijklmnop/-1001234/"})
    assert sink.came[0][0] == "/bot123456789:abcdefg_hijklmnop/sendMessage"
    told = body(sink)
    assert str(told["chat_id"]) == "-1001234"
    assert SAID.text in told["text"]
    assert LINK in told["text"]


def test_whatsapp(sink: Sink, monkeypatch: Any) -> None:
    monkeypatch.setattr(NotifyWhatsApp, "notify_url", sink.url + "/{fb_ver}/{phone_id}/messages")
    send("whatsapp", {"address": "whatsapp://tokenAbc@555123456789/+15551230000"})
    told = body(sink)
    assert (told["messaging_product"], told["to"]) == ("whatsapp", "+15551230000")
    assert SAID.text in told["text"]["body"]


@pytest.mark.parametrize(
    ("plugin", "address"),
    [
        (NotifyTwilio, f"twilio://AC{'a' * 32}:{'b' * 32}@15551230001/15551230000"),
        (NotifyBulkSMS, "bulksms://me:word@+15551230000"),
    ],
)
def test_text_messages_are_short(plugin: Any, address: str, sink: Sink, monkeypatch: Any) -> None:
    for name in ("notify_url", "notify_sms_url"):
        if hasattr(plugin, name):
            monkeypatch.setattr(plugin, name, f"{sink.url}/sms")
    sink.status = 201
    send("sms", {"address": address})
    sent = sink.came[0][2].decode()
    assert "15551230000" in sent
    assert SAID.subject.replace(" ", "+") in sent or SAID.subject in sent
    assert "Birch" not in sent


def test_a_provider_that_says_no(sink: Sink, monkeypatch: Any) -> None:
    monkeypatch.setattr(NotifyTelegram, "notify_url", f"{sink.url}/bot")
    sink.status, sink.answer = 403, b'{"ok":false,"description":"Forbidden: bot was blocked"}'
    with pytest.raises(Refused, match="403"):
        send("telegram", {"address": "tgram://123456789:abcdefg_hijklmnop/-1001234/"})


SECRET = "s" * 24


def test_a_webhook_is_signed_and_named(sink: Sink) -> None:
    assert send("webhook", {"address": f"{sink.url}/in", "secret": SECRET}).startswith("200")
    _path, head, sent = sink.came[0]
    signed = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + sent
    made = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert head["webhook-signature"] == f"v1,{made}"
    assert head["webhook-id"] == "d-1"
    assert json.loads(sent) == {"subject": SAID.subject, "text": SAID.text, "link": LINK}


@pytest.mark.parametrize(("status", "trouble"), [(302, Refused), (429, Refused), (500, Refused), (410, Gone)])
def test_what_a_webhook_answers(status: int, trouble: type[Exception], sink: Sink) -> None:
    sink.status = status
    with pytest.raises(trouble, match=str(status)):
        send("webhook", {"address": f"{sink.url}/in", "secret": SECRET})


def device(sink: Sink) -> tuple[dict[str, str], ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    p256dh, auth = (base64.urlsafe_b64encode(told).rstrip(b"=").decode() for told in (point, b"a" * 16))
    return {"address": f"{sink.url}/push/1", "p256dh": p256dh, "auth": auth}, key


def test_web_push_is_read_by_the_device_alone(sink: Sink) -> None:
    sink.status = 201
    to, key = device(sink)
    send("push", to)
    _path, head, sent = sink.came[0]
    told = json.loads(http_ece.decrypt(sent, private_key=key, auth_secret=b"a" * 16, version="aes128gcm"))
    assert told == {"title": SAID.subject, "body": SAID.text, "url": LINK, "tag": "d-1"}
    assert head["authorization"].startswith("vapid t=")
    assert head["authorization"].endswith(f"k={pushing.public_key()}")
    assert (head["content-encoding"], head["ttl"]) == ("aes128gcm", "43200")


def test_a_device_that_unsubscribed_is_gone(sink: Sink) -> None:
    sink.status = 410
    with pytest.raises(Gone):
        send("push", device(sink)[0])


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("dingtalk", "https://oapi.dingtalk.com.evil.example/robot/send?access_token=abcdefgh"),
        ("wecom", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdefgh"),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/"),
        ("telegram", "json://169.254.169.254/"),
        ("telegram", "tgram://123456789:abcdefg_hijklmnop/1/?verify=no"),
        ("telegram", "tgram://short"),
        ("whatsapp", "twilio://a:b@c/d"),
        ("sms", "json://localhost"),
        ("webhook", "https://127.0.0.1/in"),
        ("webhook", "https://[::1]/in"),
        ("push", "https://example.com/push"),
        ("push", "https://fcm.googleapis.com.evil.example/x"),
    ],
)
def test_addresses_of_another_kind_are_refused(key: str, address: str) -> None:
    with pytest.raises(Invalid):
        CHANNELS[key].check({"address": address, "secret": SECRET, "p256dh": "x", "auth": "y"})


def test_known_addresses_are_shown_without_their_secret(sink: Sink) -> None:
    told = {"address": "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"}
    assert CHANNELS["dingtalk"].check(told) == "oapi.dingtalk.com …cdef"
    good = {**device(sink)[0], "address": "https://fcm.googleapis.com/fcm/send/abc", "name": "Android"}
    assert CHANNELS["push"].check(good) == "Android"


def test_a_kept_address_that_now_leads_inside_is_refused_when_sent(settings: Any) -> None:
    with pytest.raises(Forbidden):
        send("webhook", {"address": "https://10.0.0.7/in", "secret": SECRET})
