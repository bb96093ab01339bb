"""Gives the sentences that name no day of their own to the events they speak about."""

import re
from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date

from messages.asks import Asks
from messages.drafts import Draft, split_by_group, split_off, words_without_facts
from messages.facts import Facts
from messages.scopes import heading_of, last_run, shares_words, targets_of
from messages.status import Status
from messages.times import TimeRole
from messages.titles import heading_title, is_generic, title_from_words

_ROUTINE = re.compile(
    r"\b(?:sessions?\s+(?:start|run|cost|are)|(?:per|each) session|club\s+(?:runs|starts|opens|is open))\b",
    re.IGNORECASE,
)
_THE_EVENT = re.compile(
    r"^(?:it|this|the (?:event|trip|visit|date|day|evening|match|show|performance)|this (?:event|trip|visit))\b",
    re.IGNORECASE,
)
_OFF = {Status.CANCELLED, Status.POSTPONED}
_TREATMENT = re.compile(r"^(?:every|each)\s+(?:two|three|four|five|six|\d)\b", re.IGNORECASE)
_DOUBTS = {Status.AT_RISK, Status.CONDITIONAL, Status.TENTATIVE}


def attach(drafts: list[Draft], letter: Sequence[Facts], sections: Sequence[int], skipped: Set[int]) -> list[Draft]:
    """The drafts with what the rest of the letter says about them; split where groups have their own times."""
    drafts = _split_by_times(drafts, letter, sections)
    drafts.extend(_while_closed(drafts, letter))
    for index, facts in enumerate(letter):
        if facts.dates or facts.weekly_row or index in skipped or _is_routine(index, letter, sections, drafts):
            continue
        for draft in targets_of(index, letter, sections, drafts):
            _add(draft, facts)
            _add_status(draft, facts, alone=len(drafts) == 1)
    return drafts


def _while_closed(drafts: list[Draft], letter: Sequence[Facts]) -> list[Draft]:
    """What happens elsewhere on the one day on which the school is closed: "Work will be on Tapestry from 9.30am"."""
    if len(drafts) != 1 or not drafts[0].closure or drafts[0].end_day:
        return []
    found: list[Draft] = []
    for index, facts in enumerate(letter):
        if facts.dates or facts.due or not facts.place or not facts.times:
            continue
        title = title_from_words(words_without_facts(facts, 0, len(facts.text)), sentence=True)
        draft = Draft(index, facts.unit.block, row=False, title=title, day=drafts[0].day)
        draft.add_words(*drafts[0].words)
        found.append(draft)
    return found


def _add(draft: Draft, facts: Facts) -> None:
    text = facts.text
    if draft.closure:
        facts = replace(facts, costs=(), audience=(), place=None, asks=Asks())
    has_range = any(t.end_time for t in draft.times)
    if facts.times and not has_range and draft.status not in _OFF:
        draft.times.extend(facts.times)
        draft.add_words(*(text[t.start : t.end] for t in facts.times))
    if facts.costs and not draft.costs:
        draft.costs = list(facts.costs)
        draft.add_words(*(text[c.start : c.end] for c in facts.costs))
    draft.place = draft.place or facts.place
    words = [a.words for a in facts.audience]
    if not draft.audience:
        draft.audience = words
    elif set(draft.audience) <= {"girls", "boys"} and words:
        draft.audience = [f"{words[0]} {draft.audience[0]}"]
    draft.bring.extend(b for b in facts.asks.bring if b not in draft.bring)
    if facts.asks.is_action and text not in draft.actions:
        draft.actions.append(text)
    if draft.end_day and not draft.recurrence:
        draft.recurrence = facts.asks.recurrence


def _add_status(draft: Draft, facts: Facts, *, alone: bool) -> None:
    """A doubt in the text around an event is the event's; a cancellation only where it speaks of this event."""
    if draft.status is not Status.ON or facts.status is Status.ON:
        return
    if facts.old and draft.day not in {span.date for span in facts.old}:
        draft.status = Status.RESCHEDULED
    elif facts.status in _DOUBTS or alone or _THE_EVENT.match(facts.text) or shares_words(draft.title, facts.text):
        draft.status = facts.status


def _split_by_times(drafts: list[Draft], letter: Sequence[Facts], sections: Sequence[int]) -> list[Draft]:
    """Rows such as "9.15 - 10.15 Year 3 races" under one date are events of their own."""
    out: list[Draft] = []
    for draft in drafts:
        parts: list[Draft] = split_by_group(draft, letter[draft.unit])
        later = range(draft.unit + 1, bisect_right(sections, sections[draft.unit]))
        next_dated = next(
            (i for i in later if letter[i].dates and i != draft.unit and _other_day(letter[i], draft)), None
        )
        rows = [i for i in later if (next_dated is None or i < next_dated) and not letter[i].dates]
        timed = [i for i in rows if letter[i].is_row and letter[i].times and letter[i].audience and not letter[i].due]
        if not parts and not draft.times and len(timed) >= 2 and not draft.closure:
            parts = [split_off(draft, letter[i], letter[i].times[0], letter[i].audience[0]) for i in timed]
        if not parts and not draft.times and not draft.closure:
            parts = next((p for i in rows if (p := split_by_group(draft, letter[i]))), [])
        out.extend(parts or [draft])
    return out


def _other_day(facts: Facts, draft: Draft) -> bool:
    return any(span.date != draft.day for span in facts.dates)


def draft_deadlines(drafts: list[Draft], letter: Sequence[Facts], sections: Sequence[int]) -> list[Draft]:
    """Gives every last day to the event it is for; one that is for no event becomes an entry of its own."""
    own: list[Draft] = []
    for index, facts in enumerate(letter):
        for span in facts.due:
            fragment = facts.text[max(0, span.start - 25) : span.end].split(". ")[-1]
            fragment = fragment[fragment.find(" ") + 1 :] if span.start > 25 else fragment
            meant = targets_of(index, letter, sections, drafts)
            earlier = [d for d in meant if d.unit <= index]
            targets = [d for d in (last_run(earlier) if earlier else meant) if _fits(d, span.date)]
            for draft in targets:
                draft.deadline = span.date
                draft.add_words(fragment)
            if not targets:
                own.append(_own_deadline(index, letter, sections, span.date, fragment))
    return own


def _fits(draft: Draft, deadline: date) -> bool:
    return draft.deadline is None and (draft.day is None or deadline <= (draft.end_day or draft.day))


def _own_deadline(index: int, letter: Sequence[Facts], sections: Sequence[int], day: date, fragment: str) -> Draft:
    facts = letter[index]
    without = words_without_facts(facts, 0, len(facts.text))
    title = title_from_words(without, sentence=True) or heading_title(heading_of(letter, sections, index))
    draft = Draft(index, facts.unit.block, facts.is_row, title=title, day=day, deadline=day)
    draft.times = [replace(moment, role=TimeRole.START) for moment in facts.due_times]
    draft.costs = list(facts.costs)
    draft.actions = [facts.text]
    draft.place = facts.place
    draft.audience = [a.words for a in facts.audience]
    draft.add_words(fragment, *(facts.text[t.start : t.end] for t in facts.due_times))
    return draft


def _is_routine(index: int, letter: Sequence[Facts], sections: Sequence[int], drafts: Sequence[Draft]) -> bool:
    """Whether a sentence is about what happens again and again, and not about one of the section's dated events."""
    facts = letter[index]
    often = facts.asks.recurrence
    if often and _TREATMENT.match(often) and not facts.times:
        often = None
    if facts.due or not (often or _ROUTINE.search(facts.text)):
        return False
    return not any(
        sections[d.unit] == sections[index] and (d.end_day or d.recurrence) and not d.closure for d in drafts
    )


def routines_and_advice(drafts: list[Draft], letter: Sequence[Facts], sections: Sequence[int]) -> list[Draft]:
    """Entries without a date: a routine for each section that has one, else the letter's advice, if it asks anything."""
    found: dict[int, Draft] = {}
    rows: list[Draft] = []
    for index, facts in enumerate(letter):
        if facts.dates or not (facts.weekly_row or _is_routine(index, letter, sections, drafts)):
            continue
        section = sections[index]
        heading = heading_of(letter, sections, index)
        title = heading_title(heading) if heading and not is_generic(heading) else ""
        own = title_from_words(words_without_facts(facts, 0, len(facts.text)), sentence=not facts.is_row)
        if facts.weekly_row or facts.unit.marker:
            draft = Draft(index, facts.unit.block, row=True, title=own)
            rows.append(draft)
        else:
            draft = found.setdefault(section, Draft(index, facts.unit.block, facts.is_row, title=title or own))
        _add(draft, facts)
        draft.recurrence = draft.recurrence or facts.asks.recurrence
        draft.add_words(facts.asks.recurrence or "")
    if not found and not rows:
        return [] if drafts else _advice(letter, sections)
    busy = {sections[draft.unit] for draft in drafts}
    for index, facts in enumerate(letter):
        if sections[index] in found and sections[index] not in busy and index != found[sections[index]].unit:
            _add(found[sections[index]], facts)
    return [*found.values(), *rows]


def _advice(letter: Sequence[Facts], sections: Sequence[int]) -> list[Draft]:
    first = next((i for i, f in enumerate(letter) if f.asks.is_action or f.times or f.status is not Status.ON), None)
    if first is None:
        return []
    heading = heading_of(letter, sections, first)
    title = heading_title(heading) if heading else title_from_words(letter[first].text, sentence=True)
    draft = Draft(first, letter[first].unit.block, row=False, title=title, status=letter[first].status)
    for facts in letter:
        _add(draft, facts)
        draft.recurrence = draft.recurrence or facts.asks.recurrence
    draft.add_words(letter[first].text)
    return [draft]
