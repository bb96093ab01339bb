"""Reads one school message: its events, and its lines in the family's language."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from locales import N_
from messages.events import Event, read_events
from messages.lines import Approved, Line, LineStatus, kept_lines, same_lines, translated_lines
from messages.packages import PackageStore
from messages.sentences import clean, units
from messages.source_language import UNKNOWN, language_of

MAX_CHARACTERS = 200_000
TOO_LONG = N_(
    "This message is too long to read in one go. Please send up to {limit} letters and spaces at a time (about 60 pages)."
)


class Translation(StrEnum):
    """What became of the translation as a whole."""

    TRANSLATED = "translated"
    NO_PACKAGE = "no package"
    NOT_ENGLISH = "not English"
    SAME_LANGUAGE = "same language"
    EMPTY = "empty"


NOTES: dict[Translation, str] = {
    Translation.NO_PACKAGE: N_(
        "I cannot translate this letter into {language} yet. I have pulled out the dates, times and costs I found. "
        "A worker can read it with you, with an interpreter."
    ),
    Translation.NOT_ENGLISH: N_(
        "This message does not look like English. I can only read school messages that are in English, so I have not "
        "changed it."
    ),
    Translation.EMPTY: N_("There are no words in this message. Please paste the school's message and send it again."),
}


class MessageTooLongError(ValueError):
    """The message is longer than MAX_CHARACTERS; `str()` is a sentence for the person who sent it."""


@dataclass(frozen=True)
class Reading:
    """What a school message says. `language` is the language it is written in (ISO 639-1, or "und")."""

    language: str
    to: str
    translation: Translation
    lines: tuple[Line, ...]
    events: tuple[Event, ...]

    def as_json(self) -> dict[str, Any]:
        """The reading as `fingerpost read-message` prints it: ISO dates, HH:MM times, null for what is not stated."""
        return {
            "language": self.language,
            "lines": [
                {"source": line.source, "target": line.target, "status": str(line.status)} for line in self.lines
            ],
            "events": [_event_json(event) for event in self.events],
        }


def read_message(
    text: str, to: str, today: dt.date, packages: PackageStore | None = None, approved: Approved | None = None
) -> Reading:
    """Reads `text` for a family that reads the language `to` (ISO 639-1).

    `today` (Europe/London) is the day on which "tomorrow" is read, unless the letter carries its own date. `approved`
    gives the translation of a line that a person has approved, if there is one.

    Raises:
        MessageTooLongError: above MAX_CHARACTERS. Nothing is cut off silently.
    """
    if len(text) > MAX_CHARACTERS:
        raise MessageTooLongError(TOO_LONG.format(limit=f"{MAX_CHARACTERS:,}"))
    found = units(text)
    source = language_of(clean(text)) if found else UNKNOWN
    if not found:
        return Reading(source, to, Translation.EMPTY, (), ())
    if source == to:
        events = read_events(found, today) if source == "en" else []
        return Reading(source, to, Translation.SAME_LANGUAGE, tuple(same_lines(found)), tuple(events))
    if source not in {"en", UNKNOWN}:
        return Reading(source, to, Translation.NOT_ENGLISH, tuple(kept_lines(found, "not English")), ())
    events = read_events(found, today)
    if packages is None or packages.find("en", to) is None:
        lines = kept_lines(found, "no package", approved)
        return Reading(source, to, Translation.NO_PACKAGE, tuple(lines), tuple(events))
    lines = translated_lines(found, to, packages, approved)
    return Reading(source, to, Translation.TRANSLATED, tuple(lines), tuple(events))


def _event_json(event: Event) -> dict[str, Any]:
    return {
        "title": event.title,
        "status": str(event.status),
        "date": _iso(event.date),
        "end_date": _iso(event.end_date),
        "start_time": _clock(event.start_time),
        "end_time": _clock(event.end_time),
        "place": event.place,
        "audience": event.audience,
        "action": event.action,
        "bring": event.bring,
        "deadline": _iso(event.deadline),
        "cost": event.cost,
        "recurrence": event.recurrence,
        "words": list(event.words),
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _clock(at: dt.time | None) -> str | None:
    return f"{at:%H:%M}" if at else None


__all__ = [
    "MAX_CHARACTERS",
    "NOTES",
    "Line",
    "LineStatus",
    "MessageTooLongError",
    "Reading",
    "Translation",
    "read_message",
]
