"""The memory of approved translations: a line that a person has checked is used before any model is asked."""

import hashlib
import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages.guards import broken
from messages.lines import Approved
from messages.models import ApprovedTranslation
from storage import utc_now


class NotApprovableError(ValueError):
    """The translation loses or changes a number, date or address of its source; the message says which."""


def approve_translation(
    session: Session, source: str, language: str, target: str, *, approved_by: str, now: datetime | None = None
) -> ApprovedTranslation:
    """Keeps `target` as the approved translation of the English `source` into `language`, replacing an older one.

    Raises:
        NotApprovableError: when a number, address or phone number differs, or a text is empty: people mistype too.
    """
    source, target = _tidy(source), _tidy(target)
    if not source or not target:
        raise NotApprovableError("Please give both the English line and its translation.")
    hard = [check for check in broken(source, target, language) if check in {"numbers", "address or phone number"}]
    if hard:
        raise NotApprovableError(f"The translation does not keep these of the English line: {', '.join(hard)}.")
    found = _find(session, source, language)
    if found is None:
        found = ApprovedTranslation(key=_key(source), language=language, source=source)
        session.add(found)
    found.target, found.approved_by, found.approved_at = target, approved_by, now or utc_now()
    session.flush()
    return found


def approved_lines(session: Session, language: str) -> Approved:
    """A look-up of approved translations into `language`, for `read_message`."""

    def look_up(source: str) -> str | None:
        found = _find(session, _tidy(source), language)
        return found.target if found else None

    return look_up


def _find(session: Session, source: str, language: str) -> ApprovedTranslation | None:
    return session.scalars(
        select(ApprovedTranslation).where(
            ApprovedTranslation.key == _key(source), ApprovedTranslation.language == language
        )
    ).one_or_none()


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _key(source: str) -> str:
    return hashlib.sha256(source.encode("utf-8")).hexdigest()
