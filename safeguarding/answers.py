"""The fixed answer to an alarm: which words, which numbers, in which order. Nothing here is generated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from safeguarding.contacts import ALWAYS, Contact, Opening, national_contacts, open_at
from safeguarding.kinds import KINDS, LANGUAGES, RIGHT_TO_LEFT, URGENCIES

_FOLDER = Path(__file__).parent / "answers"
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
    """The answer to an alarm of this kind and urgency, in `language` (in English where the language has none).

    `local` are the area's front door and out-of-hours contacts; `now` is any moment with a time zone.
    Raises ValueError for an unknown kind or urgency, or a moment without a time zone.
    """
    if alarm_kind not in KINDS or urgency not in URGENCIES:
        raise ValueError(f"there is no answer for {alarm_kind!r}, {urgency!r}")
    language = language if language in LANGUAGES else "en"
    words = read_words(language)
    watched = alarm_kind in _HAND_THAT_MAY_BE_WATCHED
    return CrisisAnswer(
        alarm_kind,
        urgency,
        language,
        "rtl" if language in RIGHT_TO_LEFT else "ltr",
        _lines(alarm_kind, urgency, watched, words),
        [_show(contact, now, words) for contact in _in_order(alarm_kind, urgency, local, now)],
        offer_exit=watched,
        ask_safe_to_text=watched,
    )


@cache
def read_words(language: str) -> dict[str, Any]:
    """The answer texts of a language, as the file in answers/ has them."""
    words: dict[str, Any] = yaml.safe_load((_FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    return words


def _lines(kind: str, urgency: str, watched: bool, words: dict[str, Any]) -> list[str]:
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
    """999, then the area's own, then helplines; in each group those open now, then those that may be, then closed ones."""
    national = national_contacts()
    first = [contact for contact in national if contact.first]
    ours = [contact for contact in national if kind in contact.kinds and not contact.first]
    urgent_first = {True: 0, None: 1, False: 2}

    def open_first(contacts: Iterable[Contact]) -> list[Contact]:
        return sorted(contacts, key=lambda contact: urgent_first[open_at(contact, now)])

    other_ways = [contact for contact in national if contact.id in _OTHER_WAYS_TO_999 and urgency == "now"]
    nearby, lines = open_first(local), open_first(ours)
    closed = [contact for contact in (*nearby, *lines) if open_at(contact, now) is False]
    return [*first, *(contact for contact in (*nearby, *lines) if contact not in closed), *other_ways, *closed]


def _show(contact: Contact, now: datetime, words: dict[str, Any]) -> ShownContact:
    is_open = open_at(contact, now)
    if contact.hours is None:
        hours_text = words["hours"]["unknown"]
    elif contact.hours == ALWAYS:
        hours_text = words["hours"]["always"]
    else:
        spans = ", ".join(_span(opening, words) for opening in contact.hours)
        hours_text = words["hours"]["open" if is_open else "closed"].format(hours=spans)
    note = words["notes"].get(contact.note, contact.note)
    verified = contact.verified_on is not None
    return ShownContact(contact.name, contact.number, contact.dial, hours_text, is_open, note, verified)


def _span(opening: Opening, words: dict[str, Any]) -> str:
    days = sorted(opening.days)
    first, last = words["days"][days[0]], words["days"][days[-1]]
    if len(days) > 2 and days[-1] - days[0] != len(days) - 1:
        named = ", ".join(words["days"][day] for day in days)
    else:
        named = first if first == last else f"{first}–{last}"
    start, end = (moment.strftime("%H:%M") for moment in (opening.start, opening.end))
    joined: str = words["hours"]["joined"]
    return joined.format(days=named, start=start, end=end)
