"""Forgetting: the words of texts that have ended, codes, what the provider said, and a person on request."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from texts.delivery_status import FINAL, Status
from texts.models import Consent, InboundText, Recipient, StatusEvent, Text, VerificationCode

KEEP_BODIES = timedelta(days=7)
KEEP_CODES = timedelta(days=2)
KEEP_RECORD = timedelta(days=90)


def purge_texts(session: Session, now: datetime) -> int:
    """Forget what is no longer needed at `now` (UTC); gives how many bodies were emptied.

    Bodies go 7 days after a text has ended (`sent` without any news counts as ended), codes after 2 days, which their
    limits still need, status news and replies after 90 days. That a text was sent, and when, stays with its recipient.
    """
    ended = select(Text).where(Text.status.in_((*FINAL, Status.SENT)), Text.status_at < now - KEEP_BODIES)
    emptied = [text for text in session.scalars(ended) if text.body]
    for text in emptied:
        text.body = ""
    session.flush()
    session.execute(delete(VerificationCode).where(VerificationCode.created_at < now - KEEP_CODES))
    session.execute(delete(StatusEvent).where(StatusEvent.at < now - KEEP_RECORD))
    session.execute(delete(InboundText).where(InboundText.at < now - KEEP_RECORD))
    return len(emptied)


def forget_recipient(session: Session, recipient_id: str) -> None:
    """Forget a phone and everything about it. Of one that asked for no more texts the number itself stays, to honour that.

    Rooms that point at the recipient let go of it first.
    """
    recipient = session.get_one(Recipient, recipient_id, with_for_update=True)
    texts = select(Text.id).where(Text.recipient_id == recipient_id)
    session.execute(delete(StatusEvent).where(StatusEvent.text_id.in_(texts)))
    session.execute(delete(InboundText).where(InboundText.phone_index == recipient.phone_index))
    for table in (Text, Consent, VerificationCode):
        session.execute(delete(table).where(table.recipient_id == recipient_id))
    if recipient.stopped_at is None:
        session.delete(recipient)
    else:
        recipient.verified_at = recipient.safe_from = recipient.safe_until = recipient.safe_days = None
    session.flush()
