"""The turn an action works on: which conversation, in which language and area, and what the parent wrote.

Rasa knows a conversation by its id and a message by its id; the words themselves are read here, from our own encrypted
store, so that Rasa's tracker holds nothing personal.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from areas import Area, load_area
from directory.places import Place
from handover.conversation import Conversation, Message

PLACE_KEPT_SECONDS = 3_600


@dataclass
class Turn:
    """One turn of a conversation.

    Attributes:
        text: what the parent wrote, as stored.
        fields: what she filled into a card's form, by field name.
        is_letter: whether the text reads as a pasted school message.
        pressed: whether she pressed a button; then the text is what stands on it.
    """

    conversation: Conversation
    area: Area
    language: str
    message_id: str
    text: str
    fields: dict[str, str] = field(default_factory=dict)
    is_letter: bool = False
    pressed: bool = False


def this_turn(session: Session, tracker: Tracker) -> Turn:
    """The turn that Rasa's tracker stands at.

    Raises:
        LookupError: when the conversation is gone.
    """
    conversation = session.get(Conversation, tracker.sender_id)
    if conversation is None:
        raise LookupError("the conversation is gone")
    message_id = (tracker.latest_message.get("metadata") or {}).get("message_id", "")
    message = session.get(Message, message_id)
    return Turn(
        conversation=conversation,
        area=load_area(conversation.area),
        language=conversation.language,
        message_id=message_id,
        text=message.text if message else "",
        fields=message.fields if message else {},
        is_letter=message.is_letter if message else False,
        pressed=message.pressed if message else False,
    )


def message_text(session: Session, message_id: str | None) -> str:
    """The words of an earlier message of the conversation, "" when it is gone."""
    message = session.get(Message, message_id) if message_id else None
    return message.text if message else ""


def utter(dispatcher: CollectingDispatcher, name: str, *, choices: list[str] | None = None, **values: object) -> None:
    """Say a response by name; the wording endpoint renders it.

    Args:
        choices: topics to offer as buttons instead of the response's own.
        values: for its placeholders.
    """
    filled: dict[str, Any] = {key: str(value) for key, value in values.items()}
    dispatcher.utter_message(response=name, **filled, **({"choices": choices} if choices is not None else {}))


def show(dispatcher: CollectingDispatcher, text: str, turn: Turn, **more: Any) -> None:
    """Say a text that a room has already rendered in the conversation's language, with a card or choices under it."""
    dispatcher.utter_message(json_message={"text": text, "language": turn.language, **more})


class _Places:
    """Exact places, in this process's memory only, and only for an hour: a full postcode is stored nowhere."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Place]] = {}

    def remember(self, conversation_id: str, place: Place) -> None:
        """Keep the place a parent named."""
        now = time.monotonic()
        self._kept = {key: kept for key, kept in self._kept.items() if now - kept[0] < PLACE_KEPT_SECONDS}
        self._kept[conversation_id] = (now, place)

    def recall(self, conversation_id: str) -> Place | None:
        """The place she named, if it is still remembered."""
        kept = self._kept.get(conversation_id)
        return kept[1] if kept and time.monotonic() - kept[0] < PLACE_KEPT_SECONDS else None

    def forget(self, conversation_id: str) -> None:
        """Forget where she lives."""
        self._kept.pop(conversation_id, None)


PLACES = _Places()
