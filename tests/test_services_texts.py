"""Services texted to herself, and their descriptions in her language."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from actions import installation
from actions.descriptions import in_her_language
from actions.saved import A_TEXT, Kept, bodies, chosen, her_list
from directory.models import Service, ServiceTopic
from directory.topics import LABELS
from handover.conversation import Conversation
from handover.saved_services import save_service
from locales import LANGUAGES, translate
from messages.packages import PackageStore
from storage import reading, utc_now, writing
from tests.action_support import call, hear, slots_of
from tests.bot_fixtures import Chat, begin, chat, web
from texts.identity import Identity
from texts.models import Text
from texts.outbox import MOST_SEGMENTS
from texts.segments import count_segments
from texts.to_herself import OwnTexts

FIXTURES = (chat, web)
PACKAGES = Path(__file__).parent / "packages"
FROM = Identity("Fennbrook Family Hubs", "01632 960100", can_reply=True)


def services(topic: str | None = None) -> list[str]:
    """Services of the demo, of one topic or of all, by id."""
    with reading() as session:
        asked = select(Service.id).order_by(Service.name)
        if topic:
            asked = asked.join(ServiceTopic, ServiceTopic.service_key == Service.key).where(ServiceTopic.topic == topic)
        return list(session.scalars(asked))


def saved(chat: Chat, ids: list[str], *, careful: bool = False) -> None:
    with writing() as session:
        conversation = session.get_one(Conversation, chat.id)
        for each in ids:
            save_service(session, conversation, each, utc_now(), careful=careful)


def press(chat: Chat, step: str, **entities: str) -> dict[str, Any]:
    return call(
        "action_service_choice", chat, hear(chat, step, pressed=True), "service_choice", {"step": step, **entities}
    )


def drafted(answer: dict[str, Any]) -> str | None:
    return slots_of(answer).get("list_texts")


# What a text says


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_text_has_three_services_at_most_and_says_name_when_and_phone(web: object, code: str) -> None:
    with reading() as session:
        kept = chosen(session, services()[:8])
        texts = bodies(kept, code, FROM)
    for text in texts:
        assert text.startswith("Fennbrook Family Hubs:")
        assert "STOP" in text
        assert 1 <= sum(line[:2] in {"1.", "2.", "3.", "4."} for line in text.splitlines()) <= A_TEXT
        assert count_segments(text).segments <= MOST_SEGMENTS
    assert all(any(each.service.name[:30] in text for text in texts) for each in kept)
    assert "01632 960" in texts[0]


def test_a_text_does_not_say_what_it_is_about(web: object) -> None:
    with reading() as session:
        kept = chosen(session, services("bereavement")[:3] + services("housing")[:3])
        names = " ".join(each.service.name for each in kept).lower()
        told = " ".join(bodies(kept, "en", FROM)).lower()
    assert not [label for label in LABELS.values() if label in told and label not in names]


def test_a_long_name_is_cut_and_a_text_stays_short(web: object) -> None:
    with writing() as session:
        kept = chosen(session, services()[:3])
        document = kept[0].service.document().model_copy(update={"name": "Very " * 60})
        kept[0].service.kept.record = document.model_dump(mode="json")
        texts = bodies([Kept(kept[0].service, careful=False)], "bn", FROM)
        session.rollback()
    assert count_segments(texts[0]).segments <= MOST_SEGMENTS


# Number, code, yes


def test_her_list_is_texted_after_number_code_and_yes(chat: Chat) -> None:
    saved(chat, services("housing")[:2])
    texts = drafted(press(chat, "text"))
    number = hear(chat, "07700 900444")
    answer = call("validate_list_text_form", chat, number, requested_slot="list_phone", list_texts=texts)
    assert slots_of(answer)["list_phone"] == "given"
    assert "900444" not in str(answer)
    code = hear(chat, _code())
    answer = call("validate_list_text_form", chat, code, requested_slot="list_code", list_texts=texts)
    assert slots_of(answer)["list_code"] == "given"
    agreed = call("action_text_list", chat, hear(chat, "yes"), "affirm", list_texts=texts, list_consent="yes")
    assert slots_of(agreed)["list_texts"] is None
    with reading() as session:
        waiting = session.scalars(select(Text).where(Text.kind == "list", Text.dedupe_key.contains(texts))).one()
        for each in her_list(session, chat.id):
            assert each.service.name in waiting.body
    again = press(chat, "text")
    assert slots_of(again)["list_phone"] == "given", "the phone is known in this chat"


def _code() -> str:
    with reading() as session:
        body = session.scalars(select(Text.body).where(Text.kind == "code").order_by(Text.created_at.desc())).first()
    return next(word.strip(".") for word in (body or "").split() if word.strip(".").isdigit() and len(word) > 5)


def test_without_her_yes_nothing_goes(chat: Chat) -> None:
    saved(chat, services("housing")[:1])
    texts = drafted(press(chat, "text"))
    for consent in ("no", "yes"):  # "yes" of an older button: the draft is gone by then
        said = call("action_text_list", chat, hear(chat, "?"), "deny", list_texts=texts, list_consent=consent)
        assert said["responses"][-1]["response"] == "utter_list_not_texted"
    with reading() as session:
        assert session.get(OwnTexts, texts) is None


def test_a_button_pressed_while_the_number_is_asked_is_not_taken_for_one(chat: Chat) -> None:
    pressed = hear(chat, "My saved list", pressed=True)
    answer = call("validate_list_text_form", chat, pressed, "service_choice", requested_slot="list_phone")
    assert answer["responses"] == []


# What is not texted unless she says again that it is safe


@pytest.mark.parametrize("found_for_it", [True, False])
def test_what_asks_for_care_is_texted_only_after_she_says_again_that_it_is_safe(chat: Chat, found_for_it: bool) -> None:
    careful = services("housing")[:1] if found_for_it else services("domestic_abuse_support")[:1]
    other = services("activities_clubs")[:1]
    saved(chat, careful, careful=found_for_it)
    saved(chat, other)
    asked = press(chat, "text")
    assert drafted(asked) is None
    assert asked["responses"][0]["response"] == "utter_ask_safe_to_text"
    choices = asked["responses"][1]["custom"]["choices"]
    assert [each["choice"] for each in choices][:2] == [
        '/service_choice{"step": "text_all"}',
        '/service_choice{"step": "text_others"}',
    ]
    assert _names_in(drafted(press(chat, "text_others"))) == {_name(other[0])}
    assert _names_in(drafted(press(chat, "text_all"))) == {_name(other[0]), _name(careful[0])}


def test_the_question_whether_it_is_safe_does_not_say_what_it_is_about(chat: Chat) -> None:
    shown = chat.choose("/domestic_abuse_support")
    asked = chat.choose(next(each["choice"] for each in shown["messages"][-1]["choices"] if "text" in each["choice"]))
    said = str(asked["messages"][-1]["text"]).lower()
    assert "safe to text" in said
    assert not any(word in said for word in ("abuse", "violence", "refuge"))
    assert all(each["label"] != "Text only the others" for each in asked["messages"][-1]["choices"])


def test_what_is_saved_from_a_search_that_asks_for_care_asks_for_it_too(chat: Chat) -> None:
    shown = chat.choose("/domestic_abuse_support")["messages"][-1]["card"]["services"]
    chat.choose("/activities_clubs")
    for service in shown:
        chat.choose(service["choices"][0]["choice"])
    with reading() as session:
        assert all(each.careful for each in her_list(session, chat.id))


def _name(service_id: str) -> str:
    with reading() as session:
        return session.scalars(select(Service.name).where(Service.id == service_id)).one()


def _names_in(texts: str | None) -> set[str]:
    with reading() as session:
        said = session.get_one(OwnTexts, texts or "").bodies
    return {_name(each) for each in services() if _name(each) in said}


# Descriptions


@pytest.fixture
def spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = PackageStore(tmp_path, allow_test_packages=True)
    store.install(PACKAGES / "translate-en_es-0_1.argosmodel")
    monkeypatch.setattr(installation._HERE, "packages", store)


SENTENCE = "The school trip is on Friday."


def test_a_description_is_translated_where_a_package_is_and_marked_with_the_original_beside_it(
    chat: Chat, spanish: None
) -> None:
    told = in_her_language([SENTENCE], "es", seconds=30)[0]
    assert told["translated"]
    assert told["description_lines"][0]["language"] == "es"
    assert "viernes" in told["description_lines"][0]["text"]
    for code in ("en", "so", "pa", "ur"):
        assert in_her_language([SENTENCE, ""], code) == [{}, {}]


def test_a_line_that_does_not_pass_the_checks_stays_in_english(chat: Chat, spanish: None) -> None:
    odd = "Quokka zither brunch, gluten-free, Wednesdays at 10.45am near the lido."
    untranslated, told = in_her_language([odd, f"{SENTENCE} {odd}"], "es", seconds=30)
    assert untranslated == {}
    assert [line["language"] for line in told["description_lines"]] == ["es", "en"]
    assert told["description_lines"][1]["text"] == odd


def test_she_does_not_wait_for_a_slow_translation_and_finds_it_the_next_time(chat: Chat, spanish: None) -> None:
    new = "The show is on Friday."
    assert in_her_language([new], "es", seconds=0) == [{}]
    assert in_her_language([new], "es", seconds=30)[0]["translated"]


def test_a_translated_card_keeps_the_name_and_offers_the_original(chat: Chat, spanish: None) -> None:
    chat = begin(chat.web, "es")
    shown = chat.choose("/money_food_uniform")["messages"][-1]
    translated = [each for each in shown["card"]["services"] if each.get("translated")]
    assert translated, "no description of the demo can be translated by the test package"
    assert translated[0]["name"] in shown["html"]
    assert translated[0]["description"].split(".")[0] in shown["html"]
    assert translate("A computer put this into your language, so some words may be wrong.", "es") in shown["html"]
