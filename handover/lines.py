"""What a summary is made of: short lines, each of which the parent shares or does not."""

from collections.abc import Sequence
from dataclasses import dataclass

from handover.errors import HandoverError
from locales import N_

KINDS: dict[str, str] = {
    "need": N_("What you would like help with"),
    "asked": N_("What you asked here"),
    "worry": N_("What worries you about asking"),
    "child": N_("About your child"),
    "school": N_("School"),
    "language": N_("Language"),
    "words": N_("In your own words"),
    "saved": N_("Services you saved"),
}
LONGEST_TEXT = 4_000
MOST_LINES = 20
EMPTY = N_("There is nothing written there yet.")
TOO_LONG = N_("That is too long to send in one go. Please send it in shorter parts.")
TOO_MANY = N_("That is more than fits in one summary. Please leave some of it out.")


@dataclass(frozen=True)
class Line:
    """One line as it is drafted.

    Attributes:
        kind: one of KINDS.
        text: in the parent's language.
        english: the same in English for the worker; None when it is the parent's own words, not yet translated.
        about_third_person: it says something of somebody else: not shared unless she says so.
    """

    kind: str
    text: str
    english: str | None = None
    about_third_person: bool = False


def checked_text(text: str) -> str:
    """The text without space around it and without control characters.

    Raises:
        HandoverError: when nothing is left of it, or it is longer than 4,000 characters.
    """
    clean = "".join(letter for letter in text if letter in "\n\t" or letter.isprintable() or letter in JOINERS).strip()
    if not clean:
        raise HandoverError(EMPTY)
    if len(clean) > LONGEST_TEXT:
        raise HandoverError(TOO_LONG)
    return clean


# Invisible, not "printable", and needed: Arabic, Bengali and Panjabi words are spelt with the first two, and the marks
# say which way a mixed line runs.
JOINERS = "\u200c\u200d\u200e\u200f\u061c"


def checked_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines, cleaned.

    Raises:
        HandoverError: when one is empty or too long, or there are more than 20.
        ValueError: when a kind is unknown.
    """
    if len(lines) > MOST_LINES:
        raise HandoverError(TOO_MANY)
    for line in lines:
        if line.kind not in KINDS:
            raise ValueError(f"{line.kind!r} is not a kind of line; there are {', '.join(KINDS)}")
    return [
        Line(
            line.kind,
            checked_text(line.text),
            checked_text(line.english) if line.english else None,
            line.about_third_person,
        )
        for line in lines
    ]
