"""Columns that only this installation can read, and an index over them that reveals nothing.

Fernet (AES-128-CBC with HMAC-SHA256) through MultiFernet: the first key encrypts, every key decrypts, so keys rotate by
putting a new one in front.
"""

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


class KeysMissingError(RuntimeError):
    """Raised when personal data would be read or written before the keys were set."""


class _Keys:
    cipher: MultiFernet | None = None
    index_key: bytes | None = None


def set_keys(keys: Sequence[str]) -> None:
    """Use these Fernet keys, newest first. The blind index hangs on the oldest, so rotation does not break it.

    Raises:
        ValueError: when there is no key or one is not 32 url-safe base64-encoded bytes.
    """
    if not keys:
        raise ValueError("at least one key is needed")
    _Keys.cipher = MultiFernet([Fernet(key) for key in keys])
    _Keys.index_key = hashlib.sha256(b"blind index:" + keys[-1].encode()).digest()


def _cipher() -> MultiFernet:
    if _Keys.cipher is None:
        raise KeysMissingError("the encryption keys are not set; call storage.configure first")
    return _Keys.cipher


def blind_index(value: str) -> str:
    """A keyed fingerprint (HMAC-SHA256, hex) by which an encrypted value can be looked up but not guessed back."""
    if _Keys.index_key is None:
        raise KeysMissingError("the encryption keys are not set; call storage.configure first")
    return hmac.new(_Keys.index_key, value.encode(), hashlib.sha256).hexdigest()


class EncryptedText(TypeDecorator[str]):
    """Text encrypted at rest. It cannot be searched; keep a `blind_index` beside it where it must be found.

    Raises:
        KeysMissingError: before `storage.configure`.
        ValueError: when no key in use decrypts the value.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _cipher().encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return _cipher().decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise ValueError(
                "a stored value cannot be decrypted: is its key still in FINGERPOST_SECRET_KEY?"
            ) from error
