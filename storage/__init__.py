"""What every room keeps its tables in: engine, sessions, encrypted columns, migrations. Knows nothing of the rooms."""

from storage.base import Base, UTCDateTime, new_id, utc_now
from storage.encryption import EncryptedText, blind_index
from storage.engine import configure, dispose, engine, reading, writing

__all__ = [
    "Base",
    "EncryptedText",
    "UTCDateTime",
    "blind_index",
    "configure",
    "dispose",
    "engine",
    "new_id",
    "reading",
    "utc_now",
    "writing",
]
