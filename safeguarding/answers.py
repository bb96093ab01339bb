"""The fixed answer to an alarm: which words, which numbers, in which order. Nothing here is generated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from safeguarding.contacts import ALWAYS, Contact, Opening, national_contacts, open_at
from safeguarding.kinds import KINDS, LANGUAGES, RIGHT_TO_LEFT, URGENCIES
from safeguarding.words import read_words

_SERVICE_NOW = {
    "medical_emergency": "ambulance",
    "suicide_adult": "ambulance",
    "suicide_child": "ambulance",
    "self_harm_child": "ambulance",
    "postnatal_psychosis": "ambulance",
    "fire_or_gas": "fire",
    "destitution_child_now": "danger",
    "child_disclosure": "danger",
    "might_hurt_child": "danger",
}
_SPACED_NUMBER = re.compile(r"\+?\d+(?: \d+)+")
_ISOLATED = "\u2066{}\u2069"
_OTHER_WAYS_TO_999 = ("emergency_sms", "bsl_999")
_HAND_THAT_MAY_BE_WATCHED = frozenset({"domestic_abuse", "honour_abuse", "forced_marriage"})


@dataclass(frozen=True)
class ShownContact:
    """A contact as the parent sees it. `dial` is a tel:, sms: or https: link; `open_now` is None when hours are unknown."""

    name: str
    number: str
    dial: str
    hours_text: str
    open_now: bool | None
    note: str
    verified: bool


@dataclass(frozen=True)
class CrisisAnswer:
    """What to show at once. `lines` are paragraphs in order; `dir` is "rtl" or "ltr".

    `offer_exit`: show the button that leaves the page. `ask_safe_to_text`: ask it before any other question.
    """

    kind: str
    urgency: str
    language: str
    dir: str
    lines: list[str]
    contacts: list[ShownContact]
    offer_exit: bool
    ask_safe_to_text: bool


def answer(alarm_kind: str, urgency: str, language: str, local: Sequence[Contact], now: datetime) -> CrisisAnswer:
    """The answer to an alarm of this kind and urgency, in `language`.

    It is in English (and `language` of the answer says so) where the language is unknown or its texts cannot be read.
    `local` are the area's front door and out-of-hours contacts; `now` is any moment with a time zone.
    Raises ValueError for an unknown kind or urgency, or a moment without a time zone.
    """
    if alarm_kind not in KINDS or urgency not in URGENCIES:
        raise ValueError(f"there is no answer for {alarm_kind!r}, {urgency!r}")
    spoken, words = read_words(language if language in LANGUAGES else "en")
    mirrored = spoken in RIGHT_TO_LEFT
    watched = alarm_kind in _HAND_THAT_MAY_BE_WATCHED
    lines = _lines(alarm_kind, urgency, watched, words)
    return CrisisAnswer(
        alarm_kind,
        urgency,
        spoken,
        "rtl" if mirrored else "ltr",
        [_numbers_kept_whole(line) if mirrored else line for line in lines],
        [_show(contact, now, words, mirrored) for contact in _in_order(alarm_kind, urgency, local, now)],
        offer_exit=watched,
        ask_safe_to_text=watched,
    )


def _numbers_kept_whole(line: str) -> str:
    """In right-to-left text the groups of "0800 111 999" would be shown last group first (UAX #9), so it is isolated."""
    return _SPACED_NUMBER.sub(lambda number: _ISOLATED.format(number[0]), line)


def _lines(kind: str, urgency: str, watched: bool, words: Mapping[str, Any]) -> list[str]:
    service = _SERVICE_NOW.get(kind, "police") if urgency == "now" or kind == "fire_or_gas" else "danger"
    named = "named_person_child" if kind == "child_disclosure" else "named_person"
    lines = [words["exit"]] if watched else []
    lines += [words["first"][service], words["opening"][kind]]
    if kind in words["while_waiting"]:
        lines.append(words["while_waiting"][kind])
    if urgency == "now" or watched:
        lines.append(words["cannot_speak"])
    return [*lines, words[named], words["share"]]


def _in_order(kind: str, urgency: str, local: Iterable[Contact], now: datetime) -> list[Contact]:
    """999 and the other ways to it, the area's own, helplines; those that may be open first, closed ones last of all."""
    national = national_contacts()
    first = [contact for contact in national if contact.first]
    other_ways = [contact for contact in national if contact.id in _OTHER_WAYS_TO_999 and urgency == "now"]
    lines = [contact for contact in national if kind in contact.kinds and not contact.first]
    reachable = [*_open_first(local, now), *_open_first(lines, now)]
    closed = [contact for contact in reachable if open_at(contact, now) is False]
    return [*first, *other_ways, *(contact for contact in reachable if contact not in closed), *closed]


def _open_first(contacts: Iterable[Contact], now: datetime) -> list[Contact]:
    order = {True: 0, None: 1, False: 2}
    return sorted(contacts, key=lambda contact: order[open_at(contact, now)])


def _show(contact: Contact, now: datetime, words: Mapping[str, Any], mirrored: bool) -> ShownContact:
    is_open = open_at(contact, now)
    if contact.hours is None:
        hours_text = words["hours"]["unknown"]
    elif contact.hours == ALWAYS:
        hours_text = words["hours"]["always"]
    else:
        hours_text = words["hours"]["open" if is_open else "closed"].format(hours=_opening_times(contact, words))
    note = words["notes"].get(contact.note, contact.note)
    if mirrored:
        note = _numbers_kept_whole(note)
    verified = contact.verified_on is not None
    return ShownContact(contact.name, contact.number, contact.dial, hours_text, is_open, note, verified)


def _opening_times(contact: Contact, words: Mapping[str, Any]) -> str:
    """Days with the same hours are named together."""
    same_hours: dict[tuple[time, time], set[int]] = {}
    for opening in contact.hours or ():
        same_hours.setdefault((opening.start, opening.end), set()).update(opening.days)
    spans = ", ".join(_span(Opening(frozenset(days), *hours), words) for hours, days in same_hours.items())
    if not contact.closed_on_bank_holidays:
        return spans
    text: str = words["hours"]["except_holidays"].format(hours=spans)
    return text


def _span(opening: Opening, words: Mapping[str, Any]) -> str:
    days = sorted(opening.days)
    names = [words["days"][day] for day in days]
    run = len(days) > 1 and days[-1] - days[0] == len(days) - 1
    named = f"{names[0]}–{names[-1]}" if run else ", ".join(names)
    start, end = (moment.strftime("%H:%M") for moment in (opening.start, opening.end))
    joined: str = words["hours"]["joined"]
    return joined.format(days=named, start=start, end=end)
