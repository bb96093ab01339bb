"""The chat: its contract, who may read what, danger first in every state, the menu without Rasa, wording, wiping."""

from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, func, select

import bot.limits
from bot.conversations import KEEP_ANONYMOUS, purge
from bot.gateway import LONGEST_TEXT
from bot.rasa import LONGEST_FOR_RASA, for_rasa
from bot.shown import paragraphs
from bot.wording import labels, responses, say
from directory.models import PostcodeLicence
from directory.postcode_licences import keep_licence
from handover.conversation import Conversation, Message
from handover.models import Handover, Worker
from locales import LANGUAGES
from reminders.models import Event
from storage import reading, utc_now, writing
from tests.bot_fixtures import AREA, Chat, begin, chat, is_crisis, web

FIXTURES = (chat, web)
KNIFE = "he's got a knife and he's outside"
LETTER = (
    "Dear Parents,\n\nOn Friday 4th June 2027 Year 3 will visit the farm. Please bring a packed lunch.\n"
    "The coach leaves at 9.15am. Please pay £12.50 by Friday 28th May 2027."
)


# The contract


def test_a_new_conversation_gives_an_id_a_token_and_a_greeting_with_choices(web: TestClient) -> None:
    begun = web.post("/api/conversations", json={"language": "ur"})
    assert begun.status_code == 201
    greeting = begun.json()["messages"][0]
    assert greeting["from"] == "assistant"
    assert (greeting["language"], greeting["dir"]) == ("ur", "rtl")
    assert {choice["choice"] for choice in greeting["choices"]} >= {"/talk_to_human"}
    assert begun.json()["token"] not in begun.json()["id"]


def test_a_language_that_is_not_spoken_is_answered_in_english(web: TestClient) -> None:
    assert web.post("/api/conversations", json={"language": "tlh"}).json()["language"] == "en"


def test_an_area_that_is_not_there_is_said_to_be_missing(web: TestClient) -> None:
    answer = web.post("/api/conversations", json={"language": "en", "area": "../../etc"})
    assert answer.status_code == 422
    assert "no area" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "   \n"},
        {"choice": "talk_to_human"},
        {"choice": "/x{not json}"},
        {"text": "a" * (LONGEST_TEXT + 1)},
    ],
    ids=["nothing", "empty", "blank", "no slash", "broken", "too long"],
)
def test_what_is_neither_text_nor_choice_is_refused_in_a_sentence(chat: Chat, body: dict[str, str]) -> None:
    answer = chat.web.post(f"/api/conversations/{chat.id}/messages", json=body, headers=chat.headers)
    assert answer.status_code == 422
    assert answer.json()["detail"].endswith(".")


# Who may read what


@pytest.mark.parametrize("method", ["get", "post", "delete", "stream"])
@pytest.mark.parametrize(("authorization", "status"), [(None, 401), ("Bearer wrong", 404), ("Basic x", 401)])
def test_a_conversation_opens_with_its_own_token_only(
    chat: Chat, method: str, authorization: str | None, status: int
) -> None:
    address = f"/api/conversations/{chat.id}"
    headers = {"Authorization": authorization} if authorization else {}
    if method == "delete":
        answer = chat.web.delete(address, headers=headers)
    elif method == "post":
        answer = chat.web.post(f"{address}/messages", json={"text": "hello"}, headers=headers)
    else:
        answer = chat.web.get(f"{address}/{'messages' if method == 'get' else 'stream'}", headers=headers)
    assert answer.status_code == status


def test_one_parents_token_does_not_open_anothers_conversation(web: TestClient) -> None:
    mine, hers = begin(web), begin(web)
    assert web.get(f"/api/conversations/{hers.id}/messages", headers=mine.headers).status_code == 404


@pytest.mark.parametrize("path", ["/rasa/actions", "/rasa/nlg"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer guess"}])
def test_rasas_callbacks_are_closed_to_everybody_else(web: TestClient, path: str, headers: dict[str, str]) -> None:
    assert web.post(path, json={}, headers=headers).status_code == 403


def test_pages_forbid_foreign_frames_scripts_and_caches(web: TestClient) -> None:
    headers = web.get("/chat").headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "script-src 'self';" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


# Danger first, in every state


def test_danger_is_answered_first_with_rasa_down(chat: Chat) -> None:
    answer = chat.say(KNIFE)
    assert is_crisis(answer)
    assert answer["safety"]["urgency"] == "now"
    assert chat.messages()[-2]["text"] == KNIFE


def test_danger_is_noticed_in_the_middle_of_an_ordinary_message(chat: Chat) -> None:
    assert is_crisis(chat.say(f"hi is pe on tuesday and does she need trainers. {KNIFE} what do i do"))


def test_danger_is_noticed_in_a_field_of_a_form(chat: Chat) -> None:
    chat.choose("/talk_to_human")
    assert is_crisis(chat.choose('/talk_to_human{"step": "contact"}', channel="chat", note=KNIFE))


def test_danger_is_answered_while_a_worker_holds_the_conversation_and_the_assistant_is_silent_else(chat: Chat) -> None:
    hold(chat)
    assert chat.say("does it cost anything")["messages"] == []
    assert is_crisis(chat.say(KNIFE))


def test_danger_is_answered_when_too_much_was_sent(chat: Chat) -> None:
    for _ in range(bot.limits.RULES["say"].amount):
        chat.say("hello")
    refused = chat.web.post(f"/api/conversations/{chat.id}/messages", json={"text": "hello"}, headers=chat.headers)
    assert refused.status_code == 429
    assert is_crisis(chat.say(KNIFE))


def hold(chat: Chat) -> None:
    """Let a worker hold the conversation."""
    with writing() as session:
        conversation = session.get_one(Conversation, chat.id)
        conversation.held_by_worker_id = session.scalars(select(Worker.id)).first()


# The menu without Rasa


def test_words_get_an_honest_line_the_menu_and_the_way_to_a_person(chat: Chat) -> None:
    answer = chat.say("what is early help?")["messages"]
    assert "not working right now" in answer[0]["text"]
    assert AREA.council_contact.phone in answer[0]["text"]
    assert "/talk_to_human" in {choice["choice"] for choice in answer[0]["choices"]}
    assert chat.messages()[-2]["text"] == "what is early help?", "her message is kept"


@pytest.mark.parametrize("topic", sorted(set(labels()) & {name.removeprefix("utter_") for name in responses()}))
def test_every_topic_that_has_a_button_answers_it(chat: Chat, topic: str) -> None:
    answer = chat.choose(f"/{topic}")["messages"]
    assert answer
    assert "not working right now" not in answer[0]["text"]


def test_the_way_to_a_person_works_to_its_end(chat: Chat) -> None:
    chat.say("is it written down that i asked for help")
    chat.say("my boy will not go to school at all now")
    card = chat.choose("/talk_to_human")["messages"][0]["card"]
    kept, left = card["lines"][0], card["lines"][1]
    chat.choose(card["choice"], **{f"keep_{kept['id']}": "yes"})
    chat.choose('/talk_to_human{"step": "contact"}', channel="chat", name="Amina")
    sent = chat.choose('/talk_to_human{"step": "agree"}')["messages"][0]
    assert "will answer you by" in sent["text"]
    with reading() as session:
        handover = session.scalars(select(Handover).where(Handover.conversation_id == chat.id)).one()
        shared = [line.text for line in handover.lines]
    assert shared == [kept["text"]]
    assert left["text"] not in shared
    assert handover.parent_name == "Amina"


def test_a_wrong_phone_number_is_asked_again_and_nothing_is_lost(chat: Chat) -> None:
    card = chat.choose("/talk_to_human")["messages"][0]["card"]
    chat.choose(card["choice"])
    answer = chat.choose('/talk_to_human{"step": "contact"}', channel="call", phone="12")["messages"][0]
    assert answer["card"]["kind"] == "handover_contact"
    assert "phone number" in answer["text"]


def test_a_choice_is_kept_as_the_words_on_its_button(chat: Chat) -> None:
    chat.choose("/children_taken_away")
    assert chat.messages()[-2]["text"] == "Will they take my children?"


def test_the_language_can_be_changed_in_the_middle(chat: Chat) -> None:
    offered = chat.choose("/change_language")["messages"][0]["choices"]
    assert [choice["label"] for choice in offered] == [language.name for language in LANGUAGES.values()]
    changed = chat.choose('/change_language{"language": "ar"}')
    assert changed["language"] == "ar"
    assert changed["messages"][-1]["dir"] == "rtl"


# What is kept, and what goes


def test_a_full_postcode_is_shortened_before_it_is_stored(chat: Chat) -> None:
    chat.say("we live at fp1 2ab near the park")
    assert chat.messages()[-2]["text"].lower() == "we live at fp1 2 near the park"


def test_wiping_asks_first_and_then_nothing_is_left(chat: Chat) -> None:
    chat.say(LETTER)
    asked = chat.choose("/delete_my_data")["messages"]
    assert "wipe" in asked[0]["text"]
    gone = chat.choose('/delete_my_data{"step": "confirmed"}')
    assert gone["ended"]
    assert "It is wiped" in gone["messages"][0]["text"]
    assert_nothing_left(chat)


def test_deleting_over_http_leaves_nothing(chat: Chat) -> None:
    chat.say(LETTER)
    assert chat.web.delete(f"/api/conversations/{chat.id}", headers=chat.headers).status_code == 204
    assert_nothing_left(chat)


def assert_nothing_left(chat: Chat) -> None:
    with reading() as session:
        for table in (Message, Event):
            count = session.scalar(select(func.count()).select_from(table).where(table.conversation_id == chat.id))
            assert count == 0, table.__tablename__
        assert session.get(Conversation, chat.id) is None


def test_purging_takes_an_old_chat_and_leaves_a_young_one_and_one_with_a_handover(web: TestClient) -> None:
    old, young, kept = begin(web), begin(web), begin(web)
    card = kept.choose("/talk_to_human")["messages"][0]["card"]
    kept.choose(card["choice"])
    kept.choose('/talk_to_human{"step": "contact"}', channel="chat")
    kept.choose('/talk_to_human{"step": "agree"}')
    with writing() as session:
        for each in (old, kept):
            session.get_one(Conversation, each.id).last_at = utc_now() - KEEP_ANONYMOUS - timedelta(minutes=1)
    with writing() as session:
        assert old.id in purge(session, utc_now(), dry_run=True)
        gone = purge(session, utc_now())
    assert old.id in gone
    assert young.id not in gone
    assert kept.id not in gone


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("ring me on 07700 900123 please", "ring me on NUMBER please"),
        ("i am at b98 7jb", "i am at B98 7"),
        ("mail me: sam.o'neil@example.org", "mail me: sam.o'EMAIL"),
        ("/talk_to_human", "talk_to_human"),
        ("", "?"),
    ],
)
def test_rasa_reads_nothing_by_which_to_tell_the_person(said: str, read: str) -> None:
    assert for_rasa(said) == read


def test_rasa_reads_the_beginning_and_the_end_of_a_long_message() -> None:
    read = for_rasa("the start " + "word " * 5_000 + "the end")
    assert len(read) <= LONGEST_FOR_RASA + 1
    assert read.startswith("the start")
    assert read.endswith("the end")


# Wording and rendering


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", sorted(responses()))
def test_every_response_renders_in_every_language(name: str, code: str) -> None:
    values: dict[str, object] = {"event_title": "Class show", "reminder_when": "Friday", "language": "Polski"}
    said = say(name, code, AREA, values)
    assert said.text
    assert "{" not in said.text


def test_what_a_council_has_not_stated_is_said_to_be_unknown() -> None:
    assert "We do not know how your council does this" in say("utter_ending_support", "en", AREA).text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("ring 01632 960100 now", '<p>ring <a href="tel:+441632960100"><bdi>01632 960100</bdi></a> now</p>'),
        ("call 999", '<p>call <a href="tel:999"><bdi>999</bdi></a></p>'),
        ("it costs £999", "<p>it costs £999</p>"),
        ("1. first\n2. second", "<ol><li>first</li><li>second</li></ol>"),
        ("one\n\ntwo", "<p>one</p><p>two</p>"),
        (
            'see https://example.org/a"b',
            '<p>see <a href="https://example.org/a" rel="noreferrer noopener" target="_blank">'
            "<bdi>https://example.org/a</bdi></a>&#34;b</p>",
        ),
    ],
)
def test_text_becomes_safe_html_with_numbers_that_dial(text: str, html: str) -> None:
    assert paragraphs(text) == html


def test_what_a_parent_writes_is_escaped_in_the_html_of_its_message(chat: Chat) -> None:
    chat.say("<img src=x onerror=alert(1)>")
    assert "<img" not in chat.messages()[-2]["html"]


# The page without JavaScript


def test_the_page_keeps_the_chat_in_a_cookie_and_leaving_forgets_it(web: TestClient) -> None:
    web.cookies.clear()
    assert "Choose your language" in web.get("/chat").text
    started = web.post("/chat/start", data={"language": "en"})
    assert "I am an assistant on a computer" in started.text
    assert "HttpOnly" in started.history[0].headers["set-cookie"]
    assert "not working right now" in web.post("/chat/say", data={"text": "hello there"}).text
    left = web.post("/chat/leave", follow_redirects=False)
    assert left.headers["location"].startswith("https://www.bbc.co.uk/weather")
    web.cookies.clear()
    assert "Choose your language" in web.get("/chat").text


def test_the_page_says_where_the_postcodes_come_from_once_a_table_is_loaded(web: TestClient) -> None:
    web.cookies.clear()
    assert "Where our postcodes come from" not in web.get("/chat").text
    with writing() as session:
        keep_licence(session, "Contains <b>data</b> of {year}", date(2026, 11, 21))
    try:
        said = [web.get("/chat").text, web.post("/chat/start", data={"language": "en"}).text]
        assert all('<p lang="en" dir="ltr">Contains &lt;b&gt;data&lt;/b&gt; of 2026</p>' in each for each in said)
        assert "Skąd mamy kody pocztowe" in web.get("/chat?language=pl&choose=1").text
    finally:
        with writing() as session:
            session.execute(delete(PostcodeLicence))
        web.cookies.clear()
