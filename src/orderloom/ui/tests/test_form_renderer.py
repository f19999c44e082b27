"""Lists of choices look as Django draws them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from orderloom.ui.form_renderer import Renderer

CHOICES = [
    ("", "—"),
    ("a&b", 'A & "B"'),
    (7, "<script>"),
    ("Group <1>", [("x", "X"), ("y", "Y")]),
]


class Form(forms.Form):
    one = forms.TypedChoiceField(choices=CHOICES, required=True)
    many = forms.MultipleChoiceField(choices=CHOICES, required=False, disabled=True)
    plain = forms.CharField(widget=forms.Textarea)


@pytest.mark.parametrize("told", [None, {"one": "a&b", "many": ["x", "7"]}, {"one": "y"}])
def test_the_markup_is_djangos(told: dict[str, object] | None) -> None:
    theirs, ours = Form(told, renderer=DjangoTemplates()), Form(told, renderer=Renderer())
    for name in ("one", "many", "plain"):
        attrs = {"class": "inp", "data-x": "<1>", "autofocus": True}
        assert parse_html(ours[name].as_widget(attrs=attrs)) == parse_html(
            theirs[name].as_widget(attrs=attrs)
        )
