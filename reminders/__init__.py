"""Reminders: events, who wants to be told of them, when, and in which words."""

from reminders.cancelling import forget_conversation
from reminders.changes import change_event
from reminders.cli import make_reminders_app
from reminders.events import EventError, note_events
from reminders.models import Event, Subscription
from reminders.subscriptions import (
    NoReminderError,
    agree,
    cancel_reminder,
    draft_reminder,
    give_code,
    give_phone,
)
from reminders.wording import consent_wording
from texts.asked_in_chat import WrongStepError

__all__ = [
    "Event",
    "EventError",
    "NoReminderError",
    "Subscription",
    "WrongStepError",
    "agree",
    "cancel_reminder",
    "change_event",
    "consent_wording",
    "draft_reminder",
    "forget_conversation",
    "give_code",
    "give_phone",
    "make_reminders_app",
    "note_events",
]
