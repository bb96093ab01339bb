"""Actions called as Rasa calls them."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.callbacks import run_action
from handover.conversation import Conversation, add_message
from storage import writing
from tests.bot_fixtures import Chat

FORMS = {
    "reminder_form": ["reminder_phone", "reminder_code", "reminder_consent"],
    "services_form": ["other_words", "place", "child_ages", "good_days"],
    "list_text_form": ["list_phone", "list_code", "list_consent"],
}
SLOT = {"type": "text", "influence_conversation": False, "mappings": [{"type": "custom"}]}
DOMAIN = {
    "slots": {slot: SLOT for slots in FORMS.values() for slot in slots},
    "forms": {form: {"required_slots": slots} for form, slots in FORMS.items()},
}


def call(
    action: str,
    chat: Chat,
    message_id: str,
    intent: str = "inform",
    entities: dict[str, str] | None = None,
    *,
    slots: Mapping[str, str | None] | None = None,
    **more: str | None,
) -> dict[str, Any]:
    """Call an action as Rasa does, with these slots."""
    slots = {**(slots or {}), **more}
    form = next((name for name, asked in FORMS.items() if slots.get("requested_slot") in asked), None)
    latest = {
        "intent": {"name": intent, "confidence": 1.0},
        "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
        "text": "?",
        "metadata": {"message_id": message_id},
    }
    tracker = {
        "sender_id": chat.id,
        "slots": slots,
        "latest_message": latest,
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {"name": form} if form else {},
        "latest_action_name": "action_listen",
    }
    wanted = {"next_action": action, "sender_id": chat.id, "tracker": tracker, "domain": DOMAIN}
    with ThreadPoolExecutor() as threads:  # as in the app: an action runs on a thread of its own
        return threads.submit(run_action, wanted).result()


def slots_of(answer: dict[str, Any]) -> dict[str, str | None]:
    """The slots that an action sets."""
    return {event["name"]: event["value"] for event in answer["events"] if event["event"] == "slot"}


def hear(chat: Chat, text: str, *, pressed: bool = False) -> str:
    """A message of hers, stored; gives its id."""
    with writing() as session:
        return add_message(session, session.get_one(Conversation, chat.id), "parent", text, pressed=pressed).id
