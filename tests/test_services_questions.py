"""The questions before services: at most three, each skippable and remembered, none that is answered already."""

import pytest

from actions.turn import PLACES
from actions.wanted import ANYWHERE
from directory.places import find_place
from storage import reading
from tests.action_support import call, hear, slots_of
from tests.bot_fixtures import Chat, chat, web

FIXTURES = (chat, web)
ASKED = ("other_words", "place", "child_ages", "good_days")


def noted(
    chat: Chat, topic: str, text: str, kept: dict[str, str] | None = None, *, pressed: bool = False
) -> dict[str, str | None]:
    return slots_of(call("action_note_need", chat, hear(chat, text, pressed=pressed), topic, slots=kept))


def asked(slots: dict[str, str | None]) -> list[str]:
    """What the form will ask for."""
    return [slot for slot in ASKED if slots[slot] is None]


QUESTIONS = [
    ("activities_clubs", "clubs for my son", ["place", "child_ages", "good_days"]),
    ("activities_clubs", "clubs for my 7 year old", ["place", "good_days"]),
    ("activities_clubs", "swimming on a Saturday in Fennbrook, he is 5 years old", []),
    ("bullying", "they are horrible to her at school", ["place", "child_ages"]),
    ("housing", "the landlord wants us out", ["place"]),
    ("domestic_abuse_support", "he shouts at me and I am scared to talk", ["place"]),
    ("housing", "we live in FP1 2AB and have to go", []),
    ("find_service", "where is the food bank", ["place"]),
]


@pytest.mark.parametrize(("topic", "text", "questions"), QUESTIONS)
def test_only_what_her_words_do_not_say_is_asked(chat: Chat, topic: str, text: str, questions: list[str]) -> None:
    assert asked(noted(chat, topic, text)) == questions


def test_a_button_that_says_nothing_of_the_need_asks_for_it_in_words(chat: Chat) -> None:
    slots = noted(chat, "find_service", "Find help near me", pressed=True)
    assert asked(slots)[0] == "other_words"
    assert slots["need_message"] is None


def test_an_answer_and_a_skip_are_remembered_for_the_rest_of_the_chat(chat: Chat) -> None:
    kept = {"place": "FP1", "child_ages": "3 5", "good_days": "any"}
    slots = noted(chat, "activities_clubs", "any clubs", kept)
    assert asked(slots) == []
    assert {slot: slots[slot] for slot in kept} == kept
    assert asked(noted(chat, "housing", "and the flat", {"place": ANYWHERE})) == []


def test_what_is_not_asked_of_one_need_is_asked_of_the_next(chat: Chat) -> None:
    first = noted(chat, "housing", "the landlord wants us out", {"place": "FP1"})
    kept = {slot: value for slot, value in first.items() if value}
    assert asked(noted(chat, "activities_clubs", "any clubs", kept)) == ["child_ages", "good_days"]


def test_an_age_and_a_place_said_earlier_in_the_chat_count(chat: Chat) -> None:
    hear(chat, "hello, my little one is 4 years old")
    with reading() as session:
        place = find_place(session, "we are in Fennbrook")
    assert place is not None
    PLACES.remember(chat.id, place)
    slots = noted(chat, "bullying", "she is bullied")
    assert (slots["child_ages"], slots["place"]) == ("4", "Fennbrook")


def test_slots_hold_ids_and_coarse_values_only(chat: Chat) -> None:
    slots = noted(chat, "activities_clubs", "Zach is 7 years old and we live at FP1 2AB, Tuesdays are good")
    assert "Zach" not in str(slots)
    assert "2AB" not in str(slots)
    assert (slots["place"], slots["child_ages"], slots["good_days"]) == ("FP1", "7", "1")


ANSWERS = [
    ("child_ages", "7 and 9", "inform", {}, "7 9"),
    ("child_ages", "5 to 10", "service_choice", {"ages": "5 6 7 8 9 10"}, "5 6 7 8 9 10"),
    ("child_ages", "Skip this", "skip", {}, "any"),
    ("child_ages", "no", "deny", {}, "any"),
    ("child_ages", "dunno", "nlu_fallback", {}, None),
    ("good_days", "tuesdays", "nlu_fallback", {}, "1"),
    ("good_days", "Saturday and Sunday", "service_choice", {"days": "5 6"}, "5 6"),
    ("good_days", "whenever", "nlu_fallback", {}, None),
    ("place", "Otterhithe", "nlu_fallback", {}, "Otterhithe"),
    ("place", "Skip this", "skip", {}, ANYWHERE),
    ("place", "nowhere", "nlu_fallback", {}, None),
]


@pytest.mark.parametrize(("slot", "text", "intent", "entities", "value"), ANSWERS)
def test_an_answer_is_taken_and_what_is_none_is_asked_again(  # noqa: PLR0917 - a table of cases
    chat: Chat, slot: str, text: str, intent: str, entities: dict[str, str], value: str | None
) -> None:
    message = hear(chat, text, pressed=bool(entities) or intent == "skip")
    answer = call("validate_services_form", chat, message, intent, entities, requested_slot=slot)
    assert slots_of(answer)[slot] == value
    assert bool(answer["responses"]) == (value is None)


@pytest.mark.parametrize("slot", ["child_ages", "good_days", "other_words"])
@pytest.mark.parametrize(
    ("text", "pressed"), [("Talk to a person", True), ("my landlord wants us out by friday", False)]
)
def test_another_button_or_another_need_leaves_the_form(chat: Chat, slot: str, text: str, pressed: bool) -> None:
    intent = "talk_to_human" if pressed else "housing"
    message = hear(chat, text, pressed=pressed)
    answer = call("validate_services_form", chat, message, intent, requested_slot=slot, need="activities_clubs")
    assert slot not in slots_of(answer)


def test_a_question_of_ours_may_be_answered_with_a_question(chat: Chat) -> None:
    answer = call(
        "validate_services_form", chat, hear(chat, "does it cost anything"), "cost", requested_slot="child_ages"
    )
    assert slots_of(answer)["child_ages"] is None
    assert answer["responses"][0]["response"] == "utter_cost"


def test_her_words_for_it_are_kept_by_their_id_and_answer_what_they_can(chat: Chat) -> None:
    message = hear(chat, "a place to dance in Fennbrook for my 9 year old")
    kept = {"requested_slot": "other_words", "need": "find_service"}
    slots = slots_of(call("validate_services_form", chat, message, "nlu_fallback", slots=kept))
    assert slots["other_words"] == message
    assert (slots["place"], slots["child_ages"]) == ("Fennbrook", "9")
    assert "dance" not in str(slots)


def test_an_age_told_for_one_need_does_not_narrow_a_need_for_all(chat: Chat) -> None:
    message = hear(chat, "our flat is damp")
    kept = {"need": "housing", "need_message": message, "place": "FP1", "child_ages": "3", "good_days": "5"}
    answer = call("action_show_services", chat, message, "housing", slots=kept)
    card = next(response["custom"]["card"] for response in answer["responses"] if response.get("custom"))
    assert card["asked"] == ["near FP1"]
