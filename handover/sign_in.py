"""Workers signing in at the desk: sessions that end by themselves and can be revoked, and a limit on guessing.

Limits and lengths follow OWASP ASVS 5.0, chapters V6 (authentication) and V7 (session management).
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from handover.models import SignInFailure, Worker, WorkerSession
from handover.passwords import hash_password, is_password
from handover.workers import email_index, worker_by_email
from storage import blind_index, new_id

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
WINDOW = timedelta(minutes=15)
# One network guessing at one address, one network guessing at all, everybody guessing at one address.
FAILURES_HERE, FAILURES_FROM_HERE, FAILURES_ANYWHERE = 5, 30, 50
SEEN_EVERY = timedelta(minutes=1)


def worker_signing_in(session: Session, email: str, password: str, network: str, now: datetime) -> Worker | None:
    """The worker whose address and password these are; None when it is not to be, for whatever reason.

    It only reads, since checking a password takes a tenth of a second in which nobody else should wait to write.

    Args:
        network: the address the request came from.
        now: aware.
    """
    if any(_failures(session, key, now) >= most for key, most in _keys(email, network).items()):
        return None
    worker = worker_by_email(session, email)
    known = is_password(password, worker.password_hash if worker else None)
    return worker if known and worker is not None and worker.active else None


def note_failure(session: Session, email: str, network: str, now: datetime) -> None:
    """Count a failed sign-in against the address and the network, as fingerprints that are kept for 15 minutes."""
    session.execute(delete(SignInFailure).where(SignInFailure.at < now - WINDOW))
    session.add_all(SignInFailure(id=new_id(), key=key, at=now) for key in _keys(email, network))


def begin_session(session: Session, worker: Worker, now: datetime) -> str:
    """Start a session for the worker and return its token, which is kept nowhere here."""
    session.execute(delete(WorkerSession).where(WorkerSession.expires_at < now))
    token = secrets.token_urlsafe(32)
    session.add(
        WorkerSession(
            id=new_id(),
            worker_id=worker.id,
            token_hash=_hashed(token),
            created_at=now,
            last_seen_at=now,
            expires_at=now + LONGEST,
        )
    )
    return token


def signed_in_worker(session: Session, token: str, now: datetime) -> Worker | None:
    """The worker whose session this token is; None when it is unknown, revoked, 30 minutes idle or 12 hours old."""
    found = _session(session, token)
    if found is None or found.revoked_at is not None:
        return None
    if now >= found.expires_at or now - found.last_seen_at >= IDLE:
        return None
    worker = session.get(Worker, found.worker_id)
    return worker if worker is not None and worker.active else None


def note_seen(session: Session, token: str, now: datetime) -> None:
    """Count the session's idle time from now again."""
    found = _session(session, token)
    if found is not None:
        found.last_seen_at = now


def is_seen_lately(session: Session, token: str, now: datetime) -> bool:
    """Whether `note_seen` is too recent to be worth a write."""
    found = _session(session, token)
    return found is not None and now - found.last_seen_at < SEEN_EVERY


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End this session."""
    found = _session(session, token)
    if found is not None and found.revoked_at is None:
        found.revoked_at = now


def set_password(session: Session, worker: Worker, password: str, now: datetime) -> None:
    """Give the worker a new password and end every session she has.

    Raises:
        ValueError: when it is too short or too long.
    """
    worker.password_hash = hash_password(password)
    ended = update(WorkerSession).where(WorkerSession.worker_id == worker.id, WorkerSession.revoked_at.is_(None))
    session.execute(ended.values(revoked_at=now))


def form_token(token: str) -> str:
    """What a form of this session carries, so that no other site can post it."""
    return hmac.new(token.encode(), b"desk form", hashlib.sha256).hexdigest()


def _session(session: Session, token: str) -> WorkerSession | None:
    return session.scalar(select(WorkerSession).where(WorkerSession.token_hash == _hashed(token)))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _keys(email: str, network: str) -> dict[str, int]:
    address, place = email_index(email), blind_index(f"sign-in from:{network}")
    here = blind_index(f"sign-in:{address}:{place}")
    return {here: FAILURES_HERE, place: FAILURES_FROM_HERE, address: FAILURES_ANYWHERE}


def _failures(session: Session, key: str, now: datetime) -> int:
    counted = select(func.count()).where(SignInFailure.key == key, SignInFailure.at >= now - WINDOW)
    return session.scalar(counted) or 0
