"""The template tags: what they write, that they escape, and that a list is drawn fast."""

import statistics
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone, translation

from orderloom.kernel.money import Money

NOW = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)
ATTACK = '<script>alert("x")</script>'


def draw(source, **context):
    with timezone.override("Asia/Shanghai"):
        return Template("{% load loom %}" + source).render(Context({"now": NOW, **context}))


def test_icons_and_glyphs_point_into_the_sprite():
    assert 'class="i s" aria-hidden="true"' in draw('{% i "search" "s" %}')
    assert "#i-search" in draw('{% i "search" %}')
    assert "#g-make" in draw('{% g "make" "work" %}')


def test_a_status_is_a_glyph_and_a_word():
    html = draw('{% status "order" "received" %}')
    assert 'class="st wait tint"' in html
    assert "#g-review" in html
    assert "To review" in html
    with translation.override("zh-hans"):
        assert "待审核" in draw('{% status "order" "received" %}')


def test_an_exception_takes_the_place_of_the_status():
    html = draw('{% status "order" "in_production" flag %}', flag="No tracking 48 h")
    assert 'class="st risk tint"' in html
    assert "In production" not in html


def test_an_unknown_status_is_shown_as_it_is():
    assert "brand_new" in draw('{% status "task" "brand_new" %}')


@pytest.mark.parametrize("kind", ["you", "staff", "supplier", "carrier", "buyer", "system", "nobody"])
def test_names_are_escaped_everywhere(kind):
    assert "<script>" not in draw("{% who kind name %}", kind=kind, name=ATTACK)


@pytest.mark.parametrize(
    "source",
    [
        "{% av name %}",
        "{% thumb name %}",
        "{% thumb 'x' name %}",
        "{% channel name name %}",
        "{% st 'risk' 'exc' name %}",
        "{% button name why=name %}",
        "{% button name url='/' title=name %}",
        "{% card title=name %}{{ name }}{% endcard %}",
        "{% note head=name text=name %}{% endnote %}",
        "{% dialog id='d' title=name %}{% enddialog %}",
        "{% menu id='m' label=name %}{% endmenu %}",
    ],
)
def test_what_people_wrote_is_escaped(source):
    assert "<script>" not in draw(source, name=ATTACK)


def test_avatars_are_round_for_people_and_square_for_companies():
    assert ">LM<" in draw('{% av "Lin Mei" %}')
    assert ">林<" in draw('{% av "林梅" %}')
    assert 'class="av sq' in draw('{% who "supplier" "Hongyun Cups" %}')
    assert ">H<" in draw('{% who "supplier" "Hongyun Cups" %}')


def test_moments_carry_their_machine_form():
    html = draw("{% due at %}", at=NOW + timedelta(hours=7, minutes=20))
    assert 'class="n soon"' in html
    assert 'datetime="2026-11-22T10:00+00:00"' in html
    assert "UTC+08:00" in html
    assert ">Today 18:00<" in html
    assert draw("{% due at %}", at=None) == ""
    assert ">22 Nov 10:40<" in draw("{% stamp at %}", at=NOW)
    assert ">27 min<" in draw("{% age at %}", at=NOW - timedelta(minutes=27))


def test_money_takes_money_or_a_decimal():
    assert draw("{% money m %}", m=Money(Decimal("12.5"), "USD")) == '<span class="n">$\u200912.50</span>'
    assert "≈" in draw("{% money m 'USD' about=True %}", m=Decimal(3))


def test_buttons_are_links_buttons_or_say_why_not():
    assert draw("{% button 'Go' url='/x' %}") == '<a class="btn" href="/x">Go</a>'
    assert 'type="submit"' in draw("{% button 'Save' %}")
    assert 'type="button"' in draw("{% button 'Open' data_open='d' %}")
    off = draw("{% button 'Publish' why='Test it first' %}")
    assert 'aria-disabled="true"' in off
    assert "Test it first" in off
    assert "disabled=" not in off.replace("aria-disabled=", "")


class OneForm(forms.Form):
    name = forms.CharField(help_text="As on the licence.")
    note = forms.CharField(required=False)
    kinds = forms.MultipleChoiceField(
        choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False
    )


def test_a_field_is_wired_to_its_help_and_to_its_error():
    html = draw("{% field form.name %}", form=OneForm())
    assert 'for="id_name"' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext"' in html
    wrong = draw("{% field form.name %}", form=OneForm({"name": ""}))
    assert 'aria-invalid="true"' in wrong
    assert 'id="id_name_error"' in wrong
    assert "id_name_error" in wrong.partition("aria-describedby=")[2][:40]
    assert "optional" in draw("{% field form.note %}", form=OneForm())
    assert 'role="group"' in draw("{% field form.kinds %}", form=OneForm())


ROW = """{% load loom %}{% for o in orders %}
<tr><td>{% channel o.p o.b %}</td><td>{% thumb o.i %}{{ o.i }}</td>
<td>{{ o.q|num }}</td><td>{% money o.m %}</td><td>{% status "order" o.s %}</td>
<td>{% who "supplier" o.w %}</td><td>{% due o.d %}{% i "pencil" "s" %}</td>
<td>{% age o.a %}</td></tr>{% endfor %}"""


def test_fifty_rows_are_drawn_in_fifteen_milliseconds():
    order = {
        "p": "etsy",
        "b": "Ella",
        "i": "Mug",
        "q": 12,
        "m": Money(Decimal("12.50"), "USD"),
        "w": "Hongyun",
    }
    order |= {"s": "in_production", "d": NOW + timedelta(hours=30), "a": NOW - timedelta(hours=3)}
    template = Template(ROW)
    context = {"now": NOW, "orders": [order] * 50}
    template.render(Context(context))
    taken = []
    for _ in range(20):
        start = time.process_time()
        template.render(Context(context))
        taken.append(time.process_time() - start)
    assert statistics.median(taken) <= 0.015
