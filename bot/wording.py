"""Every sentence the assistant says: the English of domain.yml, in the conversation's language, with the area's facts."""

from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import yaml

from areas import Area, LocalContact
from areas.pack import Weekday
from locales import N_, format_list, format_short_date, format_time, format_weekday, language, translate

ROOT = Path(__file__).parent.parent
# What rules say is in the domain, what only actions say beside them; one form for both.
SOURCES = (ROOT / "domain.yml", ROOT / "actions" / "responses.yml")
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

SKIP = N_("Skip this")
UNKNOWN_FACT = N_("We do not know how your council does this. Ask {name} on {phone}.")
DAY_AND_NIGHT = N_("day and night")
DAY_HOURS = N_("{day} {opens} to {closes}")
DAYS_HOURS = N_("{first} to {last} {opens} to {closes}")


class Choice(TypedDict):
    """A button: what it says and what it sends."""

    label: str
    choice: str


class Source(TypedDict):
    """Where an answer comes from and when it was last reviewed."""

    kind: str
    source: str
    url: str | None
    reviewed: str


@dataclass(frozen=True)
class Said:
    """One thing the assistant says: text in the language, the same in English where that differs, and what is under it."""

    text: str
    language: str
    english: str | None = None
    choices: tuple[Choice, ...] = ()
    card: dict[str, Any] | None = None

    def as_custom(self) -> dict[str, Any]:
        """The form in which it travels through Rasa."""
        return {
            "text": self.text,
            "language": self.language,
            "english": self.english,
            "choices": list(self.choices),
            "card": self.card,
        }


class _Response(TypedDict):
    text: str
    metadata: NotRequired[dict[str, Any]]


@cache
def responses() -> dict[str, _Response]:
    """Each response by name."""
    found: dict[str, _Response] = {}
    for source in SOURCES:
        loaded = yaml.safe_load(source.read_text(encoding="utf-8"))
        found |= {name: variations[0] for name, variations in loaded["responses"].items()}
    return found


@cache
def labels() -> dict[str, str]:
    """The English label of each topic's button."""
    found = {
        name.removeprefix("utter_"): response["metadata"]["label"]
        for name, response in responses().items()
        if response.get("metadata", {}).get("label")
    }
    return found | {"skip": SKIP}


def say(
    name: str,
    code: str,
    area: Area,
    values: dict[str, object] | None = None,
    topics: list[str] | None = None,
) -> Said:
    """Render the response `name` in a language for an area.

    Args:
        topics: what to offer as buttons, instead of the response's own choices.

    Raises:
        KeyError: when there is no such response, or a placeholder has no value.
    """
    response = responses()[name]
    metadata = response.get("metadata", {})
    shown = language(code).code
    source = response["text"]
    text = translate(source, shown, **{**local_values(area, shown), **(values or {})})
    english = None
    if shown != "en":
        english = translate(source, "en", **{**local_values(area, "en"), **(values or {})})
    offered = metadata.get("choices", []) if topics is None else topics
    card: Source | None = None
    if metadata.get("source"):
        card = {
            "kind": "source",
            "source": metadata["source"],
            "url": metadata.get("source_url"),
            "reviewed": format_short_date(date.fromisoformat(metadata["reviewed"]), shown),
        }
    return Said(text, shown, english, choices(offered, shown), dict(card) if card else None)


def choices(topics: list[str], code: str) -> tuple[Choice, ...]:
    """Buttons for topics, in a language."""
    return tuple(
        Choice(label=translate(labels()[topic], code), choice=f"/{topic}") for topic in topics if topic in labels()
    )


def local_values(area: Area, code: str) -> dict[str, object]:
    """The area's words, numbers and facts as placeholder values, in a language."""
    words = area.words
    values: dict[str, object] = {
        "area_name": area.name,
        "early_help_name": translate(words.early_help, code),
        "team_around_the_family": translate(words.team_around_the_family, code),
        "lead_professional": translate(words.lead_professional, code),
        "link_worker": translate(words.link_worker, code),
        "council_phone": area.council_contact.phone,
        "council_hours": hours_text(area.council_contact, code),
        "front_door_name": area.front_door.name,
        "front_door_phone": area.front_door.phone,
        "out_of_hours_phone": area.out_of_hours.phone,
    }
    contact = area.council_contact
    for name, fact in area.facts.items():
        if fact:
            values[f"{name}_text"] = translate(fact.text.strip(), code)
        else:
            values[f"{name}_text"] = translate(UNKNOWN_FACT, code, name=contact.name, phone=contact.phone)
    return values


def hours_text(contact: LocalContact, code: str) -> str:
    """Opening hours in words: "Monday to Thursday 08:30 to 17:00, Friday 08:30 to 16:30"."""
    if not contact.hours:
        return translate(DAY_AND_NIGHT, code)
    runs: list[tuple[int, int, time, time]] = []
    for number, day in enumerate(WEEK):
        hours = contact.hours.get(day)
        if hours is None:
            continue
        if runs and runs[-1][1] == number - 1 and runs[-1][2:] == (hours.opens, hours.closes):
            runs[-1] = (runs[-1][0], number, hours.opens, hours.closes)
        else:
            runs.append((number, number, hours.opens, hours.closes))
    return format_list([_run_text(*run, code) for run in runs], code)


def _run_text(first: int, last: int, opens: time, closes: time, code: str) -> str:
    times = {"opens": format_time(opens, code), "closes": format_time(closes, code)}
    if first == last:
        return translate(DAY_HOURS, code, day=format_weekday(first, code), **times)
    return translate(DAYS_HOURS, code, first=format_weekday(first, code), last=format_weekday(last, code), **times)
