"""What the mails say that links send themselves: a code, and a fresh link."""

from collections.abc import Mapping

from django.core.mail import EmailMessage
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from orderloom.identity.models import User
from orderloom.links.states import Purpose, purpose_of
from orderloom.production.models import OrderTask
from orderloom.ui.due import day_words

SUBJECTS: Mapping[Purpose, Promise | str] = {
    Purpose.ANSWER: gettext_lazy("T-%(number)s waits for your answer"),
    Purpose.MAKE: gettext_lazy("T-%(number)s is accepted"),
    Purpose.SHIP: gettext_lazy("T-%(number)s is to be shipped"),
    Purpose.READ: gettext_lazy("Your link to T-%(number)s"),
}
TEXTS: Mapping[Purpose, Promise | str] = {
    Purpose.ANSWER: gettext_lazy("Accept or refuse it here, without signing in:"),
    Purpose.MAKE: gettext_lazy("It leaves by %(day)s. Tell here how far it is and when it is finished:"),
    Purpose.SHIP: gettext_lazy("Report the parcel here when it leaves:"),
    Purpose.READ: gettext_lazy("Look at the task here:"),
}


def mail_link(user: User, task: OrderTask, address: str) -> None:
    """Mail the link, in the member's language. Raises OSError."""
    with override(user.language):
        purpose = purpose_of(task.status)
        day = day_words(task.promised_date, task.promised_date) if task.promised_date else ""
        facts = {"number": task.number, "day": day}
        ending = _(
            "The link is for you alone and works for one thing. If this was not you, reply to the merchant."
        )
        text = f"{TEXTS[purpose] % facts}\n\n{address}\n\n{ending}\n"
        EmailMessage(str(SUBJECTS[purpose] % facts), text, to=[user.email]).send()


def mail_code(user: User, code: str) -> None:
    """Mail the code, in the member's language. Raises OSError."""
    with override(user.language):
        subject = _("Your code: %(code)s") % {"code": code}
        text = _(
            "Somebody opened one of your links on a device that we do not know. If it was you, type %(code)s there. "
            "It works for 10 minutes. If it was not you, tell nobody the code: without it nothing can be done."
        )
        EmailMessage(subject, f"{text % {'code': code}}\n", to=[user.email]).send()
