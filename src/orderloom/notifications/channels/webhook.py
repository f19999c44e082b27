"""A program of the reader's own: signed as Standard Webhooks say."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid
from orderloom.notifications.outward import Forbidden, checked, post
from orderloom.notifications.ports import Gone, Refused
from orderloom.notifications.words import Words

GONE = 410
SHORTEST = 24


class Webhook:
    """A POST to an https address of the open internet, with id, time and signature in its head."""

    key = "webhook"

    def check(self, to: Mapping[str, str]) -> str:
        """Return the host. Raises Invalid when nothing may be sent there."""
        try:
            checked(to["address"])
        except (Forbidden, OSError, ValueError) as error:
            wrong = _("Only an https address that everybody on the internet can reach can be written to.")
            raise Invalid(fields={"address": wrong}) from error
        if len(to.get("secret", "")) < SHORTEST:
            raise Invalid(
                fields={
                    "secret": _("A secret of at least 24 signs, by which your program knows that it is us.")
                }
            )
        return f"{urlsplit(to['address']).hostname} …{to['address'][-4:]}"

    def send(self, to: Mapping[str, str], words: Words, link: str, name: str) -> str:
        """Post the notice. Raises Refused for every answer but 2xx, Gone for 410."""
        body = json.dumps({"subject": words.subject, "text": words.text, "link": link}, ensure_ascii=False)
        at = str(int(clock.now().timestamp()))
        made = hmac.new(to["secret"].encode(), f"{name}.{at}.{body}".encode(), hashlib.sha256).digest()
        head = {
            "Content-Type": "application/json", "webhook-id": name, "webhook-timestamp": at,
            "webhook-signature": f"v1,{base64.b64encode(made).decode()}",
        }  # fmt: skip
        answer = post(to["address"], body.encode(), head)
        if answer.status == GONE:
            raise Gone("410: the address is no more")
        if not 200 <= answer.status < 300:
            raise Refused(f"{answer.status} {answer.text[:300]}")
        return f"{answer.status} {answer.text[:300]}".strip()
