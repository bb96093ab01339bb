"""Splits a pasted school message into units: headings, list rows and sentences.

Letters arrive as they were copied: hard-wrapped lines, bullets, tables, capitals, stray control characters. A unit is
what is translated at once and what one fact is read from.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class UnitKind(StrEnum):
    """What a unit is on the page."""

    HEADING = "heading"
    ROW = "row"
    SENTENCE = "sentence"


@dataclass(frozen=True)
class Unit:
    """One heading, list row or sentence. `marker` is the bullet that stood before it, `block` its paragraph."""

    text: str
    kind: UnitKind
    block: int
    line: int
    marker: str = ""


_LINE_BREAK = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_BULLET = re.compile(
    r"(?:[•●▪◦‣·∙■□☐✓✔✅➢➤►→⁃*]+\s*|[\u2190-\u21ff\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?\s*|[-–—>o]\s+|"
    r"\(?(?:\d{1,2}|[a-h])[.)]\s+)"
)
_WORD_END = re.compile(r"[.!?…]['\"”’)\]]*$")
_BOUNDARY = re.compile(r"[.!?…]{1,5}['\"”’)\]]*\s+(?=['\"“‘(\[]*[^\W_a-z]|[£•])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[/])(?:mr|mrs|ms|miss|mx|dr|rev|prof|st|yr|yrs|no|nos|tel|ext|approx|incl|inc|dept|vs|cont|"
    r"e\.?g|i\.?e|n\.?b|p\.?s|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|thu|fri|sat|sun|"
    r"rd|ave|ltd|[a-z])\.$",
    re.IGNORECASE,
)
_MERIDIEM = re.compile(r"(?:^|[\s\d])[ap]\.\s?m\.$", re.IGNORECASE)
_DATE_WORD = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\d", re.IGNORECASE
)
_OPEN_END = re.compile(
    r"(?:[,–—&/(-]|\b(?:and|or|the|an?|of|to|for|in|on|at|with|from|by|is|are|will|be|your|our|their|that|"
    r"their|Mr|Mrs|Ms|Miss|Dr|St))$"
)
_ROW_START = re.compile(
    r"(?:\d{1,2}(?:[.:]\d\d)?\s*(?:am|pm|[-–—])|\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2}|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|[^:.]{1,30}:)",
    re.IGNORECASE,
)
_SALUTATION = re.compile(
    r"^(?:dear\b.{0,80}|(?:hi|hello|good (?:morning|afternoon|evening))\b.{0,50}[,!]?|"
    r"(?:many )?thanks?(?: you)?\b.{0,40}|(?:yours|kind(?:est)?|best|warm)\b.{0,30})$",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s{2,}")
# No sentence of a letter is longer; cutting keeps the patterns that read it quick, whatever is pasted.
_LONGEST = 800
_WRAP_WIDTHS = range(50, 101)


def clean(text: str) -> str:
    """The text in NFC with `\\n` line breaks, without control, bidirectional or invisible characters."""
    text = _LINE_BREAK.sub("\n", unicodedata.normalize("NFC", text))
    text = text.replace("\t", " | ").replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")
    text = text.replace("\u2010", "-").replace("\u2011", "-")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def units(text: str) -> list[Unit]:
    """The units of a message in reading order. Linear in the length of the text."""
    lines = [_SPACES.sub(" ", line).strip(" |") for line in clean(text).split("\n")]
    width = _wrapped_at(lines)
    found: list[Unit] = []
    for block, (first, paragraph) in enumerate(_paragraphs(lines)):
        found.extend(_paragraph_units(paragraph, first, block, width))
    return found


def _paragraphs(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    start: int | None = None
    for number, line in enumerate([*lines, ""]):
        if line and start is None:
            start = number
        elif not line and start is not None:
            yield start, lines[start:number]
            start = None


def _wrapped_at(lines: list[str]) -> int | None:
    """The column at which the sender's mail program broke the lines; None where it did not."""
    width = max((len(line) for line in lines), default=0)
    if width not in _WRAP_WIDTHS:
        return None
    broken = sum(1 for a, b in pairwise(lines) if a and b[:1].islower() and len(a) > width * 0.6)
    return width if broken else None


def _paragraph_units(lines: list[str], first: int, block: int, width: int | None) -> Iterator[Unit]:
    joined: list[tuple[int, str, str]] = []
    previous = ""
    for offset, line in enumerate(lines):
        bullet = _BULLET.match(line)
        marker = bullet.group().strip() if bullet and bullet.end() < len(line) else ""
        body = line[bullet.end() :].strip() if marker and bullet else line
        if joined and not marker and _continues(previous, line, width):
            number, old_marker, old = joined[-1]
            joined[-1] = (number, old_marker, f"{old} {body}")
        else:
            joined.append((first + offset, marker, body))
        previous = line
    for number, marker, body in joined:
        sentences = [part for sentence in split_sentences(body) for part in _cut(sentence)]
        for index, sentence in enumerate(sentences):
            kind = _kind(sentence, marker, alone=len(sentences) == 1, only_line=len(joined) == 1)
            yield Unit(sentence, kind, block, number, marker if index == 0 else "")


def _continues(previous: str, line: str, width: int | None) -> bool:
    """Whether `line` goes on with the sentence of the line above it."""
    if len(previous) < 60 and _SALUTATION.match(previous):
        return False
    previous_width, previous = len(previous), previous[-60:]
    if _ABBREVIATION.search(previous):
        return True
    if _WORD_END.search(previous) or previous.endswith(":"):
        return False
    if line[0].islower():
        return previous_width >= 25 or bool(_OPEN_END.search(previous))
    if _ROW_START.match(line) and not (width and _OPEN_END.search(previous)):
        return False
    if _OPEN_END.search(previous) and previous_width > 20:
        return True
    return width is not None and previous_width + 1 + len(line.split(" ", 1)[0]) > width


def split_sentences(text: str) -> Iterator[str]:
    """The sentences of one paragraph; "Mr. Khan", "e.g.", "8.20 a.m. Friday" and "9.15" are not split."""
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        before = text[start : boundary.end()].rstrip()
        tail = before[-12:]
        if _MERIDIEM.search(tail):
            if _DATE_WORD.match(text, boundary.end()):
                continue
        elif boundary.group().lstrip().startswith(".") and _ABBREVIATION.search(tail):
            continue
        yield before
        start = boundary.end()
    if rest := text[start:].strip():
        yield rest


def _cut(sentence: str) -> Iterator[str]:
    while len(sentence) > _LONGEST:
        end = sentence.rfind(" ", 1, _LONGEST) + 1 or _LONGEST
        yield sentence[:end].rstrip()
        sentence = sentence[end:]
    yield sentence


def _kind(text: str, marker: str, *, alone: bool, only_line: bool) -> UnitKind:
    if not alone:
        return UnitKind.SENTENCE
    if marker:
        return UnitKind.ROW
    ends = bool(re.search(r"[.!?,;][\"”’)]*$", text))
    words = text.split()
    if text.endswith(":") and len(words) <= 12:
        return UnitKind.HEADING
    if text.isupper() and len(words) <= 14 and len(text) > 3:
        return UnitKind.HEADING
    if not ends and len(words) <= 12 and (only_line or text[0].isupper() or text[0].isdigit()):
        return UnitKind.HEADING if only_line or not _ROW_START.match(text) else UnitKind.ROW
    return UnitKind.ROW if not ends else UnitKind.SENTENCE
