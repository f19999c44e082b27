"""Group robots of DingTalk, WeCom, Feishu and Lark.

They answer 200 also when they refuse a message and say so in the body, which apprise 2.2 takes for sent; therefore the
payload is made here.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote_plus, urlsplit

from django.utils.translation import gettext_lazy as _

from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid
from orderloom.notifications.outward import post
from orderloom.notifications.ports import Refused
from orderloom.notifications.words import Words

JSON = {"Content-Type": "application/json"}
CODES = ("errcode", "code", "StatusCode")
Payload = dict[str, object]


def told_text(words: Words, link: str) -> str:
    """Return the message as one text."""
    return "\n".join(part for part in (words.subject, words.text, link) if part)


def digest(key: str, said: str) -> str:
    """Return the signature that these robots ask for."""
    return base64.b64encode(hmac.new(key.encode(), said.encode(), hashlib.sha256).digest()).decode()


def dingtalk(to: Mapping[str, str], text: str) -> tuple[str, Payload]:
    """Return address and payload of a DingTalk robot; with a secret the address is signed."""
    url = to["address"]
    if secret := to.get("secret"):
        at = str(round(clock.now().timestamp() * 1000))
        sign = quote_plus(digest(secret, f"{at}\n{secret}"))
        url += f"&timestamp={at}&sign={sign}"
    return url, {"msgtype": "text", "text": {"content": text}}


def wecom(to: Mapping[str, str], text: str) -> tuple[str, Payload]:
    """Return address and payload of a WeCom robot."""
    return to["address"], {"msgtype": "text", "text": {"content": text[:2000]}}


def feishu(to: Mapping[str, str], text: str) -> tuple[str, Payload]:
    """Return address and payload of a Feishu or Lark robot; with a secret the payload is signed."""
    payload: Payload = {"msg_type": "text", "content": {"text": text}}
    if secret := to.get("secret"):
        at = str(int(clock.now().timestamp()))
        payload |= {"timestamp": at, "sign": digest(f"{at}\n{secret}", "")}
    return to["address"], payload


@dataclass(frozen=True, slots=True)
class Robot:
    """A chat robot that is written to by a secret address of its provider."""

    key: str
    begins: str
    made: Callable[[Mapping[str, str], str], tuple[str, Payload]]

    def check(self, to: Mapping[str, str]) -> str:
        """Return the host and the last signs of the address. Raises Invalid."""
        address = to["address"]
        if not address.startswith(self.begins) or len(address) < len(self.begins) + 8:
            raise Invalid(
                fields={
                    "address": _("An address of this robot begins with %(start)s") % {"start": self.begins}
                }
            )
        return f"{urlsplit(address).hostname} …{address[-4:]}"

    def send(self, to: Mapping[str, str], words: Words, link: str, name: str) -> str:
        """Post the text and return the provider's answer. Raises Refused."""
        url, payload = self.made(to, told_text(words, link))
        answer = post(url, json.dumps(payload, ensure_ascii=False).encode(), JSON)
        if answer.status != 200 or not _is_taken(answer.text):
            raise Refused(f"{answer.status} {answer.text[:300]}")
        return answer.text[:300]


def _is_taken(text: str) -> bool:
    try:
        told = json.loads(text)
    except ValueError:
        return False
    codes = [told[name] for name in CODES if name in told] if isinstance(told, dict) else []
    return bool(codes) and all(code == 0 for code in codes)


ROBOTS = (
    Robot("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=", dingtalk),
    Robot("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=", wecom),
    Robot("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/", feishu),
    Robot("lark", "https://open.larksuite.com/open-apis/bot/v2/hook/", feishu),
)
