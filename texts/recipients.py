"""People's phones: found by number, with their safe hours."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage import blind_index
from texts.models import Recipient
from texts.quiet_hours import Hours


def find_recipient(session: Session, phone: str) -> Recipient | None:
    """The recipient with this number (E.164), if there is one."""
    return session.scalar(select(Recipient).where(Recipient.phone_index == blind_index(phone)))


def recipient_for(session: Session, phone: str, language: str, now: datetime) -> Recipient:
    """The recipient with this number (E.164), made now if there is none."""
    found = find_recipient(session, phone)
    if found is not None:
        return found
    made = Recipient(phone=phone, phone_index=blind_index(phone), language=language, created_at=now)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another process made it in this moment
        return session.scalars(select(Recipient).where(Recipient.phone_index == blind_index(phone))).one()
    return made


def set_safe_hours(session: Session, recipient_id: str, hours: Hours | None) -> None:
    """Keep the hours a person called safe; None for any decent hour. Texts already planned keep to them too.

    Raises:
        ValueError: when there is no day on which a text would be safe.
    """
    recipient = session.get_one(Recipient, recipient_id)
    if hours is not None and not hours.days:
        raise ValueError("safe hours need at least one weekday")
    recipient.safe_from = None if hours is None else hours.opens
    recipient.safe_until = None if hours is None else hours.closes
    recipient.safe_days = None if hours is None else " ".join(map(str, sorted(hours.days)))
