"""The channels that are built in, by key."""

from orderloom.notifications.channels.email import Email
from orderloom.notifications.channels.push import Push
from orderloom.notifications.channels.relayed import RELAYED
from orderloom.notifications.channels.robots import ROBOTS
from orderloom.notifications.channels.webhook import Webhook
from orderloom.notifications.ports import Channel

CHANNELS: dict[str, Channel] = {one.key: one for one in (Email(), *ROBOTS, *RELAYED, Webhook(), Push())}
