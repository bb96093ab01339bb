"""Drafts of events: one for every day or run of days that a unit of the letter names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time

from messages.dates import DateSpan
from messages.facts import Facts, blank
from messages.money import Cost
from messages.people import Audience
from messages.status import Status
from messages.times import TimeRole, TimeSpan
from messages.titles import title_from_words

_FULL_STOP = re.compile(r"(?<![ap]\.m)(?<![ap]\. m)\.$", re.IGNORECASE)


@dataclass
class Draft:
    """An event in the making; `unit` is the number of the unit it was read from, `rows` marks a row of a list."""

    unit: int
    block: int
    row: bool
    title: str = ""
    day: date | None = None
    end_day: date | None = None
    times: list[TimeSpan] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)
    audience: list[str] = field(default_factory=list)
    place: str | None = None
    actions: list[str] = field(default_factory=list)
    bring: list[str] = field(default_factory=list)
    deadline: date | None = None
    recurrence: str | None = None
    status: Status = Status.ON
    words: list[str] = field(default_factory=list)
    closure: bool = False
    doubt: bool = False
    relative: bool = False

    def add_words(self, *fragments: str) -> None:
        for fragment in fragments:
            words = _FULL_STOP.sub("", fragment.strip(" ,;"))
            if words and words not in self.words:
                self.words.append(words)

    def clock(self) -> tuple[time | None, time | None]:
        """Start and end: a stated range first, then the first start (or open doors) and the first end after it."""
        spans = [t for t in self.times if t.end_time and t.role is not TimeRole.ASIDE]
        if spans:
            return spans[0].time, spans[-1].end_time if len(spans) > 1 else spans[0].end_time
        starts = [t.time for t in self.times if t.role is TimeRole.START]
        doors = [t.time for t in self.times if t.role is TimeRole.DOORS]
        ends = [t.time for t in self.times if t.role is TimeRole.END]
        start = starts[0] if starts else doors[0] if doors else None
        end = next((e for e in ends if start is None or e > start), None)
        return start, end


_LETTERS = re.compile(r"[^\W\d_]{3,}")
_FACT_WITH_ITS_PREPOSITION = re.compile(
    r"(?:\b(?:on|from|at|by|until|between|commencing|starting|starts on)\s+(?:the\s+)?)?\x00+", re.IGNORECASE
)
_JOINS = re.compile(r"^[\s,;&/+]*(?:and|or|then|also|again)?\s*(?:on)?\s*$", re.IGNORECASE)
_NEXT_CLAUSE = re.compile(r"^\s*[,;.]?\s*(?:and|while|then|but)\b", re.IGNORECASE)


def drafts_of(facts: Facts, unit: int) -> list[Draft]:
    """The drafts of one unit: as many as it names days that stand on their own."""
    groups = _groups(facts)
    segments = list(_segments(facts, groups))
    prefix = facts.text[: groups[0][0].start] if groups and segments and segments[0][0] > 0 else ""
    drafts: list[Draft] = []
    for group, segment in zip(groups, segments, strict=True):
        for span in group:
            drafts.append(_draft(facts, unit, span, segment, prefix))
    named = next((draft.title for draft in reversed(drafts) if draft.title), "")
    for draft in drafts:
        draft.title = draft.title or named
    return drafts


def _groups(facts: Facts) -> list[list[DateSpan]]:
    """Days with nothing but "and" between them share what is said around them."""
    groups: list[list[DateSpan]] = []
    for span in facts.dates:
        repeated = groups and any(s.date == span.date for s in groups[-1])
        if repeated:
            continue
        if groups and _JOINS.match(_between(facts, groups[-1][-1].end, span.start)):
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _between(facts: Facts, start: int, end: int) -> str:
    text = facts.text[start:end]
    return text if not any(start <= t.start < end for t in facts.times) else text + " (time)"


def _segments(facts: Facts, groups: list[list[DateSpan]]) -> Iterator[tuple[int, int]]:
    """Which part of the text belongs to which day: the words before it, or, in a list, the words after it."""
    text = facts.text
    if len(groups) <= 1:
        yield from ((0, len(text)) for _ in groups)
        return
    head, tail = text[: groups[0][0].start], text[groups[-1][-1].end :]
    between = text[groups[0][-1].end : groups[1][0].start]
    times_last = any(t.start >= groups[-1][-1].end for t in facts.times) and not any(
        t.start < groups[0][0].start for t in facts.times
    )
    in_brackets = between.rstrip().endswith("(")
    label_first = bool(_LETTERS.search(head)) and (
        in_brackets or not (_LETTERS.search(tail) or times_last) or bool(_NEXT_CLAUSE.match(between))
    )
    for index, group in enumerate(groups):
        if label_first:
            last = index == len(groups) - 1
            yield (groups[index - 1][-1].end if index else 0, len(text) if last else group[-1].end)
        else:
            yield (group[0].start, groups[index + 1][0].start if index + 1 < len(groups) else len(text))


def _draft(facts: Facts, unit: int, span: DateSpan, segment: tuple[int, int], prefix: str) -> Draft:
    start, end = segment

    def inside(start_of: int) -> bool:
        return start <= start_of < end

    times = [t for t in facts.times if inside(t.start)]
    audience = [a.words for a in facts.audience if inside(a.start)]
    draft = Draft(
        unit,
        facts.unit.block,
        facts.is_row,
        title=_title(facts, start, end, prefix),
        day=span.date,
        end_day=span.end_date,
        times=times,
        costs=[c for c in facts.costs if inside(c.start)],
        audience=audience,
        place=facts.place,
        bring=list(facts.asks.bring),
        actions=[facts.text] if facts.asks.is_action else [],
        recurrence=facts.asks.recurrence,
        status=facts.status,
        doubt=span.doubt,
        relative=span.relative,
    )
    draft.add_words(facts.text[span.start : span.end], *(facts.text[t.start : t.end] for t in times))
    draft.add_words(*(facts.text[c.start : c.end] for c in draft.costs))
    return draft


def _title(facts: Facts, start: int, end: int, prefix: str) -> str:
    own = title_from_words(words_without_facts(facts, start, end), sentence=not facts.is_row)
    shared = title_from_words(words_without_facts(facts, 0, len(prefix)), sentence=not facts.is_row) if prefix else ""
    if shared and own:
        return f"{shared} ({own})" if len(own.split()) <= 6 else own
    return own or shared


def words_without_facts(facts: Facts, start: int, end: int) -> str:
    """The text from `start` to `end` without its dates and times."""
    dates = [*facts.dates, *facts.old, *facts.due]
    times = [*facts.times, *facts.due_times]
    text = blank(facts.text, [(d.start, d.end) for d in dates] + [(t.start, t.end) for t in times], with_="\x00")
    return re.sub(r"\s+", " ", _FACT_WITH_ITS_PREPOSITION.sub(" ", text[start:end]))


def split_by_group(draft: Draft, facts: Facts) -> list[Draft]:
    """ "The girls … 1:15pm until 1:45pm and the boys … 1:45pm until 2:15pm": one draft for each group's own time."""
    ranges = [t for t in facts.times if t.end_time]
    if len(ranges) < 2 or len(facts.audience) != len(ranges):
        return []
    return [split_off(draft, facts, moment, group) for moment, group in zip(ranges, facts.audience, strict=True)]


def split_off(draft: Draft, facts: Facts, moment: TimeSpan, group: Audience | None) -> Draft:
    """A copy of `draft` for one time of its own."""
    own = title_from_words(words_without_facts(facts, 0, len(facts.text)), sentence=False) if facts.is_row else ""
    name = own or (group.words if group else "")
    part = replace(
        draft,
        title=f"{draft.title}: {name}" if draft.title and name else draft.title or name,
        times=[moment],
        audience=[group.words] if group else list(draft.audience),
        costs=list(draft.costs),
        actions=list(draft.actions),
        bring=list(draft.bring),
        words=list(draft.words),
        row=True,
    )
    part.add_words(facts.text[moment.start : moment.end])
    return part
