"""The menu that works without Rasa: the same actions and wording, called by the app itself."""

from typing import Any

from areas import Area, load_area
from bot import callbacks
from bot.wording import Said, labels, responses, say
from handover.conversation import Conversation
from storage import reading

# Choices whose action needs nothing that only Rasa knows.
ACTIONS = {
    "talk_to_human": "action_talk_to_human",
    "handover_status": "action_handover_status",
    "change_language": "action_change_language",
    "delete_my_data": "action_delete_my_data",
}


def answer(conversation: Conversation, intent: str | None, entities: dict[str, str], message_id: str) -> list[Said]:
    """What can be said without Rasa: a topic's answer or an action for a choice, else an honest line and the menu."""
    area = load_area(conversation.area)
    if intent in ACTIONS:
        return _run(conversation, intent, entities, message_id, area)
    if intent and f"utter_{intent}" in responses() and intent in labels():
        return [say(f"utter_{intent}", conversation.language, area)]
    return [say("utter_unavailable", conversation.language, area)]


def _run(conversation: Conversation, intent: str, entities: dict[str, str], message_id: str, area: Area) -> list[Said]:
    latest = {
        "intent": {"name": intent},
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        "text": f"/{intent}",
        "metadata": {"message_id": message_id},
    }
    call: dict[str, Any] = {
        "next_action": ACTIONS[intent],
        "sender_id": conversation.id,
        "tracker": {
            "sender_id": conversation.id,
            "slots": {},
            "latest_message": latest,
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
        },
        "domain": {},
    }
    responses_of_action = callbacks.run_action(call)["responses"]
    with reading() as session:  # the action may have changed her language, or wiped the chat
        conversation = session.get(Conversation, conversation.id) or conversation
    said = []
    for response in responses_of_action:
        custom = response.get("custom")
        if custom:
            said.append(
                Said(
                    text=custom["text"],
                    language=custom["language"],
                    english=custom.get("english"),
                    choices=tuple(custom.get("choices") or ()),
                    card=custom.get("card"),
                )
            )
        elif response.get("response"):
            said.append(say(response["response"], conversation.language, area, response, response.get("choices")))
    return said
