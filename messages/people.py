"""Reads for whom a school message is: year groups, key stages, classes, parents."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Audience:
    """The school's own words for a group, as stated at [start, end) of the text."""

    start: int
    end: int
    words: str


_NUMBER_LIST = (
    r"\d{1,2}(?:\s*(?:,\s*(?:and\s+|&\s*)?|and|&|/|to|-|–|or|\+)\s*(?:(?:years?|yr|"
    r"y)\.?\s?)?\d{1,2}(?![\d.:]|\s*[ap]\.?m\b|\s?(?:st|nd|rd|th)\b))*"
)
_YEARS = (
    rf"(?:year(?:s|\sgroups?)?|yrs?|y|p|primary)\.?\s?(?=\d){_NUMBER_LIST}(?![\d:]|st\b|nd\b|rd\b|th\b|"
    rf"\s?minutes)(?:[A-Z]{{1,3}}\b)?"
)
_STAGES = (
    r"(?:eyfs|early years|ks\s?[1-5](?:\s*(?:and|&|/)\s*(?:ks\s?)?[1-5])?|key stages?\s[1-5](?:\s*(?:and|"
    r"&)\s*(?:key stage\s)?[1-5])?|"
    r"(?:lower|upper)\s(?:ks2|school|juniors)|infants?\b(?!\sschool)|juniors?\b(?!\sschool)|sixth form(?:ers)?)"
)
_EARLY = r"(?:nursery|pre-?school|reception(?!\s*(?:desk|area|office|between|at the))|rec\b|foundation(?:\sstage)?)"
_WHOLE = (
    r"(?:all (?:classes|year groups|pupils|children|parents|families|students)|whole[\s-]school|everyone|"
    r"the whole school|every child)"
)
_CLASS = r"(?:[A-Z][a-z]+(?:\s(?:and|&)\s[A-Z][a-z]+)?\s[Cc]lass(?:es)?)"
_TOKEN = rf"(?:{_YEARS}|{_STAGES}|{_EARLY})"
_GROUP = re.compile(
    rf"\b(?P<groups>{_TOKEN}(?:\s*(?:,\s*(?:and\s+|&\s*)?|and|&|/|\+|to|-|–|or)\s*{_TOKEN})*)"
    r"(?P<part>\s(?:girls|boys|parents|pupils|children|families|students|leavers|classes)\b)?(?P<only>\sonly\b)?",
    re.IGNORECASE,
)
_OTHER = re.compile(rf"\b{_WHOLE}\b", re.IGNORECASE)
_NAMED_CLASS = re.compile(rf"\b{_CLASS}\b")
_AGED = re.compile(
    r"\b(?:children|pupils|young people|families with children)?\s?aged\s\d{1,2}\s?(?:-|–|to|and)\s?\d{1,2}\b",
    re.IGNORECASE,
)
_SEX = re.compile(r"\bthe (?P<who>girls|boys)\b", re.IGNORECASE)
_BARE = re.compile(
    r"\b(?:aged?\s\d{1,2}(?:\s?(?:-|–|to)\s?\d{1,2})?|(?:room|class|form|bus|gate|unit|page|house|group|"
    r"team)\s\d{1,3}[A-Z]?)\b",
    re.IGNORECASE,
)
_NOT_CLASSES = re.compile(
    r"^(?:The|Your|Our|Each|This|That|All|Their|Every|Google|First|Dance|Yoga|Cookery|Swimming|Fitness|Whole|"
    r"In|And)\b"
)


def find_audience(text: str) -> list[Audience]:
    """The groups named in `text`, in order, in the school's own words."""
    found = [Audience(*m.span(), _tidy(m.group())) for m in _GROUP.finditer(text)]
    for match in [*_OTHER.finditer(text), *_AGED.finditer(text), *_NAMED_CLASS.finditer(text)]:
        if match.re is _NAMED_CLASS and _NOT_CLASSES.match(match.group()):
            continue
        if not any(a.start < match.end() and match.start() < a.end for a in found):
            found.append(Audience(*match.span(), _tidy(match.group())))
    found.extend(Audience(m.start("who"), m.end("who"), m["who"].lower()) for m in _SEX.finditer(text))
    return sorted(found, key=lambda audience: audience.start)


def group_spans(text: str) -> list[tuple[int, int]]:
    """Where year groups, ages and rooms stand, so that their digits are not read as days or hours."""
    return [m.span() for pattern in (_GROUP, _AGED, _BARE) for m in pattern.finditer(text)]


def _tidy(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip(" ,")
