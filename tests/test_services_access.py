"""Access and needs (SEND) in the chat: read in her words, asked for nowhere, kept through "more" and "not quite"."""

from typing import Any

import pytest

from tests.action_support import call, hear, slots_of
from tests.bot_fixtures import Chat, begin, chat, web
from tests.test_services_in_chat import button, card, press

FIXTURES = (chat, web)
SLOTS = {"need": "activities_clubs", "place": "FP1", "child_ages": "any", "good_days": "any"}


def shown(chat: Chat, message: str, **slots: str) -> dict[str, Any]:
    """The card that she sees for what stands in the slots and in this message of hers."""
    answer = call("action_show_services", chat, message, slots={**SLOTS, "need_message": message, **slots})
    found: dict[str, Any] = next(each["custom"]["card"] for each in answer["responses"] if each.get("custom"))
    return found


def ways_in(found: dict[str, Any]) -> list[str]:
    return [reason for service in found["services"] for reason in service["why"] if "wheelchair" in reason]


def test_what_she_says_she_needs_is_looked_for_and_said(chat: Chat) -> None:
    found = shown(chat, hear(chat, "clubs for my autistic son, he is in a wheelchair"))
    assert found["asked"] == ["near FP1", "Step-free", "autism"]
    assert ways_in(found) == ["It says a wheelchair can get in."] * 3
    assert all("Step-free" in service["access"] for service in found["services"])


@pytest.mark.parametrize(
    ("code", "text", "asked"),
    [
        ("pl", "zajęcia dla syna na wózku inwalidzkim, ma autyzm", ["Bez schodów", "autyzm"]),
        ("ur", "mera beta wheelchair par hai, autism hai", ["سیڑھیوں کے بغیر", "آٹزم"]),
        ("ar", "ابني عنده توحد وعلى كرسي متحرك", ["بدون درج", "التوحد"]),
    ],
)
def test_her_own_language_is_read_and_answered_in(web: Any, code: str, text: str, asked: list[str]) -> None:
    chat = begin(web, code)
    assert shown(chat, hear(chat, text))["asked"][1:] == asked


def test_a_stated_no_is_not_shown_to_her(chat: Chat) -> None:
    where = {"place": "Otterhithe", "need": "relationship_conflict"}
    before = shown(chat, hear(chat, "we argue all the time"), **where)
    after = shown(chat, hear(chat, "I am in a wheelchair"), **where)
    assert any("Step-free: no" in service["access"] for service in before["services"])
    assert not any("Step-free: no" in service["access"] for service in after["services"])


def test_it_is_not_lost_with_more_or_not_quite(chat: Chat) -> None:
    hear(chat, "I use a wheelchair")
    found = chat.choose("/activities_clubs")
    assert "Step-free" in card(found)["asked"]
    more = press(chat, found, "More")
    assert "Step-free" in card(more)["asked"]
    again = press(chat, press(chat, press(chat, more, "Not quite"), "The wrong day"), "Saturday and Sunday")
    assert "Step-free" in card(again)["asked"]
    assert button(again, "Not quite")


def test_it_is_not_lost_when_she_says_something_else(chat: Chat) -> None:
    first = hear(chat, "clubs for my deaf daughter, she uses a wheelchair")
    other = hear(chat, "a place to dance")
    found = shown(chat, first, other_words=other)
    assert found["asked"] == ["near FP1", "Step-free", "hearing loss and deafness"]


def test_what_she_takes_back_is_looked_for_no_more(chat: Chat) -> None:
    hear(chat, "she is in a wheelchair and autistic")
    found = shown(chat, hear(chat, "clubs. she doesn't use a wheelchair any more"))
    assert found["asked"] == ["near FP1", "autism"]


def test_a_childs_need_told_for_one_question_is_not_asked_of_one_that_is_for_all(chat: Chat) -> None:
    hear(chat, "my autistic son uses a wheelchair")
    found = shown(chat, hear(chat, "our flat is damp"), need="housing")
    assert found["asked"] == ["near FP1", "Step-free"]


def test_a_time_of_day_is_kept_as_the_days_are_and_answers_the_question_for_them(chat: Chat) -> None:
    message = hear(chat, "clubs after school")
    found = shown(chat, message)
    assert found["asked"] == ["near FP1", "after school"]
    answer = hear(chat, "only in the evenings")
    asked = call(
        "validate_services_form", chat, answer, "nlu_fallback", requested_slot="good_days", need="activities_clubs"
    )
    assert (slots_of(asked)["good_days"], asked["responses"]) == ("any", [])
    assert shown(chat, message)["asked"] == ["near FP1", "in the evening"]
    found = shown(chat, hear(chat, "he shouts in the evening"), need="domestic_abuse_support")
    assert found["asked"] == ["near FP1"]


def test_no_question_is_asked_for_it_and_no_slot_holds_it(chat: Chat) -> None:
    noted = slots_of(
        call("action_note_need", chat, hear(chat, "clubs, he is autistic and in a wheelchair"), "activities_clubs")
    )
    assert [slot for slot in ("other_words", "place", "child_ages", "good_days") if noted[slot] is None] == [
        "place",
        "child_ages",
        "good_days",
    ]
    told = str(noted).lower()
    assert not any(word in told for word in ("autis", "wheelchair", "step_free", "send"))


def test_a_letter_from_school_tells_nothing_of_her(chat: Chat) -> None:
    chat.say(
        "Dear parents, our school trip is on Tuesday 3 March. The coach has a place for wheelchair users. Please bring a packed "
        "lunch, a coat and £4 by Friday. Yours sincerely, Mrs Hill"
    )
    assert "Step-free" not in card(chat.choose("/activities_clubs"))["asked"]
