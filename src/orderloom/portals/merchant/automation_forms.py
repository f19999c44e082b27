"""What is asked about the automation: the rule of purchasing and the SKU script."""

from django import forms
from django.utils.translation import gettext_lazy as _

from orderloom.scripting.commands import LONGEST


class RuleForm(forms.Form):
    """When orders are confirmed and bought without a person."""

    confirm_by_itself = forms.BooleanField(
        label=_("Confirm new orders by itself"),
        required=False,
        help_text=_(
            "An order without a problem needs no review. Held ones and those with an exception wait."
        ),
    )
    purchase_by_itself = forms.BooleanField(
        label=_("Start purchasing by itself"),
        required=False,
        help_text=_("A confirmed order goes to its suppliers at once."),
    )
    must_be_paid = forms.BooleanField(
        label=_("Only when it is paid"),
        required=False,
        help_text=_("Unpaid orders wait for a person or for the payment."),
    )


class ScriptForm(forms.Form):
    """The source of the SKU script; `line` is where it failed when it was to be published."""

    line: int | None = None
    source = forms.CharField(
        label=_("Script"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 16, "spellcheck": "false", "autocapitalize": "off", "wrap": "off"}
        ),
        error_messages={"required": _("Write the function sku(order, line, supplier).")},
    )

    def clean_source(self) -> str:
        """Give every line the same end, whatever the browser sent."""
        return str(self.cleaned_data["source"]).replace("\r\n", "\n").replace("\r", "\n")
