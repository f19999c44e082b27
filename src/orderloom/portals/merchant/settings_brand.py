"""Settings: the logo and the accent colour, which is checked before anybody has to read it."""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderloom.identity.commands.brand import remove_logo, set_logo
from orderloom.identity.commands.workspaces import change_workspace
from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.permissions import SETTINGS
from orderloom.identity.pictures import LARGEST
from orderloom.kernel import clock
from orderloom.portals.merchant.settings_tabs import tabs
from orderloom.portals.merchant.setup_pages import carry_out, go, page, redraw
from orderloom.ui.accents import HEX, Accent, lowest_contrast, nearest, other_theme, passes, variables
from orderloom.ui.contrast import themes
from orderloom.ui.toast import toast


class AccentForm(forms.Form):
    """The accent of both themes."""

    accent = forms.CharField(
        label=gettext_lazy("Accent, light"),
        required=False,
        max_length=7,
        help_text=gettext_lazy("Blank: ours."),
    )
    accent_dark = forms.CharField(
        label=gettext_lazy("Accent, dark"),
        required=False,
        max_length=7,
        help_text=gettext_lazy("Blank: made from the light one."),
    )

    def clean(self) -> dict[str, str]:
        """Make the dark accent from the light one where none is given."""
        told = {name: value.strip().upper() for name, value in self.cleaned_data.items()}
        if HEX.fullmatch(told.get("accent", "")) and not told.get("accent_dark"):
            told["accent_dark"] = other_theme(told["accent"])
        return told


class LogoForm(forms.Form):
    """A picture file."""

    logo = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("PNG, WebP or SVG, at most 200 KB; square looks best."),
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """How one theme looks with an accent, and whether it can be read."""

    theme: str
    told: Accent
    ratio: str
    passes: bool
    nearest: str
    surface: str
    ink: str


def previews(light: str, dark: str) -> list[Preview]:
    """Return what the two themes look like; a blank or unreadable text stands for our own accent."""
    found = []
    for theme, colour in (("light", light), ("dark", dark)):
        ours = themes()[theme]
        shown = colour.upper() if HEX.fullmatch(colour) else ours["accent"]
        near = nearest(shown, theme)
        ratio = f"{lowest_contrast(shown, theme):.1f}"
        fits = passes(shown, theme)
        found.append(Preview(theme, variables(shown, theme), ratio, fits, near, ours["surface"], ours["ink"]))
    return found


def _facts(request: AudienceRequest, form: AccentForm, logo: LogoForm) -> dict[str, object]:
    return {
        "form": form,
        "logo_form": logo,
        "pages": tabs(request, "settings-brand"),
        "may": request.actor.can(SETTINGS),
        "previews": previews(form["accent"].value() or "", form["accent_dark"].value() or ""),
    }


@require_http_methods(["GET", "POST"])
def brand(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show the logo and the accent, and change the accent."""
    initial = {"accent": request.workspace.accent, "accent_dark": request.workspace.accent_dark}
    if request.method == "GET":
        return page(request, "settings_brand", _facts(request, AccentForm(initial=initial), LogoForm()))
    form = AccentForm(request.POST)
    if form.is_valid() and carry_out(form, lambda: _change(request, form)):
        toast(request, _("Saved."))
        return go(request, "settings-brand")
    return redraw(request, "settings_brand", _facts(request, form, LogoForm()))


def _change(request: AudienceRequest, form: AccentForm) -> bool:
    change_workspace(actor=request.actor, changes=form.cleaned_data, now=clock.now())
    return True


@require_GET
def preview(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show how a colour would look that is being typed."""
    light, dark = request.GET.get("accent", "").strip(), request.GET.get("accent_dark", "").strip()
    if HEX.fullmatch(light) and not dark:
        dark = other_theme(light)
    return page(request, "parts/brand_preview", {"previews": previews(light, dark)})


@require_POST
def logo(request: AudienceRequest, slug: str) -> HttpResponse:
    """Take a picture as the workspace's logo."""
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["logo"].read(LARGEST + 1)
        if carry_out(form, lambda: set_logo(actor=request.actor, content=content, now=clock.now())):
            toast(request, _("Saved."))
            return go(request, "settings-brand")
    initial = {"accent": request.workspace.accent, "accent_dark": request.workspace.accent_dark}
    return redraw(request, "settings_brand", _facts(request, AccentForm(initial=initial), form))


@require_POST
def logo_remove(request: AudienceRequest, slug: str) -> HttpResponse:
    """Take the logo away."""
    remove_logo(actor=request.actor, now=clock.now())
    toast(request, _("Removed."))
    return go(request, "settings-brand")
