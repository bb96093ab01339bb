"""The words of the texts, and the words a parent agrees to."""

from datetime import date

from locales import N_, format_date, format_time, language, translate
from reminders.models import Event
from texts.identity import Identity
from texts.outbox import LONGEST_BODY, MOST_SEGMENTS
from texts.sanitise import sanitise
from texts.segments import count_segments

LONGEST_TITLE, LONGEST_PLACE, LONGEST_BRING, LONGEST_COST = 80, 80, 80, 40
UNCERTAIN = ("tentative", "conditional", "at risk")
CONSENT_VERSION = "reminders-1"

REMINDER = N_("{name}: a reminder of {title}.")
REMINDER_DISCREET = N_("{name}: a reminder of what you planned.")
CHANGED = N_("{name}: the plan for {title} has changed. It is now:")
CHANGED_DISCREET = N_("{name}: a plan has changed. It is now:")
CANCELLED = N_("{name}: {title} on {date} is not going ahead.")
CANCELLED_DISCREET = N_("{name}: what you planned for {date} is not going ahead.")
WHEN_DAY = N_("When: {date}.")
WHEN_START = N_("When: {date}, {start}.")
WHEN_START_END = N_("When: {date}, {start} to {end}.")
WHEN_DAYS = N_("When: {date} to {last_date}.")
WHERE = N_("Where: {place}.")
BRING = N_("Bring: {bring}.")
COST = N_("Cost: {cost}.")
NOT_CERTAIN = N_("This is not certain yet. Please check before you go.")
REPLY_BY = N_("Reply by: {date}.")
STOP_BY_REPLY = N_("To stop these texts, reply STOP.")
STOP_BY_CALL = N_("To stop these texts, call {phone}.")

CONSENT = N_(
    "We will text this phone about this event: one or two reminders, and one more if the plan changes. "
    "The texts will be in {language}. Anyone who picks up this phone could read them. "
    "We use the number only for the texts you ask for. You can stop at any time: each text says how, "
    "or tell us here in the chat. Do you agree?"
)
NOT_BY_TEXT = N_(
    "We do not put this in a text, because somebody else could read it. Please keep the date in a safe place."
)
NO_DAY_LEFT = N_("This has already happened, so there is nothing left to remind you of.")
STOPPED_START = N_(
    "This phone asked us to send no more texts, so a reminder cannot reach it. "
    "To get texts again, text START to us from this phone."
)
STOPPED_CALL = N_(
    "This phone asked us to send no more texts, so a reminder cannot reach it. To get texts again, call {phone}."
)
NOT_GOING_AHEAD = N_("There is no fixed date for this now, so we cannot remind you of it yet.")


def consent_wording(code: str) -> tuple[str, str]:
    """The exact words to show before a parent agrees to reminders in this language, and their version."""
    return translate(CONSENT, code, language=language(code).name), CONSENT_VERSION


def reminder_text(event: Event, code: str, identity: Identity) -> str:
    """The reminder of an event: who it is from, what, when, where, what to bring and pay, how to stop.

    Title, place and what to bring stay as the school wrote them. The discreet form says who it is from and when, no more.
    """
    return _about(event, code, identity, REMINDER, REMINDER_DISCREET)


def change_text(event: Event, code: str, identity: Identity) -> str:
    """That an event has another day, time or place now."""
    return _about(event, code, identity, CHANGED, CHANGED_DISCREET)


def cancelled_text(event: Event, was_on: date, code: str, identity: Identity) -> str:
    """That an event will not happen on the day the parent knows."""
    day, name = format_date(was_on, code), identity.name
    if event.sensitivity == "discreet":
        return _joined([translate(CANCELLED_DISCREET, code, name=name, date=day)], [], _stop(identity, code))
    title = _short(event.title, LONGEST_TITLE)
    return _joined([translate(CANCELLED, code, name=name, title=title, date=day)], [], _stop(identity, code))


def _about(event: Event, code: str, identity: Identity, opening: str, discreet: str) -> str:
    when, stop = _when(event, code), _stop(identity, code)
    if event.sensitivity == "discreet":
        return _joined([translate(discreet, code, name=identity.name), when], [], stop)
    first = translate(opening, code, name=identity.name, title=_short(event.title, LONGEST_TITLE))
    return _joined([first, when], _details(event, code), stop)


def _details(event: Event, code: str) -> list[str]:
    """What may be left out where a text would get too long, the most useful first."""
    lines = [translate(NOT_CERTAIN, code)] if event.status in UNCERTAIN else []
    if event.place:
        lines.append(translate(WHERE, code, place=_short(event.place, LONGEST_PLACE)))
    if event.bring:
        lines.append(translate(BRING, code, bring=_short(event.bring, LONGEST_BRING)))
    if event.deadline:
        lines.append(translate(REPLY_BY, code, date=format_date(event.deadline, code)))
    if event.cost:
        lines.append(translate(COST, code, cost=_short(event.cost, LONGEST_COST)))
    return lines


def _when(event: Event, code: str) -> str:
    day = format_date(event.starts_on, code)
    if event.ends_on is not None and event.ends_on > event.starts_on:
        return translate(WHEN_DAYS, code, date=day, last_date=format_date(event.ends_on, code))
    if event.start_time is None:
        return translate(WHEN_DAY, code, date=day)
    start = format_time(event.start_time, code)
    if event.end_time is None or event.end_time <= event.start_time:
        return translate(WHEN_START, code, date=day, start=start)
    return translate(WHEN_START_END, code, date=day, start=start, end=format_time(event.end_time, code))


def _stop(identity: Identity, code: str) -> str:
    if identity.can_reply:
        return translate(STOP_BY_REPLY, code)
    return translate(STOP_BY_CALL, code, phone=translate(identity.phone, code))


def _short(words: str, longest: int) -> str:
    """One line without a full stop at its end, cut at a word where it is too long."""
    line = " ".join(sanitise(words).split()).rstrip(".")
    if len(line) <= longest:
        return line
    return (line[: longest - 3].rsplit(" ", 1)[0] or line[: longest - 3]).rstrip(" ,;:") + "..."


def _joined(first: list[str], details: list[str], last: str) -> str:
    """The lines as one text, with as many details as fit."""
    text = sanitise("\n".join([*first, *details, last]))
    too_long = len(text) > LONGEST_BODY or count_segments(text).segments > MOST_SEGMENTS
    return _joined(first, details[:-1], last) if too_long and details else text
