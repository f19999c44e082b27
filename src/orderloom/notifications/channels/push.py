"""Web push to one browser on one device, encrypted for it alone."""

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid
from orderloom.kernel.sealing import derived
from orderloom.notifications.outward import post
from orderloom.notifications.ports import Gone, Refused
from orderloom.notifications.words import Words

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256
SERVICES = (
    "fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com", ".notify.windows.com",
    ".push.apple.com", ".push.services.mozilla.com",
)  # fmt: skip
KEPT = 60 * 60 * 12  # seconds that the service keeps a message for a device that is off
VALID = 60 * 60 * 12
MOST_SHOWN = 300
OVER = (404, 410)


@lru_cache(maxsize=1)
def _key(secret: str) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(derived("web push", secret), "big") % (ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def public_key() -> str:
    """Return the installation's key as browsers ask for it when they subscribe.

    It follows from the installation's secret key, so it is the same on all its machines and in every restored backup.
    """
    point = _key(settings.SECRET_KEY).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def is_service(host: str) -> bool:
    """Tell whether the host is a browser maker's push service."""
    return any(host == one or (one[0] == "." and host.endswith(one)) for one in SERVICES)


class Push:
    """Messages that a device shows also when no page is open."""

    key = "push"

    def check(self, to: Mapping[str, str]) -> str:
        """Return the device's name. Raises Invalid when it is no subscription of a known push service."""
        parts = urlsplit(to["address"])
        if parts.scheme != "https" or not is_service(parts.hostname or ""):
            raise Invalid(fields={"address": _("This browser's push service is not known.")})
        try:
            encoded(to, b"{}")
        except Exception as error:  # whatever the library meets in keys that a browser would not make
            raise Invalid(fields={"address": _("This browser's push service is not known.")}) from error
        return to.get("name") or parts.hostname or ""

    def send(self, to: Mapping[str, str], words: Words, link: str, name: str) -> str:
        """Hand the message to the push service. Raises Gone when the device has unsubscribed."""
        told = {
            "title": words.subject[:MOST_SHOWN],
            "body": words.text[:MOST_SHOWN],
            "url": link,
            "tag": name,
        }
        from py_vapid import Vapid02  # type: ignore[import-untyped]  # noqa: PLC0415 - no types; 0.3 s of each start

        parts = urlsplit(to["address"])
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}", "exp": int(clock.now().timestamp()) + VALID,
            "sub": settings.ADDRESS if settings.SECURE else "mailto:push@orderloom.invalid",
        }  # fmt: skip
        signed = Vapid02(_key(settings.SECRET_KEY)).sign(claims)
        head = {"TTL": str(KEPT), "Urgency": "high", "Content-Encoding": "aes128gcm", **signed}
        answer = post(to["address"], encoded(to, json.dumps(told, ensure_ascii=False).encode()), head)
        if answer.status in OVER:
            raise Gone(f"{answer.status}: the device has unsubscribed")
        if not 200 <= answer.status < 300:
            raise Refused(f"{answer.status} {answer.text[:300]}")
        return f"{answer.status} {answer.text[:300]}".strip()


def encoded(to: Mapping[str, str], told: bytes) -> bytes:
    """Return the message as only the device can read it (RFC 8291)."""
    from pywebpush import WebPusher  # type: ignore[import-untyped]  # noqa: PLC0415 - no types; 0.3 s of each start

    keys = {"endpoint": to["address"], "keys": {"p256dh": to["p256dh"], "auth": to["auth"]}}
    made = WebPusher(keys).encode(told, content_encoding="aes128gcm")
    return bytes(made["body"])
