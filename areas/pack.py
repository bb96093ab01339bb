"""One area's pack: its words, numbers, hours and pathway, read from YAML and validated.

Nothing reassuring has a default: a fact that the council has not stated is `unknown`, and is said to be.
"""

from datetime import date, time
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

AREAS_FOLDER = Path(__file__).parent

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FACTS = (
    "record",
    "retention",
    "cost",
    "who_can_refer",
    "levels",
    "pathway",
    "assessment_time",
    "review",
    "ending",
    "complaint",
)
N_ = str  # marks a text for extraction, as locales.N_ does; this room stands on nothing else of ours
# Said in place of a number the council has not given.
NO_PHONE = N_("the number that your child's school has")


class AreaError(Exception):
    """An area's file is missing or wrong; the message says what and where."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Hours(_Strict):
    """Opening times of one weekday, Europe/London."""

    opens: time
    closes: time


class LocalContact(_Strict):
    """A number of the area.

    Attributes:
        phone: None where the council has not stated it.
        hours: opening times by weekday; "always" is day and night; None where they are not stated.
    """

    name: str
    phone: str | None
    hours: dict[Weekday, Hours] | Literal["always"] | None
    source: str
    reviewed: date

    @property
    def number(self) -> str:
        """The number as it is said to a parent: NO_PHONE, to be translated, where there is none."""
        return self.phone or NO_PHONE


class LocalFact(_Strict):
    """What the council states about one thing, in words for parents, with its source.

    Attributes:
        steps: what happens, one after the other; shown as a numbered list under the text.
        reviewed: when the source was last read; for an article that is not kept up to date, the day it appeared.
    """

    text: str
    steps: list[str] = []
    source: str
    source_url: str | None = None
    reviewed: date


class Words(_Strict):
    """The area's own terms."""

    early_help: str
    team_around_the_family: str
    lead_professional: str
    link_worker: str


class Term(_Strict):
    """A school term, first and last day."""

    starts: date
    ends: date


class Area(_Strict):
    """One area's pack.

    Attributes:
        facts: each of FACTS, or None where the council has not stated it.
        answer_within_hours: working hours in which a worker answers a handover; no default.
        assumed: what the council still has to decide, and the pack only assumes ("working_hours", "answer_within_hours").
        terms: first and last days; None where they are not stated. Bank holidays are the nation's (handover/working_time).
    """

    key: str
    name: str
    fictional: bool = False
    council: str
    nation: Literal["england"]
    words: Words
    council_contact: LocalContact
    front_door: LocalContact
    out_of_hours: LocalContact
    facts: dict[str, LocalFact | None]
    working_hours: dict[Weekday, Hours]
    answer_within_hours: int = Field(gt=0)
    assumed: list[Literal["working_hours", "answer_within_hours"]] = []
    terms: list[Term] | None
    schools: list[str] = []
    reviewed: date

    @property
    def contacts(self) -> dict[str, LocalContact]:
        """The area's numbers, by what they are for."""
        return {
            "council_contact": self.council_contact,
            "front_door": self.front_door,
            "out_of_hours": self.out_of_hours,
        }

    def unknown(self) -> list[str]:
        """What the council has not stated: facts, numbers, opening hours, terms."""
        facts = [name for name in FACTS if self.facts.get(name) is None]
        numbers = [f"{name}: phone" for name, contact in self.contacts.items() if contact.phone is None]
        hours = [f"{name}: hours" for name, each in self.contacts.items() if each.phone and each.hours is None]
        return [*facts, *numbers, *hours, *(["terms"] if self.terms is None else [])]

    def not_ready(self) -> list[str]:
        """What must be settled before families of this area are let in: numbers to ring, and what is only assumed."""
        numbers = [f"{name}: phone" for name, contact in self.contacts.items() if contact.phone is None]
        return [*numbers, *self.assumed]


def load_area(key: str, folder: Path = AREAS_FOLDER) -> Area:
    """Read and validate `<key>.yml`.

    Raises:
        AreaError: when there is no such file, it is not YAML, or something in it is missing or wrong.
    """
    path = folder / f"{key}.yml"
    if not key.replace("_", "").replace("-", "").isalnum() or not path.is_file():
        known = ", ".join(sorted(found.stem for found in folder.glob("*.yml")))
        raise AreaError(f"There is no area called {key!r}. The areas here are: {known}.")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        area = Area.model_validate({"key": key, **content})
    except yaml.YAMLError as error:
        raise AreaError(f"{path.name} is not valid YAML: {error}") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise AreaError(f"{path.name} needs mending: {problems}") from error
    unheard = set(FACTS) ^ set(area.facts)
    if unheard:
        raise AreaError(f"{path.name}: state each fact or set it to null: {', '.join(sorted(unheard))}")
    return area
