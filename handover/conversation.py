"""A conversation and its messages: who said what, and who holds it now, the assistant or a worker."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage import Base, EncryptedText, UTCDateTime, new_id, utc_now

Sender = Literal["parent", "assistant", "worker", "system"]


class Conversation(Base):
    """One parent's chat.

    Attributes:
        token_hash: SHA-256 of the bearer token; the token itself is kept by the parent's browser only.
        language: ISO 639-1, the language she reads.
        held_by_worker_id: the worker who answers now; None while the assistant answers.
        awaiting: what the menu that works without Rasa waits for, if anything.
    """

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(8))
    area: Mapped[str] = mapped_column(String(64))
    held_by_worker_id: Mapped[str | None] = mapped_column(ForeignKey("worker.id", ondelete="SET NULL"))
    awaiting: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now, index=True)


class Message(Base):
    """One message of a conversation.

    Attributes:
        number: 1, 2, 3 … within the conversation.
        text: as it was written, except that a full postcode is shortened before it gets here.
        translation: the text for the other side, when it was translated.
        content: JSON of what goes with the text: choices and card as the HTTP contract shows them, the assistant's words in
            English and their topic, the fields of a form the parent filled in, whether the text is a school letter.
    """

    __tablename__ = "message"
    __table_args__ = (Index("uq_message_conversation_id_number", "conversation_id", "number", unique=True),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    number: Mapped[int]
    sender: Mapped[str] = mapped_column(String(16))
    worker_id: Mapped[str | None] = mapped_column(ForeignKey("worker.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(EncryptedText)
    language: Mapped[str] = mapped_column(String(8))
    translation: Mapped[str | None] = mapped_column(EncryptedText)
    translation_language: Mapped[str | None] = mapped_column(String(8))
    content: Mapped[str | None] = mapped_column(EncryptedText)
    safety_kind: Mapped[str | None] = mapped_column(String(40))
    safety_urgency: Mapped[str | None] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)

    @property
    def choices(self) -> list[dict[str, str]]:
        """Buttons under the message: [{"label", "choice"}]."""
        found: list[dict[str, str]] = self._content().get("choices") or []
        return found

    @property
    def card(self) -> dict[str, Any] | None:
        """The card under the message, if there is one."""
        return self._content().get("card")

    @property
    def english(self) -> str | None:
        """What the assistant said, in English, where it spoke another language."""
        return self._content().get("english")

    @property
    def topic(self) -> str | None:
        """What the assistant spoke about, where it answered a topic."""
        return self._content().get("topic")

    @property
    def pressed(self) -> bool:
        """Whether the parent pressed a button instead of writing."""
        return bool(self._content().get("pressed"))

    @property
    def is_letter(self) -> bool:
        """Whether it reads as a pasted school message."""
        return bool(self._content().get("letter"))

    @property
    def fields(self) -> dict[str, str]:
        """What she filled into a card's form, by field name."""
        found: dict[str, str] = self._content().get("fields") or {}
        return found

    def _content(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.content) if self.content else {}
        return loaded


def add_message(
    session: Session,
    conversation: Conversation,
    sender: Sender,
    text: str,
    *,
    language: str | None = None,
    worker_id: str | None = None,
    choices: list[dict[str, str]] | None = None,
    card: dict[str, Any] | None = None,
    english: str | None = None,
    fields: dict[str, str] | None = None,
    letter: bool = False,
    pressed: bool = False,
    topic: str | None = None,
    safety: tuple[str, str] | None = None,
) -> Message:
    """Append a message to a conversation; everybody who watches it sees it within a second."""
    # One message at a time: two senders may not take the same number.
    session.execute(select(Conversation.id).where(Conversation.id == conversation.id).with_for_update())
    last = session.scalar(select(func.max(Message.number)).where(Message.conversation_id == conversation.id)) or 0
    message = Message(
        id=new_id(),
        conversation_id=conversation.id,
        number=last + 1,
        sender=sender,
        worker_id=worker_id,
        text=text,
        language=language or conversation.language,
        content=packed(
            choices=choices, card=card, english=english, fields=fields, letter=letter, pressed=pressed, topic=topic
        ),
        safety_kind=safety[0] if safety else None,
        safety_urgency=safety[1] if safety else None,
        at=utc_now(),
    )
    session.add(message)
    conversation.last_at = message.at
    session.flush()
    return message


def packed(**content: Any) -> str | None:
    """What goes with a message's text, as JSON, without what is empty; None when nothing is left."""
    kept = {key: value for key, value in content.items() if value}
    return json.dumps(kept, ensure_ascii=False) if kept else None


def messages_after(session: Session, conversation_id: str, number: int = 0) -> list[Message]:
    """The conversation's messages with a number above `number`, in order."""
    asked = select(Message).where(Message.conversation_id == conversation_id, Message.number > number)
    return list(session.scalars(asked.order_by(Message.number)))
