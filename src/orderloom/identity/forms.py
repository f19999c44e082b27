"""The forms of the sign-in pages, in our words."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_RULE = _("At least 10 characters, and none of the common passwords.")


def _plain(fields: dict[str, forms.Field], labels: dict[str, Any]) -> None:
    """Give the fields our labels; a placeholder only repeats the label and goes away when it is needed."""
    for name, label in labels.items():
        fields[name].label = label
        fields[name].widget.attrs.pop("placeholder", None)
        fields[name].help_text = PASSWORD_RULE if name == "password1" else ""


class SignInForm(allauth.LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields, {"login": _("E-mail"), "password": _("Password")})
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}


class FirstForm(allauth.SignupForm):  # type: ignore[misc]  # allauth has no types
    """Who signs up as the first person of an installation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields, {"email": _("E-mail"), "password1": _("Password")})
        self.fields["email"].widget.attrs |= {"autocomplete": "username", "autofocus": True}


class ResetForm(allauth.ResetPasswordForm):  # type: ignore[misc]
    """The address to which a link is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields, {"email": _("E-mail")})


class ResetKeyForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by the link that was sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields, {"password1": _("New password"), "password2": _("New password once more")})


class SetForm(allauth.SetPasswordForm):  # type: ignore[misc]
    """The first password of somebody who came by a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields, {"password1": _("New password"), "password2": _("New password once more")})


class ChangeForm(allauth.ChangePasswordForm):  # type: ignore[misc]
    """The present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(
            self.fields,
            {
                "oldpassword": _("Present password"),
                "password1": _("New password"),
                "password2": _("New password once more"),
            },
        )
