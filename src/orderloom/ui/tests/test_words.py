"""The tool that keeps the Chinese complete."""

import pytest

from orderloom.ui.words import catalog, glossary_page
from orderloom.ui.words.message import Message, in_python
from orderloom.ui.words.packages import ROOT, problems, update
from orderloom.ui.words.rules import faults, glossary
from orderloom.ui.words.templates import in_template, unmarked


def test_python_messages_are_found_with_context_and_plural():
    source = (
        "_('One')\ngettext_lazy('Two ' 'parts')\nngettext('%(n)d row', '%(n)d rows', n)\n"
        "pgettext('verb', 'Open')\nnpgettext('c', 'a', 'b', n)\n_(variable)\nt.gettext('Dotted')"
    )
    assert set(in_python(source)) == {
        Message("One"),
        Message("Two parts"),
        Message("%(n)d row", "%(n)d rows"),
        Message("Open", context="verb"),
        Message("a", "b", "c"),
        Message("Dotted"),
    }


def test_template_messages_are_found_with_context_and_plural():
    source = """{% load i18n %}{% translate "One" %}{% trans 'Two' context "c" %}{{ x|default:_("Three") }}
    {% blocktranslate with a=b %}Hello {{ a }}, 50%{% endblocktranslate %}
    {% blocktranslate count n=rows context "c" %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}
    {% include "x.html" with label=_("Four") %}{% blocktranslate trimmed %}
      Five
      lines{% endblocktranslate %}"""
    assert set(in_template(source)) == {
        Message("One"),
        Message("Two", context="c"),
        Message("Three"),
        Message("Four"),
        Message("Five lines"),
        Message("Hello %(a)s, 50%%"),
        Message("%(n)s row", "%(n)s rows", "c"),
    }


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        '<input placeholder="Name">',
        '<a aria-label="Close"></a>',
        "<p>{{ name }} orders</p>",
        "<p>订单</p>",
        '<svg class="i"></svg><b>Left over</b>',
    ],
)
def test_text_outside_translate_tags_is_seen(source):
    assert unmarked(source)


@pytest.mark.parametrize(
    "source",
    [
        "<p>{% translate 'Hello' %}</p>",
        "<p>{% blocktranslate %}Hello {{ a }}{% endblocktranslate %}</p>",
        "<kbd>Ctrl</kbd><code>sku()</code><p>·  5 –</p>",
        '<p class="late" data-x="hello" id="main">{{ x }}</p>',
        "{# a comment #}{% comment %}words{% endcomment %}<style>a{color:red}</style>",
        "{% block body_class %}phone{% endblock %}<title>{{ x }} · Orderloom</title>",
    ],
)
def test_what_is_not_text_is_left_alone(source):
    assert unmarked(source) == []


@pytest.mark.parametrize(
    ("english", "chinese", "said"),
    [
        ("Save", "", "not translated"),
        ("Save, then close", "保存,然后关闭", "half-width"),
        ("Really?", "确定?", "half-width"),
        ("%(n)s rows", "%(m)s行", "fills in"),
        ("{n} rows", "行", "fills in"),
        ("Please save", "保存", "tone"),
        ("Saved", "保存成功", "tone"),
        ("Choose a file", "请选择文件", "tone"),
        ("Vendor", "供应商", "say supplier"),
        ("Supplier", "供货商", "say 供应商"),
        ("Version 7", "第 7 版", "typed space"),
    ],
)
def test_each_rule_is_enforced(english, chinese, said):
    assert said in " ".join(faults(Message(english), chinese))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Requested", "已申请"),
        ("Invite", "邀请"),
        ("%(n)d h late", "已超%(n)d小时"),
        ("Price: 1,200.00", "价格：1,200.00"),
        ("SKU, tracking", "SKU、运单号"),
    ],
)
def test_good_words_pass(english, chinese):
    assert list(faults(Message(english), chinese)) == []


def test_update_keeps_translations_drops_leftovers_and_is_stable(tmp_path):
    package = tmp_path / "shop"
    package.mkdir()
    (package / "views.py").write_text("_('Open')\n_('Close')\nngettext('%(n)d row', '%(n)d rows', n)\n")
    po = package / "locale/zh_Hans/LC_MESSAGES/django.po"
    assert update(package)
    po.write_text(po.read_text().replace('msgid "Open"\nmsgstr ""', 'msgid "Open"\nmsgstr "打开"'))
    (package / "views.py").write_text("_('Open')\n_('New')\nngettext('%(n)d row', '%(n)d rows', n)\n")
    assert update(package)
    assert not update(package)
    texts, fuzzy = catalog.read(po)
    assert texts == {Message("Open"): "打开", Message("New"): "", Message("%(n)d row", "%(n)d rows"): ""}
    assert fuzzy == set()
    assert "POT-Creation-Date" not in po.read_text()
    assert "#:" not in po.read_text()


def test_check_names_what_is_missing_left_over_and_fuzzy(tmp_path):
    package = tmp_path / "shop"
    po = package / "locale/zh_Hans/LC_MESSAGES/django.po"
    po.parent.mkdir(parents=True)
    (package / "views.py").write_text("_('Open')\n_('Close')\n")
    po.write_text(catalog.HEADER + '#, fuzzy\nmsgid "Open"\nmsgstr "打开"\n\nmsgid "Gone"\nmsgstr "无"\n')
    said = " ".join(problems(package))
    assert "'Close' is not translated" in said
    assert "'Gone' is in the catalog and nothing uses it" in said
    assert "'Open' is fuzzy" in said


def test_the_kits_own_words_are_complete():
    assert list(problems(ROOT / "ui")) == []


def test_the_glossary_has_one_term_for_one_thing():
    terms = glossary()
    assert len({term.key for term in terms}) == len(terms)
    assert all(term.english and term.chinese for term in terms)
    banned = {word for term in terms for word in term.never}
    assert not banned & ({term.chinese for term in terms} | {term.english for term in terms})
    assert not glossary_page.outdated()
