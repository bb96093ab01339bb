"""Moments, promises and numbers as a worker reads them, Europe/London. Pure."""

from datetime import date, datetime, timedelta

import phonenumbers

from handover.working_time import LONDON


def moment(at: datetime) -> str:
    """A moment (aware): "Mon 23 Nov 2026, 12:30"."""
    local = at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def day_words(day: date) -> str:
    """A day: "21 Nov 2026"."""
    return f"{day.day} {day:%b %Y}"


def clock_time(at: datetime) -> str:
    """The time of day: "12:30"."""
    return f"{at.astimezone(LONDON):%H:%M}"


def promise_words(promise_by: datetime, now: datetime) -> str:
    """How a promise stands: "Answer by Mon 23 Nov 2026, 12:30 (in 2 hours)" or "Overdue by 1 day (promised for …)"."""
    if now > promise_by:
        return f"Overdue by {until_words(now - promise_by)} (promised for {moment(promise_by)})"
    return f"Answer by {moment(promise_by)} (in {until_words(promise_by - now)})"


def until_words(length: timedelta) -> str:
    """A length of time, roughly: "1 minute", "50 minutes", "3 hours", "2 days"."""
    minutes = max(1, round(length.total_seconds() / 60))
    if minutes < 90:
        return _counted(minutes, "minute")
    hours = round(minutes / 60)
    return _counted(hours, "hour") if hours < 48 else _counted(round(hours / 24), "day")


def phone_words(number: str) -> str:
    """A stored UK number (E.164) as people write it: "07700 900123"."""
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
