"""Is somebody in danger? The first thing asked of every message, in every state of the conversation."""

from __future__ import annotations

import heapq
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from safeguarding.book import Book, Rule, read_book
from safeguarding.kinds import Urgency
from safeguarding.learned import WEIGHTS, Judgement, Learned, Lines, read_learned
from safeguarding.matching import Shape, Span, find
from safeguarding.normalise import Words, split

log = logging.getLogger(__name__)

# A long text is read in overlapping pieces; an ordinary message is one piece.
_PIECE, _OVERLAP = 120, 50
# How near (in words) an idiom of calm ("years ago", "in the film") must stand to quiet a rule.
_CALM_REACH = 16
_NEGATION_REACH = 2
# So much surer of another kind the classifier must be than of the rule's; chosen on the development cases.
_RULE_WORTH = 0.4
# Words in one look of the classifier: longer than nearly every message that parents type.
_PASSAGE = 60


@dataclass(frozen=True)
class Alarm:
    """Somebody may be in danger. `kind` is one of kinds.KINDS; `rule` names what noticed it, for review."""

    kind: str
    urgency: Urgency
    rule: str


def check(text: str, language: str | None = None) -> Alarm | None:
    """The danger in a message of any length, or None; in a long one, that of the passage that speaks of it most.

    The rules and the classifier look at it side by side. A rule needs little agreement from the classifier; where no
    rule speaks, the classifier must be sure. The kind is the classifier's, which is more often right, or the rule's where
    it is nearly as likely. Every language is tried; `language` (a code such as "pl") only decides which of several rules is
    named.
    """
    folded = split(text)
    if not folded.words:
        return None
    learned = learned_or_none()
    if learned is None:
        rule = _best_rule(folded, language)
        return Alarm(rule.kind, rule.urgency, rule.name) if rule else None
    judged, lines = _judged(folded, learned)
    if judged.score < lines.with_rule:
        return None
    rule = _best_rule(folded, language)
    if rule is None and judged.score < lines.alarm:
        return None
    return Alarm(_kind(rule, judged), judged.urgency, rule.name if rule else "learned")


def _kind(rule: Rule | None, judged: Judgement) -> str:
    """The classifier's kind, unless it is nearly as sure of the rule's. Where a rule hears a child, she is answered as one."""
    if rule is None:
        return judged.kind
    likeliest = judged.by_kind.get(judged.kind, 0.0)
    nearly = judged.by_kind.get(rule.kind, likeliest) >= likeliest - _RULE_WORTH
    return rule.kind if nearly or rule.kind == "child_disclosure" else judged.kind


@cache
def learned_or_none() -> Learned | None:
    """The classifier; None where its weights cannot be read. Then the rules stand alone, and a log says so once."""
    try:
        return read_learned()
    except (OSError, ValueError, KeyError, TypeError, zlib.error):
        log.critical("The crisis gate works on its rules alone: %s cannot be read", WEIGHTS, exc_info=True)
        return None


def _judged(folded: Words, learned: Learned) -> tuple[Judgement, Lines]:
    """The passage that speaks of danger most, with the lines that hold for it."""
    return max(
        ((learned.judge(words), learned.lines(words)) for words in _passages(folded)),
        key=lambda each: each[0].score - each[1].alarm,
    )


def _passages(folded: Words) -> Iterator[tuple[str, ...]]:
    """What the classifier looks at: the whole of a short message; of a longer one, stretches that overlap by half."""
    words = folded.words
    if len(words) <= _PASSAGE:
        yield words
        return
    for start in range(0, len(words) - _PASSAGE // 2, _PASSAGE // 2):
        yield words[start : start + _PASSAGE]


def _best_rule(folded: Words, language: str | None) -> Rule | None:
    book = read_book()
    best: tuple[tuple[int, int, bool], Rule] | None = None
    for piece in _pieces(folded):
        for order, rule in _alarms(piece, book):
            key = (*order, rule.language != language)
            if best is None or key < best[0]:
                best = key, rule
    return best[1] if best else None


@dataclass
class _Piece:
    words: tuple[str, ...]
    sentence: tuple[int, ...]


def _pieces(folded: Words) -> Iterator[_Piece]:
    words = ("^", *folded.words, "$")
    sentence = (folded.sentence[0], *folded.sentence, folded.sentence[-1])
    for start in range(0, max(1, len(words) - _OVERLAP), _PIECE - _OVERLAP):
        yield _Piece(words[start : start + _PIECE], sentence[start : start + _PIECE])


def _alarms(piece: _Piece, book: Book) -> list[tuple[tuple[int, int], Rule]]:
    """The first rule that holds, in order of rank; rules of the same rank in every language are kept."""
    found = _concepts(piece, book)
    candidates = [entry for concept in found for entry in book.rules_by_concept.get(concept, ())]
    candidates.sort(key=lambda entry: entry[:2])
    alarms: list[tuple[tuple[int, int], Rule]] = []
    for order, number, shape in candidates:
        if alarms and order > alarms[0][0]:
            break
        rule = book.rules[number]
        if any(_holds(rule, span, found, piece, book) for span in find(shape, found, piece.sentence)):
            alarms.append((order, rule))
    return alarms


def _concepts(piece: _Piece, book: Book) -> dict[int, list[Span]]:
    """Where each concept stands, once idioms ("dying to see", "killed it on stage") have been taken out."""
    found = _with_compounds(_single_words(piece, book, 0), piece, book)
    idioms = 0
    for concept in book.idioms:
        for span in found.get(concept, ()):
            idioms |= (2 << span.end) - (1 << span.start)
    return _with_compounds(_single_words(piece, book, idioms), piece, book) if idioms else found


def _single_words(piece: _Piece, book: Book, hidden: int) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for place, word in enumerate(piece.words):
        bit = 1 << place
        if hidden & bit:
            continue
        for concept in book.lexicon.concepts(word):
            found.setdefault(concept, []).append(Span(place, place, bit))
    return found


def _with_compounds(found: dict[int, list[Span]], piece: _Piece, book: Book) -> dict[int, list[Span]]:
    """Adds the sets' entries of several words, in the book's order, so that each finds what it is made of."""
    waiting = {number for concept in found for number in book.compounds_by_concept.get(concept, ())}
    heap = sorted(waiting)
    while heap:
        concept, shape = book.compounds[heapq.heappop(heap)]
        spans = find(shape, found, piece.sentence)
        if not spans:
            continue
        known = found.get(concept)
        found[concept] = sorted([*known, *spans], key=lambda span: span.end) if known else spans
        if not known:
            for number in book.compounds_by_concept.get(concept, ()):
                if number not in waiting:
                    waiting.add(number)
                    heapq.heappush(heap, number)
    return found


def _holds(rule: Rule, span: Span, found: dict[int, list[Span]], piece: _Piece, book: Book) -> bool:
    if "negation" not in rule.despite and _negated(span, rule.language, found, piece, book):
        return False
    if any(_near(shape, span, found, piece) for shape in rule.unless):
        return False
    for name, calm in book.calm.get(rule.language, {}).items():
        if name in rule.despite or (calm.kinds and rule.kind not in calm.kinds):
            continue
        if not any(_near(shape, span, found, piece) for shape in calm.says):
            continue
        if not any(find(shape, found, piece.sentence) for shape in calm.unless):
            return False
    return True


def _negated(span: Span, language: str, found: dict[int, list[Span]], piece: _Piece, book: Book) -> bool:
    """True when "not" stands inside the span unasked for, or just before it in the same sentence."""
    no_denial = 0
    for phrase in found.get(book.no_denials[language], ()):
        no_denial |= phrase.words
    for negation in found.get(book.negations[language], ()):
        if negation.words & (span.words | no_denial) or not span.start - _NEGATION_REACH <= negation.end <= span.end:
            continue
        if piece.sentence[negation.end] == piece.sentence[span.start]:
            return True
    return False


def _near(shape: Shape, span: Span, found: dict[int, list[Span]], piece: _Piece) -> bool:
    return any(
        calm.start - span.end <= _CALM_REACH and span.start - calm.end <= _CALM_REACH
        for calm in find(shape, found, piece.sentence)
    )
