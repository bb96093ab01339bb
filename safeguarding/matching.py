"""Finding patterns among the words of a message. Every step is a walk along sorted lists, so long input stays cheap."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """Where something was found: first and last word, and as bits the words that were meant (not those passed over)."""

    start: int
    end: int
    words: int


Found = Mapping[int, Sequence[Span]]


@dataclass(frozen=True)
class Step:
    """A concept that must follow within `gap` other words; `crosses` lets a sentence end come between."""

    concept: int
    gap: int
    crosses: bool


@dataclass(frozen=True)
class Shape:
    """A pattern with its words replaced by concepts. `needs` are all the concepts that must be present."""

    steps: tuple[Step, ...]
    parts: tuple[Shape, ...]
    reach: int
    crosses: bool
    needs: frozenset[int]


def find(shape: Shape, found: Found, sentence: Sequence[int]) -> list[Span]:
    """All places where the shape stands, sorted by their last word."""
    if any(concept not in found for concept in shape.needs):
        return []
    return _in_any_order(shape, found, sentence) if shape.parts else _in_order(shape, found, sentence)


def _in_order(shape: Shape, found: Found, sentence: Sequence[int]) -> list[Span]:
    reached = list(found[shape.steps[0].concept])
    for step in shape.steps[1:]:
        ends = [span.end for span in reached]
        longer: list[Span] = []
        for span in found[step.concept]:
            at = bisect_left(ends, span.start) - 1
            if at < 0 or span.start - ends[at] - 1 > step.gap:
                continue
            before = reached[at]
            if step.crosses or sentence[before.end] == sentence[span.start]:
                longer.append(Span(before.start, span.end, before.words | span.words))
        if not longer:
            return []
        reached = longer
    return reached


def _in_any_order(shape: Shape, found: Found, sentence: Sequence[int]) -> list[Span]:
    lists = sorted((find(part, found, sentence) for part in shape.parts), key=len)
    if not lists[0]:
        return []
    together = []
    for span in lists[0]:
        joined: Span | None = span
        for others in lists[1:]:
            joined = joined and _nearest(joined, others, shape, sentence)
        if joined:
            together.append(joined)
    return sorted(together, key=lambda span: span.end)


def _nearest(span: Span, others: Sequence[Span], shape: Shape, sentence: Sequence[int]) -> Span | None:
    best: Span | None = None
    for other in others:
        if other.words & span.words:
            continue
        joined = Span(min(span.start, other.start), max(span.end, other.end), span.words | other.words)
        if joined.end - joined.start > shape.reach:
            continue
        if not shape.crosses and sentence[joined.start] != sentence[joined.end]:
            continue
        if best is None or joined.end - joined.start < best.end - best.start:
            best = joined
    return best
