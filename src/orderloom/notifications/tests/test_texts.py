"""The workspace's own words for notices: checked, sent, read, and taken back."""

import pytest
from django.conf import settings
from django.core import mail

from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound
from orderloom.kernel.models import TimelineEvent
from orderloom.notifications.commands.texts import reset_message_text, set_message_text
from orderloom.notifications.models import MessageText
from orderloom.notifications.queries.texts import own_words
from orderloom.notifications.tests.test_notices import send_all
from orderloom.notifications.words import SUBJECTS, Words, default_words, placeholders, words
from orderloom.production.factories import Shop, buy, do, look, make_shop

OWN = Words("{count} for you", "Dear maker,\n{workspace} has {count} new ones.")
LANGUAGES = ("en", "zh-hans")


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna"]})


def write(shop: Shop, kind: str, told: Words, language: str = "en", actor=None) -> None:
    do(set_message_text, actor=actor or shop.owner, kind=kind, language=language, told=told, now=clock.now())


@pytest.mark.parametrize("kind", SUBJECTS)
def test_our_words_with_placeholders_are_in_both_languages_and_name_the_same_things(kind: str):
    english, chinese = (default_words(kind, language) for language in LANGUAGES)
    assert english.text != chinese.text or english.text == "{what}"
    assert english.subject != chinese.subject
    assert "%" not in english.subject + english.text + chinese.subject + chinese.text
    names = {name: name for name in placeholders(kind)}
    assert words(kind, names, "en", Words("{" + next(iter(names)) + "}", "x")).subject == next(iter(names))


def test_own_words_are_sent_read_and_taken_back(shop: Shop) -> None:
    write(shop, "tasks_offered", OWN)
    write(shop, "tasks_offered", OWN)  # the same again is no change
    buy(shop, "Mugs", "Mugs")
    send_all(shop)
    (letter,) = mail.outbox
    assert letter.subject == "2 for you"
    words, links, inbox = letter.body.split("\n\n")
    assert words == "Dear maker,\nBirch has 2 new ones."
    assert [line.partition(": ")[2].startswith(f"{settings.ADDRESS}/s/") for line in links.split("\n")] == [
        True
    ] * 2
    assert inbox == f"{settings.ADDRESS}/supplier/\n"
    assert look(shop, lambda: own_words(shop.id, "en")) == {"tasks_offered": OWN}
    do(reset_message_text, actor=shop.owner, kind="tasks_offered", language="en", now=clock.now())
    assert look(shop, lambda: MessageText.objects.count()) == 0
    facts = look(shop, lambda: list(TimelineEvent.objects.filter(kind="MessageTextChanged").order_by("id")))
    assert len(facts) == 2
    assert "{count} for you" in facts[0].data


@pytest.mark.parametrize(
    "told",
    [
        Words("", "x"),
        Words("x", " "),
        Words("x" * 201, "x"),
        Words("{nobody}", "x"),
        Words("x", "{count} {price}"),
        Words("x", "{"),
        Words("x", "{{count}}"),
        Words("x", "{count!r}"),
    ],
)
def test_wrong_words_are_refused(shop: Shop, told: Words) -> None:
    with pytest.raises(Invalid):
        write(shop, "tasks_offered", told)
    assert look(shop, lambda: MessageText.objects.count()) == 0


def test_only_an_owner_writes_and_only_known_kinds(shop: Shop) -> None:
    with pytest.raises(NotAllowed):
        write(shop, "tasks_offered", OWN, actor=shop.operator)
    for kind, language in (("no_such", "en"), ("tasks_offered", "fr")):
        with pytest.raises(NotFound):
            write(shop, kind, OWN, language)


def test_a_case_in_own_words_says_what_it_is_about() -> None:
    facts = {"case": "no_supplier", "case_number": 7, "category": "Mugs"}
    said = words("case_opened", facts, "en", Words("C-{case_number}", "Look: {what}"))
    assert said == Words("C-7", "Look: No active supplier makes Mugs.")
