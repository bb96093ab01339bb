"""Tokens that say something for a while and that only this installation can have made: HMAC-SHA256 over the words.

They hide nothing: what is signed can be read by whoever holds the token.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime


class _Keys:
    signing: Sequence[bytes] = ()


def set_signing_keys(keys: Sequence[str]) -> None:
    """Use these keys, newest first: the first signs, every one is believed, so that keys rotate."""
    _Keys.signing = [hashlib.sha256(b"signing:" + key.encode()).digest() for key in keys]


def sign(purpose: str, value: str, until: datetime) -> str:
    """A token of a value for one purpose that ends at `until` (aware). URL-safe when the value is.

    Raises:
        RuntimeError: before `storage.configure`.
    """
    if not _Keys.signing:
        raise RuntimeError("the keys are not set; call storage.configure first")
    body = f"{value}.{int(until.timestamp())}"
    return f"{body}.{_seal(_Keys.signing[0], purpose, body)}"


def read_signed(purpose: str, token: str, now: datetime) -> str | None:
    """The value of a token; None when it was not made here, for another purpose, or is over (`now` is aware)."""
    body, _, seal = token.rpartition(".")
    value, _, until = body.rpartition(".")
    if not any(hmac.compare_digest(_seal(key, purpose, body).encode(), seal.encode()) for key in _Keys.signing):
        return None
    return value if now < datetime.fromtimestamp(int(until), UTC) else None


def _seal(key: bytes, purpose: str, body: str) -> str:
    return hmac.new(key, f"{purpose}\n{body}".encode(), hashlib.sha256).hexdigest()
