"""Tables of the messages room."""

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage import Base, UTCDateTime, new_id, utc_now


class ApprovedTranslation(Base):
    """A line of a school message in another language, approved by a named person.

    `key` is the sha256 of the normalised English line, so that a line of any length can be looked up exactly. Only
    wording that is not about one family belongs here.
    """

    __tablename__ = "approved_translations"
    __table_args__ = (UniqueConstraint("key", "language"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    approved_by: Mapped[str] = mapped_column(String(200))
    approved_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
