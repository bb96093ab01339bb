"""Puts the facts of a school message together: which event, when, for whom, what to do, by when.

Facts are only ever taken from the letter: an event whose day the letter does not state has no date. Dates and times
are Europe/London.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from messages.attaching import attach, draft_deadlines, routines_and_advice
from messages.drafts import Draft, drafts_of
from messages.facts import Facts, read_facts
from messages.money import Cost
from messages.scopes import heading_of, section_numbers, shares_words
from messages.sentences import Unit, UnitKind
from messages.status import Status
from messages.timetable import week_named, with_weekday
from messages.titles import heading_title, is_generic, lead_in, names_closure, says_nothing, title_from_words


@dataclass(frozen=True)
class Event:
    """One thing that happens, or, without `date`, a routine or a piece of advice.

    `words` are the fragments of the letter the facts came from. `doubt`: the letter contradicts itself, or can be
    read in two ways, about the day, so a person should check.
    """

    title: str
    status: Status = Status.ON
    date: dt.date | None = None
    end_date: dt.date | None = None
    start_time: dt.time | None = None
    end_time: dt.time | None = None
    place: str | None = None
    audience: str | None = None
    action: str | None = None
    bring: str | None = None
    deadline: dt.date | None = None
    costs: tuple[Cost, ...] = ()
    recurrence: str | None = None
    words: tuple[str, ...] = ()
    doubt: bool = field(default=False, compare=False)

    @property
    def cost(self) -> str | None:
        """The prices in the school's words ("£15 donation", "free"); None where none is stated."""
        return ", ".join(dict.fromkeys(str(cost) for cost in self.costs)) or None


_LETTER_DATE = re.compile(r"^(?:date(?:d)?\s*[:–-]?\s*)?\W*$", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:it|this|they|we (?:hope|aim|plan) to (?:hold|run) (?:it|this))\b", re.IGNORECASE)


def read_events(units: Sequence[Unit], today: dt.date) -> list[Event]:
    """The events of a letter. `today` is the day on which "tomorrow" and "next Thursday" are read, unless the letter
    carries its own date."""
    letter, skipped = _read_letter(units, today)
    sections = section_numbers(letter)
    drafts: list[Draft] = []
    for index, facts in enumerate(letter):
        if index not in skipped and facts.dates:
            new = drafts_of(facts, index)
            for draft in new:
                draft.title = _named(draft, letter, sections, index)
                if draft.status is Status.CANCELLED and re.match(r"no\s", draft.title, re.IGNORECASE):
                    draft.status = Status.ON
                draft.closure = names_closure(draft.title) or (not draft.row and names_closure(facts.text))
            drafts.extend(new)
    drafts = _merged(drafts, sections)
    drafts = attach(drafts, letter, sections, skipped)
    drafts.extend(draft_deadlines(drafts, letter, sections))
    drafts.extend(routines_and_advice(drafts, letter, sections))
    return [_event(draft) for draft in drafts]


def _read_letter(units: Sequence[Unit], today: dt.date) -> tuple[list[Facts], set[int]]:
    """The facts of all units, and which units only carry the letter's own date."""
    letter: list[Facts] = []
    skipped: set[int] = set()
    reference = today
    near: dt.date | None = None
    week: tuple[dt.date, dt.date] | None = None
    for index, unit in enumerate(units):
        facts = with_weekday(read_facts(unit, reference, near), week)
        week = week_named(facts) or week
        if _is_letter_date(facts, index, len(units), today):
            skipped.add(index)
            reference = facts.dates[0].date
        elif facts.dates:
            near = facts.dates[-1].date
        letter.append(facts)
    return letter, skipped


def _is_letter_date(facts: Facts, index: int, count: int, today: dt.date) -> bool:
    if len(facts.dates) != 1 or facts.times or (5 < index < count - 2):
        return False
    span = facts.dates[0]
    rest = facts.text[: span.start] + facts.text[span.end :]
    if span.end_date or span.relative or not _LETTER_DATE.match(rest):
        return False
    age = (today - span.date).days
    return 0 <= age <= 21 or (span.has_year and age > 21)


def _named(draft: Draft, letter: Sequence[Facts], sections: Sequence[int], index: int) -> str:
    """The title of a draft: its row, its section's heading, or its sentence."""
    facts = letter[index]
    heading = heading_of(letter, sections, index)
    heading = "" if heading == facts.text else heading_title(heading)
    own = "" if says_nothing(draft.title) else draft.title
    if not facts.is_row and index and _PRONOUN.match(own):
        own = title_from_words(letter[index - 1].text, sentence=True) or own
    if facts.is_row:
        if own and not _only_people(own, facts):
            return own
        introduced = _introduction(letter, index) or heading
        return f"{introduced}: {own}" if introduced and own else own or introduced
    if names_closure(own) or not heading:
        return own or _introduction(letter, index)
    alone = sum(1 for i, f in enumerate(letter) if sections[i] == sections[index] and f.dates) == 1
    return heading if alone or not own else own


def _only_people(title: str, facts: Facts) -> bool:
    rest = title
    for audience in facts.audience:
        rest = rest.replace(audience.words, "")
    return bool(facts.audience) and len(re.findall(r"[^\W\d_]{3,}", rest)) <= 2


def _introduction(letter: Sequence[Facts], index: int) -> str:
    """What stands before a bare date: the words on its line, the sentence that introduces the list, the line above."""
    above = letter[index - 1] if index else None
    if above and above.unit.line == letter[index].unit.line and not above.dates:
        return title_from_words(above.text, sentence=True)
    first = index
    while first > 0 and letter[first - 1].dates and letter[first - 1].is_row:
        first -= 1
    if title := lead_in([facts.unit for facts in letter[max(0, first - 2) : first]]):
        return title
    for place in range(first - 1, max(-1, first - 3), -1):
        line = letter[place]
        opens = place == 0 or line.unit.kind is UnitKind.HEADING
        if opens and not is_generic(line.text) and not line.dates and not line.times:
            return heading_title(title_from_words(line.text, sentence=False))
    return ""


def _merged(drafts: list[Draft], sections: Sequence[int]) -> list[Draft]:
    """One draft where the letter names the same day of the same event twice."""
    kept: list[Draft] = []
    for draft in drafts:
        twin = next((k for k in kept if _same(k, draft, sections)), None)
        if twin is None:
            kept.append(draft)
            continue
        if not twin.times:
            twin.times = draft.times
        if twin.status is Status.ON:
            twin.status = draft.status
        twin.place = twin.place or draft.place
        twin.audience = twin.audience or draft.audience
        twin.bring.extend(b for b in draft.bring if b not in twin.bring)
        twin.actions.extend(a for a in draft.actions if a not in twin.actions)
        twin.costs = twin.costs or draft.costs
        twin.title = twin.title or draft.title
        twin.closure = twin.closure or draft.closure
        twin.add_words(*draft.words)
    return kept


def _same(first: Draft, second: Draft, sections: Sequence[int]) -> bool:
    if first.day != second.day or (second.end_day and first.end_day != second.end_day):
        return False
    if first.end_day and not second.end_day and second.row:
        return False
    if first.times and second.times and first.clock()[0] != second.clock()[0]:
        return False
    if first.audience and second.audience and first.audience != second.audience and (first.row and second.row):
        return False
    if second.relative or first.relative:
        return True
    if first.row and second.row and sections[first.unit] == sections[second.unit]:
        return shares_words(first.title, second.title)
    if sections[first.unit] == sections[second.unit]:
        return not first.closure or second.closure or not second.title
    return shares_words(first.title, second.title)


def _event(draft: Draft) -> Event:
    start, end = draft.clock()
    return Event(
        title=draft.title or "School event",
        status=draft.status,
        date=draft.day,
        end_date=draft.end_day,
        start_time=start,
        end_time=end,
        place=draft.place,
        audience=", ".join(dict.fromkeys(draft.audience)) or None,
        action=" ".join(dict.fromkeys(draft.actions)) or None,
        bring=", ".join(dict.fromkeys(draft.bring)) or None,
        deadline=draft.deadline,
        costs=tuple(draft.costs),
        recurrence=draft.recurrence,
        words=tuple(draft.words),
        doubt=draft.doubt,
    )
