"""The menu that works without Rasa: the same actions and wording, called by the app itself."""

from typing import Any, NamedTuple

from actions.turn import PLACES
from actions.wanted import find_wanted
from areas import Area, load_area
from bot import callbacks
from bot.wording import Said, labels, responses, say
from directory.topics import LABELS
from handover.conversation import Conversation
from storage import reading

# Choices whose action needs nothing that only Rasa knows.
ACTIONS = {
    "talk_to_human": "action_talk_to_human",
    "handover_status": "action_handover_status",
    "change_language": "action_change_language",
    "delete_my_data": "action_delete_my_data",
    "service_choice": "action_service_choice",
}


# A form needs Rasa to read what is typed. Where one is to follow, its question is asked with its buttons, which need nothing.
QUESTIONS = {
    "place": None,
    "child_ages": "action_ask_child_ages",
    "good_days": "action_ask_good_days",
    "other_words": None,
}


def answer(conversation: Conversation, intent: str | None, entities: dict[str, str], message_id: str) -> list[Said]:
    """What can be said without Rasa: a topic's answer or an action for a choice, else an honest line and the menu."""
    area = load_area(conversation.area)
    unavailable = say("utter_unavailable", conversation.language, area)
    turn = _Turn(conversation, intent or "", entities, message_id, area)
    if intent in ACTIONS:
        return _run(turn, ACTIONS[intent], {}) or [unavailable]
    if intent in LABELS:
        found = _run(turn, "action_show_services", {"need": intent, "place": _place_of(conversation)})
        return [say(f"utter_{intent}", conversation.language, area), *found]
    if intent and f"utter_{intent}" in responses() and intent in labels():
        return [say(f"utter_{intent}", conversation.language, area)]
    return [unavailable]


class _Turn(NamedTuple):
    conversation: Conversation
    intent: str
    entities: dict[str, str]
    message_id: str
    area: Area


def _place_of(conversation: Conversation) -> str | None:
    """Where she is, as far as this chat knows without Rasa."""
    if exact := PLACES.recall(conversation.id):
        return exact.label
    with reading() as session:
        wanted = find_wanted(session, conversation.id, None)
    return wanted.place if wanted else None


def _run(turn: _Turn, action: str, slots: dict[str, str | None]) -> list[Said]:
    result = callbacks.run_action(_call(turn, action, slots))
    with reading() as session:  # the action may have changed her language, or wiped the chat
        conversation = session.get(Conversation, turn.conversation.id) or turn.conversation
    said = [
        _said(response, conversation.language, turn.area)
        for response in result["responses"]
        if response.get("custom") or response.get("response")
    ]
    return said + _asked_next(turn, result["events"])


def _asked_next(turn: _Turn, events: list[dict[str, Any]]) -> list[Said]:
    follows = {event["name"] for event in events if event["event"] == "followup"}
    if not follows:
        return []
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    asked = next((QUESTIONS[slot] for slot, value in slots.items() if value is None and slot in QUESTIONS), None)
    if "services_form" in follows and asked:
        return _run(turn, asked, slots)
    return [say("utter_unavailable", turn.conversation.language, turn.area)]


def _said(response: dict[str, Any], code: str, area: Area) -> Said:
    custom = response.get("custom")
    if not custom:
        return say(response["response"], code, area, response, response.get("choices"))
    return Said(
        text=custom["text"],
        language=custom["language"],
        english=custom.get("english"),
        choices=tuple(custom.get("choices") or ()),
        card=custom.get("card"),
    )


def _call(turn: _Turn, action: str, slots: dict[str, str | None]) -> dict[str, Any]:
    latest = {
        "intent": {"name": turn.intent},
        "entities": [{"entity": name, "value": value} for name, value in turn.entities.items()],
        "text": f"/{turn.intent}",
        "metadata": {"message_id": turn.message_id},
    }
    return {
        "next_action": action,
        "sender_id": turn.conversation.id,
        "tracker": {
            "sender_id": turn.conversation.id,
            "slots": slots,
            "latest_message": latest,
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
        },
        "domain": {},
    }
