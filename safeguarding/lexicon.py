"""Which concepts a single word may stand for. A concept is a number; the book (book.py) says what it is."""

from __future__ import annotations

from functools import lru_cache

from safeguarding.normalise import readings
from safeguarding.pattern import Spelling

_SHORTEST_FORGIVEN = 5
_LONGEST_WORD = 40


class Lexicon:
    """Words, beginnings of words, and words that may be misspelt, each with the concepts they stand for."""

    def __init__(self) -> None:
        self._words: dict[str, set[int]] = {}
        self._beginnings: dict[str, set[int]] = {}
        self._near: dict[str, set[tuple[str, bool]]] = {}
        self._near_lengths: set[int] = set()
        self._forgiven: dict[tuple[str, bool], set[int]] = {}
        self.concepts = lru_cache(maxsize=65536)(self._concepts)

    def add(self, spelling: Spelling, concept: int) -> None:
        """Teaches one spelling of a concept."""
        shelf = self._beginnings if spelling.any_ending else self._words
        shelf.setdefault(spelling.text, set()).add(concept)
        if spelling.forgiving and len(spelling.text) >= _SHORTEST_FORGIVEN:
            key = (spelling.text, spelling.any_ending)
            self._forgiven.setdefault(key, set()).add(concept)
            for shorter in _with_one_letter_left_out(spelling.text):
                self._near.setdefault(shorter, set()).add(key)
            if spelling.any_ending:
                length = len(spelling.text)
                self._near_lengths.update((length - 1, length, length + 1))

    def _concepts(self, word: str) -> tuple[int, ...]:
        found: set[int] = set()
        for reading in readings(word[:_LONGEST_WORD]):
            found |= self._words.get(reading, set())
            for end in range(2, len(reading) + 1):
                found |= self._beginnings.get(reading[:end], set())
        if not found and len(word) >= _SHORTEST_FORGIVEN - 1:
            for reading in readings(word[:_LONGEST_WORD]):
                found |= self._misspelt(reading)
        return tuple(found)

    def _misspelt(self, word: str) -> set[int]:
        found: set[int] = set()
        for length in {*self._near_lengths, len(word)}:
            if length > len(word):
                continue
            start = word[:length]
            for shorter in _with_one_letter_left_out(start):
                for key in self._near.get(shorter, ()):
                    target, any_ending = key
                    whole = any_ending or length == len(word)
                    if whole and start[0] == target[0] and one_slip_apart(start, target):
                        found |= self._forgiven[key]
        return found


def _with_one_letter_left_out(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def one_slip_apart(left: str, right: str) -> bool:
    """True when one letter wrong, missing, added, or two neighbours swapped turns one word into the other."""
    if left == right:
        return True
    if len(left) > len(right):
        left, right = right, left
    if len(right) - len(left) > 1:
        return False
    place = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
    if len(left) < len(right):
        return left[place:] == right[place + 1 :]
    swapped = left[:place] + left[place + 1 : place + 2] + left[place : place + 1] + left[place + 2 :]
    return left[place + 1 :] == right[place + 1 :] or swapped == right
