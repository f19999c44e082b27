"""How a person is told: addresses, quiet hours and levels, for staff in the settings and suppliers on the phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.notifications.channels.push import public_key
from orderloom.notifications.commands.choose import choose
from orderloom.notifications.commands.ways import add_way, remove_way, try_way
from orderloom.notifications.pacing import Choice
from orderloom.notifications.queries.people import own
from orderloom.portals.clock_forms import zone_choices
from orderloom.portals.merchant.setup_pages import carry_out
from orderloom.ui.toast import toast

CHANNELS: tuple[tuple[str, str | Promise], ...] = (
    ("dingtalk", gettext_lazy("DingTalk robot")),
    ("wecom", gettext_lazy("WeCom robot")),
    ("feishu", gettext_lazy("Feishu robot")),
    ("lark", gettext_lazy("Lark robot")),
    ("telegram", gettext_lazy("Telegram")),
    ("whatsapp", gettext_lazy("WhatsApp")),
    ("sms", gettext_lazy("Text message")),
    ("webhook", gettext_lazy("Own program (webhook)")),
)
NAMES = {**dict(CHANNELS), "push": gettext_lazy("Push on a device")}
LEVELS = (
    ("urgent", gettext_lazy("At once, also in quiet hours")),
    ("act", gettext_lazy("At once")),
    ("know", gettext_lazy("Together, at 9:00 and 17:00")),
    ("log", gettext_lazy("Not at all")),
)


class ChoiceForm(forms.Form):
    """Quiet hours, mail, and a level for each kind of notice."""

    zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_to = forms.TimeField(
        label=gettext_lazy("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    mail = forms.BooleanField(label=gettext_lazy("Also by e-mail"), required=False)

    def __init__(self, data: object, kinds: Sequence["Kind"], choice: Choice, zone: str) -> None:
        initial: dict[str, object] = {
            "zone": choice.zone or zone,
            "quiet_from": choice.quiet_from,
            "quiet_to": choice.quiet_to,
            "mail": choice.mail,
            **{one.key: choice.level_of(one.key, one.usual) for one in kinds},
        }
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict, or None
        zones: forms.ChoiceField = self.fields["zone"]  # type: ignore[assignment]  # made above
        zones.choices = zone_choices()
        for one in kinds:
            self.fields[one.key] = forms.ChoiceField(label=one.name, choices=LEVELS)
        self.kinds = [one.key for one in kinds]

    def told(self) -> Choice:
        """Return what was chosen."""
        got = self.cleaned_data
        levels = {key: got[key] for key in self.kinds}
        return Choice(got["zone"], got["quiet_from"], got["quiet_to"], got["mail"], levels)

    def levels(self) -> list[forms.BoundField]:
        """Return the fields of the levels."""
        return [self[key] for key in self.kinds]


class WayForm(forms.Form):
    """A new address."""

    channel = forms.ChoiceField(label=gettext_lazy("Chat or program"), choices=CHANNELS)
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=1000,
        help_text=gettext_lazy(
            "A robot's or program's https address; tgram://token/chat, whatsapp://token@number/receiver, "
            "twilio://sid:token@sender/receiver or bulksms://user:word@receiver."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("Secret"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For signed robots and programs. It is kept encrypted and never shown again."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice that a person may choose for."""

    key: str
    name: str
    usual: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page stands: its kinds, its home zone, its addresses and how it is drawn."""

    kinds: Sequence[Kind]
    zone: str
    url: Callable[..., str]  # of one of the page's addresses, by name
    draw: Callable[[dict[str, object], int], HttpResponse]


def show(
    request: AudienceRequest, place: Place, sent: str = "", form: forms.Form | None = None
) -> HttpResponse:
    """Draw the page; a form that was sent wrong stands in for its empty one."""
    choice, ways = own(request.user.id)
    made = form if sent == "choice" else ChoiceForm(None, place.kinds, choice, place.zone)
    facts: dict[str, object] = {
        "choice_form": made,
        "way_form": form if sent == "way" else WayForm(),
        "ways": [
            (way, NAMES[way.channel], place.url("way-remove", way.id), place.url("way-try", way.id))
            for way in ways
        ],
        "mail_try": place.url("mail-try"),
        "add_url": place.url("way-add"),
        "here": place.url("notices-own"),
        "push_key": public_key(),
        "person_email": request.user.email,
    }
    return place.draw(facts, 422 if sent else 200)


def save(request: AudienceRequest, place: Place) -> HttpResponse:
    """Keep quiet hours and levels."""
    form = ChoiceForm(request.POST, place.kinds, Choice(), place.zone)

    def act() -> bool:
        choose(actor=request.actor, told=form.told(), now=clock.now())
        return True

    if form.is_valid() and carry_out(form, act):
        toast(request, _("Saved."))
        return HttpResponseRedirect(place.url("notices-own"))
    return show(request, place, "choice", form)


def add(request: AudienceRequest, place: Place) -> HttpResponse:
    """Keep a new address, or this device."""
    form = WayForm(request.POST)
    names = ("address", "secret", "p256dh", "auth", "name")
    to = {name: request.POST.get(name, "") for name in names}
    channel = request.POST.get("channel", "")

    def act() -> bool:
        add_way(actor=request.actor, channel=channel, to=to, now=clock.now())
        return True

    if (channel == "push" or form.is_valid()) and carry_out(form, act):
        toast(request, _("Added. Send a trial message to see that it arrives."))
        return HttpResponseRedirect(place.url("notices-own"))
    return show(request, place, "way", form)


def remove(request: AudienceRequest, place: Place, way_id: UUID) -> HttpResponse:
    """Forget an address."""
    remove_way(actor=request.actor, way_id=way_id, now=clock.now())
    toast(request, _("Removed. Nothing is sent there any more."))
    return HttpResponseRedirect(place.url("notices-own"))


def attempt(request: AudienceRequest, place: Place, way_id: UUID | None = None) -> HttpResponse:
    """Send a trial message and say what the provider answered."""
    tried = try_way(actor=request.actor, way_id=way_id, link=settings.ADDRESS + "/", now=clock.now())
    said = _("Sent. The answer: %(answer)s") if tried.is_sent else _("Not sent. The answer: %(answer)s")
    toast(request, said % {"answer": tried.answer})
    return HttpResponseRedirect(place.url("notices-own"))
