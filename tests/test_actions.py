"""Actions as Rasa calls them: what they say, and that nothing personal goes back to Rasa's tracker."""

import pytest
from sqlalchemy import select

from actions import installation
from actions.phone_form import NOT_SENT
from handover.conversation import Conversation, add_message
from reminders.events import note_events
from reminders.subscriptions import draft_reminder
from storage import utc_now, writing
from tests.action_support import call
from tests.bot_fixtures import Chat, chat, web
from texts.models import Text

FIXTURES = (chat, web)


def a_reminder(chat: Chat, text: str) -> tuple[str, str]:
    """A drafted reminder, and the id of the message that answers its question."""
    with writing() as session:
        event = note_events(session, chat.id, [{"title": "Class show", "date": "2027-06-04", "status": "on"}])[0]
        drafted = draft_reminder(session, event.id, chat.id, "en", utc_now())
        message = add_message(session, session.get_one(Conversation, chat.id), "parent", text)
        return drafted.id, message.id


@pytest.mark.parametrize("sends", [True, False])
def test_nothing_claims_that_a_code_was_sent_where_texts_are_not_sent(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, sends: bool
) -> None:
    monkeypatch.setattr(installation._HERE, "sends_texts", sends)
    subscription, message = a_reminder(chat, f"07700 900{500 + sends}")
    answer = call("validate_reminder_form", chat, message, requested_slot="reminder_phone", subscription=subscription)
    said = answer["responses"][0]["custom"]["text"]
    assert (said == NOT_SENT) is not sends
    with writing() as session:
        kept = session.scalars(select(Text).where(Text.kind == "code")).all()
    assert kept, "the code is in the outbox either way"


def test_the_number_she_types_does_not_go_back_to_rasa(chat: Chat) -> None:
    subscription, message = a_reminder(chat, "07700 900777")
    answer = call("validate_reminder_form", chat, message, requested_slot="reminder_phone", subscription=subscription)
    assert "900777" not in str(answer)
    assert {event["name"]: event["value"] for event in answer["events"]}["reminder_phone"] == "given"


def test_a_number_that_cannot_be_texted_is_asked_again(chat: Chat) -> None:
    subscription, message = a_reminder(chat, "12345")
    answer = call("validate_reminder_form", chat, message, requested_slot="reminder_phone", subscription=subscription)
    assert {event["name"]: event["value"] for event in answer["events"]}["reminder_phone"] is None
    assert answer["responses"]
