"""Whether a sender is one that UK networks carry and a parent can recognise.

Source: GOV.UK Service Manual, "Sending text messages securely"; the UK operators' block on generic names since 2023;
Twilio's rules for alphanumeric sender IDs (1 to 11 characters, at least one letter).
"""

import re
from dataclasses import dataclass

LONGEST_NAME = 11
_GENERIC_WORDS = """
    ADMIN ALERT ALERTS APPOINTMENT AUTH BANK CODE CONFIRM DELIVERY GOV HELP INFO INFORMATION LOGIN MESSAGE MSG NOREPLY
    NOTICE NOTICES NOTIFY NOTIFICATION OTP PASSWORD PIN REMINDER REMINDERS SECURE SERVICE SMS SUPPORT TEST TEXT UPDATE
    UPDATES VERIFY WARNING
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())


class SenderError(ValueError):
    """The sender in the settings cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class SenderId:
    """A sender that may be used.

    Attributes:
        can_reply: whether a parent can text back, so that "reply STOP" is true.
    """

    value: str
    can_reply: bool


def check_sender(sender: str) -> SenderId:
    """Check a sender: a number with its country code, a short code, or a name of up to 11 characters.

    Raises:
        SenderError: when networks would block it or nobody would know whom it stands for.
    """
    sender = sender.strip()
    if re.fullmatch(r"\+[1-9]\d{7,14}", sender):
        return SenderId(sender, can_reply=True)
    if re.fullmatch(r"\d{5,6}", sender):
        return SenderId(sender, can_reply=True)
    if re.fullmatch(r"[\d +()-]+", sender):
        raise SenderError(f"The sender {sender!r} needs its country code, as in +447700900123.")
    if not 3 <= len(sender) <= LONGEST_NAME:
        raise SenderError(f"A sender's name has 3 to {LONGEST_NAME} characters; {sender!r} has {len(sender)}.")
    if not re.fullmatch(r"[A-Za-z0-9 ._&-]+", sender):
        raise SenderError(f"A sender's name may hold letters A to Z, digits and spaces; {sender!r} holds more.")
    if re.sub("[^A-Z]", "", sender.upper()) in _GENERIC:
        raise SenderError(f"UK networks block general names such as {sender!r}. Use the name of the council or hub.")
    return SenderId(sender, can_reply=False)


def check_messaging_service(sid: str) -> str:
    """Check the form of a Messaging Service SID ("MG" and 32 hexadecimal digits).

    Raises:
        SenderError: when it is not one.
    """
    if not re.fullmatch(r"MG[0-9a-fA-F]{32}", sid):
        raise SenderError("A Messaging Service SID is MG followed by 32 digits and letters a to f.")
    return sid
