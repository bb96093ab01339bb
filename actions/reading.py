"""A school message as a card: its key facts, each with a reminder to set, then the letter line by line."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from actions.installation import packages
from actions.turn import Turn
from locales import N_, language, translate
from messages.key_facts import KeyFacts, key_facts
from messages.lines import Line, LineStatus
from messages.memory import approved_lines
from messages.reading import NOTES, Reading, Translation, read_message
from reminders.events import note_events
from reminders.models import Event
from storage import utc_now
from texts.quiet_hours import LONDON

KEPT_IN_ENGLISH = N_("I kept this line in English, because I was not sure of the translation.")


def london_today() -> date:
    """Today in Europe/London: the day on which "tomorrow" is read."""
    return utc_now().astimezone(LONDON).date()


def read_letter(session: Session, text: str, turn: Turn) -> Reading:
    """Read a letter for the parent of this turn.

    Raises:
        MessageTooLongError: when it is longer than can be read in one go.
    """
    return read_message(text, turn.language, london_today(), packages(), approved_lines(session, turn.language))


def letter_card(session: Session, read: Reading, turn: Turn) -> dict[str, Any]:
    """The card. The events are noted, so that a button can name the one to be reminded of."""
    noted = note_events(session, turn.conversation.id, [each for each in read.as_json()["events"] if each["title"]])
    today = london_today()
    buttons = {_likeness(event): event.id for event in noted if event.starts_on >= today}
    translated = read.translation == Translation.TRANSLATED
    return {
        "kind": "letter",
        "facts": [_facts(each, buttons) for each in key_facts(read.events, turn.language)],
        "lines": [_line(line, turn.language, translated=translated) for line in read.lines],
        "translated": translated,
        "note": note(read, turn.language),
    }


def note(read: Reading, code: str) -> str | None:
    """What is to be said of the translation as a whole, in the reader's language."""
    words = NOTES.get(read.translation)
    return translate(words, code, language=language(code).name) if words else None


def _facts(facts: KeyFacts, buttons: dict[object, str]) -> dict[str, Any]:
    event_id = buttons.get((facts.event.title, facts.event.date, facts.event.start_time))
    return {
        "title": facts.event.title,
        "rows": [{"label": row.label, "value": row.value, "english": row.english} for row in facts.rows],
        "remind": f'/event_reminder{{"event": "{event_id}"}}' if event_id else None,
    }


def _likeness(event: Event) -> object:
    return (event.title, event.starts_on, event.start_time)


def _line(line: Line, code: str, *, translated: bool) -> dict[str, Any]:
    kept = line.status == LineStatus.KEPT
    return {
        "source": line.source,
        "target": None if kept or not translated else line.target,
        "why": translate(KEPT_IN_ENGLISH, code) if kept else "",
    }
