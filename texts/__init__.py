"""Texts as such: who may be texted and agreed to it, the outbox, sending, and what the provider says back."""

from texts.consent import NotVerifiedError, agree, consents, start, stop, withdraw
from texts.forget import forget_recipient, purge_texts
from texts.identity import Identity
from texts.outbox import OutboxRow, TextTooLongError, cancel_by_key, enqueue, list_outbox
from texts.outbox_only import OutboxOnly
from texts.phone_number import PhoneProblemError, mask_phone, read_phone_number
from texts.provider import Provider
from texts.quiet_hours import Hours
from texts.recipients import find_recipient, set_safe_hours
from texts.reconcile import Reconciled, reconcile
from texts.sender import Sent, run_sender, send_due
from texts.sender_id import SenderError, SenderId, check_sender
from texts.twilio_provider import TwilioProvider
from texts.verification import TooManyCodesError, Verification, confirm, start_verification
from texts.webhooks import make_router

__all__ = [
    "Hours",
    "Identity",
    "NotVerifiedError",
    "OutboxOnly",
    "OutboxRow",
    "PhoneProblemError",
    "Provider",
    "Reconciled",
    "SenderError",
    "SenderId",
    "Sent",
    "TextTooLongError",
    "TooManyCodesError",
    "TwilioProvider",
    "Verification",
    "agree",
    "cancel_by_key",
    "check_sender",
    "confirm",
    "consents",
    "enqueue",
    "find_recipient",
    "forget_recipient",
    "list_outbox",
    "make_router",
    "mask_phone",
    "purge_texts",
    "read_phone_number",
    "reconcile",
    "run_sender",
    "send_due",
    "set_safe_hours",
    "start",
    "start_verification",
    "stop",
    "withdraw",
]
