"""What she means in context: bare questions, a second topic, another language; and the gate's look at a translation."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from actions import installation
from actions.forms import ANSWERED_BETWEEN
from bot import second_look
from bot.follow_up import follow_up
from bot.spoken import surely_another_language
from bot.wording import labels, say
from messages.packages import PackageStore
from tests.bot_fixtures import AREA, begin, chat, is_crisis, web

FIXTURES = (chat, web)
PACKAGES = Path(__file__).parent / "packages"


@pytest.mark.parametrize(
    ("answered", "asked", "means"),
    [
        ("what_is_early_help", "and does it cost?", "cost"),
        ("is_it_social_services", "why?", "what_is_early_help"),
        ("record_and_privacy", "Who?", "who_will_know"),
        ("meetings_taf", "who", "lead_professional"),
        ("how_to_get_help", "ok and how long", "waiting_time"),
        ("plan_and_reviews", "a jak długo?", "ending_support"),
        ("how_to_get_help", "what happens next?", "assessment_process"),
        ("is_it_social_services", "اور کیوں؟", "what_is_early_help"),
        ("what_is_early_help", "ਕਿੰਨੇ ਪੈਸੇ?", "cost"),
        ("what_is_early_help", "ar koto taka", "cost"),
        ("what_is_early_help", "وقديش؟", "cost"),
        ("what_is_early_help", "بكم؟", "cost"),
        ("record_and_privacy", "yaa?", "who_will_know"),
        ("what_is_early_help", "а скільки?", "cost"),
        ("record_and_privacy", "¿quién?", "who_will_know"),
        ("how_to_get_help", "e depois?", "assessment_process"),
        ("cost", "why?", "nlu_fallback"),
        ("cost", "how much?", "nlu_fallback"),
        ("record_and_privacy", "how long?", "nlu_fallback"),
        ("children_taken_away", "who?", "nlu_fallback"),
        ("what_is_early_help", "why does my son not sleep", None),
        ("housing", "why?", None),
        (None, "why?", None),
        ("what_is_early_help", "", None),
        ("what_is_early_help", "?!" * 50_000, None),
    ],
)
def test_a_bare_question_is_about_what_was_just_answered(answered: str | None, asked: str, means: str | None) -> None:
    assert follow_up(asked, answered) == means


def test_every_topic_that_is_followed_up_has_an_answer() -> None:
    assert set(labels()) >= ANSWERED_BETWEEN - {"bot_challenge"}


def test_a_follow_up_is_answered_in_the_chat_even_without_rasa(web: TestClient) -> None:
    chat = begin(web)
    chat.choose("/what_is_early_help")
    answer = chat.say("and does it cost?")["messages"][0]
    assert answer["text"] == say("utter_cost", "en", AREA).text


def test_a_second_topic_is_offered_first_with_its_answer_one_press_away() -> None:
    said = say("utter_children_taken_away", "en", AREA, also="cost")
    assert said.text.endswith("You asked about something else too. Shall I tell you about that?")
    assert said.choices[0]["choice"] == "/cost"
    assert [choice["choice"] for choice in said.choices].count("/cost") == 1


@pytest.mark.parametrize(
    ("text", "chosen", "found"),
    [
        ("czy oni mogą zabrać mi dzieci do domu dziecka", "en", "pl"),
        ("czy oni mogą zabrać mi dzieci do domu dziecka", "pl", None),
        ("ਕੀ ਉਹ ਮੇਰੇ ਬੱਚੇ ਲੈ ਜਾਣਗੇ", "en", "pa"),
        ("will they take my children away from me", "ur", "en"),
        ("kya wo mere bachay mujh se le jayenge", "ur", None),
        ("ki oh mere bache lai jaange", "pa", None),
        ("Meadow Lane Primary", "pl", None),
        ("ok", "pl", None),
        ("", "en", None),
    ],
)
def test_another_language_is_recognised_only_where_it_is_sure(text: str, chosen: str, found: str | None) -> None:
    assert surely_another_language(text, chosen) == found


def test_another_language_is_offered_once_in_itself_and_forced_on_nobody(web: TestClient) -> None:
    chat = begin(web, "en")
    polish = "czy oni mogą zabrać mi dzieci do domu dziecka"
    offer = chat.say(polish)["messages"][-1]
    assert offer["language"] == "pl"
    assert offer["choices"] == [{"label": "Polski", "choice": '/change_language{"language": "pl"}'}]
    again = chat.say(polish)["messages"]
    assert all(message["language"] == "en" for message in again)
    assert chat.choose(offer["choices"][0]["choice"])["messages"][0]["language"] == "pl"


def test_a_message_is_put_into_english_by_a_real_package_for_the_gates_second_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = PackageStore(tmp_path, allow_test_packages=True)
    store.install(PACKAGES / "translate-es_en-0_1.argosmodel")
    monkeypatch.setattr(installation._HERE, "packages", store)
    assert second_look.in_english("El autobús sale a las 9.15am.", "es") == "The coach leaves at 9.15am."
    assert second_look.in_english("The coach leaves at 9.15am.", "en") is None
    assert second_look.in_english("Autobus odjeżdża o 9.15 spod szkoły.", "pl") is None


def test_danger_that_only_shows_in_the_translation_is_answered(
    web: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = begin(web, "es")
    quiet = "me gustaría saber los horarios"
    assert not is_crisis(chat.say(quiet))
    monkeypatch.setattr(second_look, "in_english", lambda text, chosen: "he has a knife and he is outside the door")
    assert is_crisis(chat.say(quiet))
