"""Services in the chat: three cards at a time, more, not quite, her list. Rasa does not answer here: the buttons need none."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import typer
from fastapi.testclient import TestClient
from sqlalchemy import select
from typer.testing import CliRunner

from app.commands import person
from bot.conversations import KEEP_ANONYMOUS, purge
from directory.feed.apply import staged
from directory.feed.store import keep_providers_and_terms, take_out, update_services
from directory.models import Service
from handover.conversation import Conversation
from handover.saved_services import MOST_SAVED, ListFullError, SavedService, save_service, saved_services
from locales import LANGUAGES
from storage import reading, utc_now, writing
from tests.bot_fixtures import Chat, begin, chat, web
from texts.to_herself import OwnTexts

FIXTURES = (chat, web)


def card(answer: dict[str, Any]) -> dict[str, Any]:
    """The last card of services in an answer."""
    cards = [message["card"] for message in answer["messages"] if message["card"]]
    found: dict[str, Any] = [each for each in cards if "services" in each["kind"]][-1]
    return found


def names(answer: dict[str, Any]) -> list[str]:
    return [service["name"] for service in card(answer)["services"]]


def press(chat: Chat, answer: dict[str, Any], label: str) -> dict[str, Any]:
    """Press the button that begins with these words."""
    return chat.choose(button(answer, label))


def button(answer: dict[str, Any], label: str) -> str:
    offered = [each for message in answer["messages"] for each in message["choices"]]
    return next(str(each["choice"]) for each in reversed(offered) if each["label"].startswith(label))


def save(chat: Chat, answer: dict[str, Any], number: int = 0) -> dict[str, Any]:
    return chat.choose(card(answer)["services"][number]["choices"][0]["choice"])


@pytest.fixture
def shown(chat: Chat) -> dict[str, Any]:
    """What is shown for clubs."""
    return chat.choose("/activities_clubs")


def test_three_cards_come_at_a_time_and_more_are_others_until_all_are_shown(chat: Chat, shown: dict[str, Any]) -> None:
    answer, seen = shown, names(shown)
    assert len(seen) == 3
    for _ in range(20):
        if not any(each["label"] == "More" for message in answer["messages"] for each in message["choices"]):
            break
        answer = press(chat, answer, "More")
        assert 1 <= len(names(answer)) <= 3
        assert not set(names(answer)) & set(seen)
        seen += names(answer)
    else:
        pytest.fail("there is no end")
    last = chat.choose('/service_choice{"step": "more"}')
    assert "all I have" in last["messages"][-1]["text"]
    assert button(last, "Talk to a person")


def test_what_was_looked_for_is_said(chat: Chat) -> None:
    chat.say("we live in FP1 2AB")
    assert card(chat.choose("/housing"))["asked"] == ["near FP1"]
    assert "FP1 2AB" not in str(chat.messages())


def test_not_quite_asks_what_was_wrong_and_searches_again_with_that(chat: Chat, shown: dict[str, Any]) -> None:
    asked = press(chat, shown, "Not quite")
    labels = [each["label"] for each in asked["messages"][-1]["choices"]]
    assert labels == ["Too far away", "The wrong day", "The wrong age", "Something else"]
    days = press(chat, asked, "The wrong day")
    again = press(chat, days, "Saturday and Sunday")
    assert card(again)["asked"][-1] == "Saturday and Sunday"
    assert all("Saturday" in each["when"] or "Sunday" in each["when"] for each in card(again)["services"])
    older = press(chat, press(chat, again, "Not quite"), "The wrong age")
    again = press(chat, older, "11 to 15")
    assert card(again)["asked"] == ["any place", "age 11 to 15", "Saturday and Sunday"]


def test_too_far_looks_nearer(chat: Chat) -> None:
    chat.say("Otterhithe")
    far = chat.choose("/activities_clubs")
    assert any(float(each["distance"].split()[0]) > 0.5 for each in card(far)["services"])
    near = press(chat, press(chat, far, "Not quite"), "Too far away")
    furthest = max(float(each["distance"].split()[0]) for each in card(far)["services"])
    assert all(float(each["distance"].split()[0]) < furthest for each in card(near)["services"])


def test_a_choice_is_kept_as_text_and_a_saved_service_is_on_the_list_once(chat: Chat, shown: dict[str, Any]) -> None:
    first = names(shown)[0]
    save(chat, shown)
    assert chat.messages()[-2]["text"] == f"Save: {first}"
    listed = press(chat, save(chat, shown), "My saved list")
    assert names(listed) == [first]
    save(chat, shown, 1)
    listed = chat.choose('/service_choice{"step": "list"}')
    assert names(listed) == names(shown)[:2]
    gone = chat.choose(card(listed)["services"][0]["choices"][0]["choice"])
    assert names(gone) == names(shown)[1:2]
    assert chat.messages()[-2]["text"] == f"Take off the list: {first}"


def test_an_empty_list_says_how_to_fill_it_and_a_button_of_nothing_shown_is_no_dead_end(chat: Chat) -> None:
    assert "nothing on your list" in chat.choose('/service_choice{"step": "list"}')["messages"][-1]["text"]
    for step in ("more", "not_quite", "too_far", "wrong_age", "save", "text", "no such step"):
        answer = chat.choose(f'/service_choice{{"step": "{step}", "search": "gone", "service": "gone"}}')
        assert answer["messages"][-1]["choices"], step


def test_a_list_has_an_end(chat: Chat) -> None:
    with writing() as session:
        conversation = session.get_one(Conversation, chat.id)
        for number in range(MOST_SAVED):
            assert save_service(session, conversation, f"service {number}", utc_now(), careful=False)
        assert not save_service(session, conversation, "service 0", utc_now(), careful=False)
        with pytest.raises(ListFullError):
            save_service(session, conversation, "one more", utc_now(), careful=False)


def test_the_list_is_a_line_of_what_a_worker_is_told_and_can_be_taken_out(chat: Chat, shown: dict[str, Any]) -> None:
    save(chat, shown)
    lines = chat.choose("/talk_to_human")["messages"][-1]["card"]["lines"]
    saved = [line for line in lines if line["text"] == f"I saved these services: {names(shown)[0]}"]
    assert saved
    assert saved[0]["kind"] == "Services you saved"
    chat.choose(
        '/talk_to_human{"step": "lines"}', **{f"keep_{line['id']}": "yes" for line in lines if line not in saved}
    )
    asked = chat.choose('/talk_to_human{"step": "contact"}', channel="chat")
    assert names(shown)[0] not in str(asked["messages"][-1]["card"])


def test_the_list_goes_with_the_chat_and_is_exported_with_it(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = begin(web)
    save(chat, chat.choose("/housing"))
    monkeypatch.setattr(person, "with_database", lambda: None)
    printed = _exported(chat.id)
    with reading() as session:
        assert saved_services(session, chat.id)[0].service_id in printed
        rows = session.connection().exec_driver_sql("SELECT kept FROM saved_service").scalars().all()
        assert not any(saved_services(session, chat.id)[0].service_id in row for row in rows)
    with writing() as session:
        purge(session, utc_now() + 2 * KEEP_ANONYMOUS)
    with reading() as session:
        assert session.scalars(select(SavedService).where(SavedService.conversation_id == chat.id)).all() == []


def _exported(conversation_id: str) -> str:
    app = typer.Typer()
    app.command()(person.export_person)
    return CliRunner().invoke(app, [conversation_id]).stdout


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_every_language_shows_the_cards_and_their_buttons(web: TestClient, code: str) -> None:
    chat = begin(web, code)
    found = chat.choose("/activities_clubs")
    assert len(card(found)["services"]) == 3
    html = found["messages"][-1]["html"]
    assert "{" not in html.replace("value=&#34;", "").split("<form")[0]
    assert all(each["choices"][0]["said"].endswith((each["name"], "\u2069")) for each in card(found)["services"])


# What has left its feed since she saved it


def leave(*left: str) -> None:
    """Let these services, or all, leave their feed on 3 November 2026."""
    with writing() as session:
        which = select(Service.key).where(Service.name.in_(left)) if left else select(Service.key)
        take_out(session, session.scalars(which).all(), date(2026, 11, 3))


@pytest.fixture
def feed(chat: Chat) -> Iterator[None]:
    """Afterwards every service is back in its feed."""
    yield
    with writing() as session:
        gone = session.scalars(select(Service).where(Service.gone_on.is_not(None))).all()
        kept = {each.key: (each.source, staged(each.feed_id, each.document())) for each in gone}
        for source in {source for source, _ in kept.values()}:
            mine = {key: each for key, (of, each) in kept.items() if of == source}
            keep_providers_and_terms(session, [each.service for each in mine.values()], source)
            update_services(session, mine, source)


@pytest.fixture
def left(chat: Chat, shown: dict[str, Any], feed: None) -> list[str]:
    """Two saved services, of which the first has left its feed; gives their names."""
    save(chat, shown)
    save(chat, shown, 1)
    leave(names(shown)[0])
    return names(shown)[:2]


def test_a_saved_service_that_left_its_feed_says_so_and_how_to_look_for_another(chat: Chat, left: list[str]) -> None:
    listed = chat.choose('/service_choice{"step": "list"}')
    gone, other = card(listed)["services"]
    assert [gone["name"], other["name"]] == left
    assert "This has not been on our list of services since 3 Nov 2026." in gone["gone"]
    assert ("ring first" in gone["gone"]) == any(link["href"].startswith("tel:") for link in gone["contact"])
    assert [gone[name] for name in ("description", "when", "cost", "checked", "distance")] == ["", "", "", "", None]
    assert [each["label"] for each in gone["choices"]] == ["Look for another", "Take off the list"]
    assert "gone" not in other
    html = listed["messages"][-1]["html"]
    assert html.count("not been on our list of services") == 1
    assert html.count("<dt>Cost</dt>") == 1
    another = chat.choose(gone["choices"][0]["choice"])
    assert another["messages"][-1]["text"]
    rest = chat.choose(gone["choices"][1]["choice"])
    assert names(rest) == left[1:]


def test_what_left_its_feed_is_not_texted_and_she_is_told(chat: Chat, left: list[str]) -> None:
    told = chat.choose('/service_choice{"step": "text"}')
    assert f"Not in the texts, because it is not on our list of services any more: {left[0]}" in str(told)
    with reading() as session:
        body = session.scalars(select(OwnTexts).where(OwnTexts.conversation_id == chat.id)).one().bodies
    assert left[0] not in body
    assert left[1] in body


def test_where_all_of_the_list_left_its_feed_there_is_nothing_to_text_and_no_dead_end(
    chat: Chat, left: list[str]
) -> None:
    leave()
    listed = chat.choose('/service_choice{"step": "list"}')
    assert [each["label"] for each in listed["messages"][-1]["choices"]] == ["Talk to a person"]
    told = chat.choose('/service_choice{"step": "text"}')
    assert [each["label"] for each in told["messages"][-1]["choices"]] == ["Look for another", "Talk to a person"]
    with reading() as session:
        assert session.scalars(select(OwnTexts).where(OwnTexts.conversation_id == chat.id)).all() == []


def test_a_worker_is_told_which_of_the_list_left_its_feed(chat: Chat, left: list[str]) -> None:
    lines = chat.choose("/talk_to_human")["messages"][-1]["card"]["lines"]
    told = f"I saved these services: {left[0]} (not on the list of services any more); {left[1]}"
    assert told in [line["text"] for line in lines]


@pytest.mark.usefixtures("feed")
def test_a_service_that_left_its_feed_is_not_saved_from_an_older_card(chat: Chat, shown: dict[str, Any]) -> None:
    leave(names(shown)[0])
    save(chat, shown)
    with reading() as session:
        assert saved_services(session, chat.id) == []
