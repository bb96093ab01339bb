"""A message that is shown but not stored: the database is out of reach, or she has just had the chat wiped."""

from typing import Any

from handover.conversation import Message, Sender, packed
from storage import new_id, utc_now


def unkept(
    sender: Sender, text: str, language: str, *, safety: tuple[str, str] | None = None, **content: Any
) -> Message:
    """A message that belongs to no conversation. `content` is as for `handover.conversation.add_message`."""
    return Message(
        id=new_id(),
        conversation_id="",
        number=0,
        sender=sender,
        text=text,
        language=language,
        content=packed(**content),
        safety_kind=safety[0] if safety else None,
        safety_urgency=safety[1] if safety else None,
        at=utc_now(),
    )
