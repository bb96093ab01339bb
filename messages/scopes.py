"""Decides which events a sentence speaks about when it names no day of its own."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import takewhile

from messages.drafts import Draft
from messages.facts import Facts
from messages.sentences import UnitKind
from messages.times import TimeRole
from messages.titles import is_generic

_CONTENT_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = {
    "school", "year", "years", "children", "child", "parents", "class", "classes", "will", "please", "this", "that",
    "with", "from", "your", "have", "there", "they", "their", "term", "week", "date", "time", "event", "events",
}  # fmt: skip


def section_numbers(letter: Sequence[Facts]) -> list[int]:
    """The section of every unit: a new one starts at each heading that names a subject."""
    numbers: list[int] = []
    current = 0
    for index in range(len(letter)):
        if _starts_section(letter, index):
            current += 1
        numbers.append(current)
    return numbers


def _starts_section(letter: Sequence[Facts], index: int) -> bool:
    facts = letter[index]
    if facts.unit.kind is not UnitKind.HEADING or facts.times or facts.unit.marker or is_generic(facts.text):
        return False
    following = letter[index + 1] if index + 1 < len(letter) else None
    if following is None or not re.search(r"[^\W\d_]{3,}", facts.text):
        return False
    first_of_block = index == 0 or letter[index - 1].unit.block != facts.unit.block
    if facts.dates:
        return first_of_block and not (
            following.dates and following.is_row and following.unit.block == facts.unit.block
        )
    return first_of_block or not facts.text.endswith(":")


def heading_of(letter: Sequence[Facts], sections: Sequence[int], index: int) -> str:
    """The heading of the section of unit `index`; "" where it has none."""
    first = bisect_left(sections, sections[index])
    return letter[first].text if _starts_section(letter, first) else ""


def targets_of(index: int, letter: Sequence[Facts], sections: Sequence[int], drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts that unit `index`, which names no day, adds to: the nearest before it in its paragraph, the rows
    that it introduces, else all of its section, else the letter's only event."""
    open_drafts = [d for d in drafts if not d.closure]
    own = [d for d in open_drafts if d.unit == index]
    if own:
        return own
    facts = letter[index]
    block = facts.unit.block
    before = [d for d in drafts if d.block == block and d.unit < index]
    if before and before[-1].closure:
        # "School finishes at 2pm" after "Friday 19th December - Last day of term" is about that day alone.
        return [before[-1]] if any(t.role is TimeRole.END for t in facts.times) else []
    if before:
        return [d for d in last_run(before) if not d.closure]
    if facts.unit.marker and any(letter[d.unit].unit.marker for d in open_drafts if d.block == block):
        return []
    if letter[index].text.rstrip().endswith(":"):
        return [d for d in open_drafts if d.block == block and d.unit > index]
    in_section = [d for d in open_drafts if sections[d.unit] == sections[index]]
    if in_section:
        return in_section
    named = [d for d in open_drafts if shares_words(d.title, letter[index].text)]
    if len(named) == 1:
        return named
    return list(open_drafts) if len(open_drafts) == 1 else []


def last_run(before: list[Draft]) -> list[Draft]:
    """The last sentence's drafts, or the whole list of rows that ended just before."""
    last = before[-1]
    if not last.row:
        return [d for d in before if d.unit == last.unit]
    return list(takewhile(lambda draft: draft.row and draft.block == last.block, reversed(before)))[::-1]


def shares_words(title: str, text: str) -> bool:
    """Whether a sentence names the event of that title."""
    wanted = {word.lower().rstrip("s") for word in _CONTENT_WORD.findall(title)} - _COMMON
    said = {word.lower().rstrip("s") for word in _CONTENT_WORD.findall(text)}
    return bool(wanted & said)
