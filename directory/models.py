"""The directory's tables.

A service is kept whole, as its Open Referral UK document (`ServiceRecord`), beside the facts that a search needs, which are
read off it (`Service`). So what we serve is what we read, and a search touches few and narrow rows.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Float, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory import standard
from directory.facts import Cost
from storage import Base, UTCDateTime


class Service(Base):
    """A service.

    Attributes:
        id: its identifier in our Open Referral API, a UUID: the feed's own where that is one.
        source, feed_id: the feed it came from and its identifier there.
        fingerprint: SHA-256 of its document, by which an import knows an unchanged service.
        read_as: with which rules its facts were read (facts.READING); others are read again at the next start.
        hidden: taken out of every search and of the API by a worker.
        gone_on: since when (Europe/London) it is not in its feed any more; None while it is. Of a gone one only this row and
            its document are kept, and the columns by which it would be found are empty.
        minimum_age, maximum_age: years; None is open.
        cost: "free", "pays" or "not stated".
        assured_date: when its facts were last checked.
        days, times, ends_on, languages, anywhere, access, no_access, send, title_words, subject_words, words: see facts.Facts.
        marks: its facts as words of the search index; see marks.py.
    """

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("source", "feed_id"),
        # Of the few that are gone only: no search is led through it.
        Index(
            "ix_service_gone_on",
            "gone_on",
            sqlite_where=text("gone_on IS NOT NULL"),
            postgresql_where=text("gone_on IS NOT NULL"),
        ),
    )

    key: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    source: Mapped[str] = mapped_column(String(200))
    feed_id: Mapped[str] = mapped_column(String(200))
    organization_id: Mapped[str | None] = mapped_column(String(36), index=True)
    name: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    hidden: Mapped[bool] = mapped_column(default=False)
    gone_on: Mapped[date | None] = mapped_column(Date)
    residents_only: Mapped[bool]
    minimum_age: Mapped[float | None] = mapped_column(Float)
    maximum_age: Mapped[float | None] = mapped_column(Float)
    cost: Mapped[Cost] = mapped_column(String(10))
    days: Mapped[int]
    times: Mapped[int] = mapped_column(server_default="0")
    ends_on: Mapped[date | None] = mapped_column(Date)
    languages: Mapped[str] = mapped_column(Text)
    in_person: Mapped[bool]
    online: Mapped[bool]
    by_phone: Mapped[bool]
    anywhere: Mapped[bool]
    access: Mapped[int] = mapped_column(server_default="0")
    no_access: Mapped[int] = mapped_column(server_default="0")
    send: Mapped[int] = mapped_column(server_default="0")
    assured_date: Mapped[date | None] = mapped_column(Date)
    last_modified: Mapped[datetime] = mapped_column(UTCDateTime)
    title_words: Mapped[str] = mapped_column(Text)
    subject_words: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    marks: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    read_as: Mapped[str] = mapped_column(String(16), index=True)

    kept: Mapped["ServiceRecord"] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    places: Mapped[list["ServiceAtLocation"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    topics: Mapped[list["ServiceTopic"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    terms: Mapped[list["ServiceTerm"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def record(self) -> dict[str, Any]:
        """The service's Open Referral document as JSON values."""
        return self.kept.record

    def document(self) -> standard.Service:
        """The service in the standard's shape."""
        return standard.Service.model_validate(self.record)


class ServiceRecord(Base):
    """A service's Open Referral UK document, apart from the facts, so that a search does not read past it."""

    __tablename__ = "service_record"

    service_key: Mapped[int] = mapped_column(ForeignKey("service.key", ondelete="CASCADE"), primary_key=True)
    record: Mapped[dict[str, Any]] = mapped_column(JSON)


class ServiceAtLocation(Base):
    """A service at a place. Without coordinates it is not measured to; a masked one has none."""

    __tablename__ = "service_at_location"
    __table_args__ = (
        Index("ix_service_at_location_box", "latitude", "longitude", "service_key"),
        Index("ix_service_at_location_service_key", "service_key", "latitude", "longitude"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_key: Mapped[int] = mapped_column(ForeignKey("service.key", ondelete="CASCADE"))
    location_id: Mapped[str] = mapped_column(String(36), index=True)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    postal_code: Mapped[str] = mapped_column(String(10))
    town: Mapped[str] = mapped_column(Text)
    masked: Mapped[bool]


class ServiceTopic(Base):
    """A need topic that a service answers, and how much of what is said of it speaks of that (topics.topics_of)."""

    __tablename__ = "service_topic"
    __table_args__ = (Index("ix_service_topic_service_key", "service_key"),)

    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    service_key: Mapped[int] = mapped_column(ForeignKey("service.key", ondelete="CASCADE"), primary_key=True)
    share: Mapped[float] = mapped_column(Float)


class ServiceTerm(Base):
    """A taxonomy term on a service."""

    __tablename__ = "service_term"
    __table_args__ = (Index("ix_service_term_service_key", "service_key"),)

    term_id: Mapped[str] = mapped_column(ForeignKey("taxonomy_term.id", ondelete="CASCADE"), primary_key=True)
    service_key: Mapped[int] = mapped_column(ForeignKey("service.key", ondelete="CASCADE"), primary_key=True)


class TaxonomyTerm(Base):
    """A term of a taxonomy. `taxonomy_id` is always set: a feed that names no taxonomy gets one of its own."""

    __tablename__ = "taxonomy_term"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    taxonomy: Mapped[str] = mapped_column(Text)
    taxonomy_id: Mapped[str] = mapped_column(String(36), index=True)
    parent_id: Mapped[str | None] = mapped_column(String(36))


class Organization(Base):
    """Who provides services."""

    __tablename__ = "organization"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(Text)
    record: Mapped[dict[str, Any]] = mapped_column(JSON)


ALL_SERVICES = ""  # stands among the words for how many services there are


class Word(Base):
    """A stem and how many services use it: how much it tells, and whether it is spelt as somebody spells it."""

    __tablename__ = "directory_word"

    word: Mapped[str] = mapped_column(Text, primary_key=True)
    services: Mapped[int]


class GazetteerEntry(Base):
    """Where a postcode, sector, outcode or town lies.

    Attributes:
        name: "B987JB", "B98 7", "B98", or a town in lower case: the kinds do not collide.
        learnt: from the services' own addresses; False when loaded from a table of postcodes, which is exact.
    """

    __tablename__ = "gazetteer"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    learnt: Mapped[bool]


class PostcodeLicence(Base):
    """What has to be shown with the postcodes that were loaded under it.

    Attributes:
        wording: see postcode_licences.keep_licence.
        loaded_on: when a table under it was last loaded, Europe/London.
    """

    __tablename__ = "postcode_licence"

    wording: Mapped[str] = mapped_column(String(1_000), primary_key=True)
    loaded_on: Mapped[date] = mapped_column(Date)
