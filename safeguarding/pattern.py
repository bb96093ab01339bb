"""The small language in which the phrase files describe what a frightened person may write.

he .. hit* me          words in this order; `..` lets up to 3 other words come between, `..6` up to 6
hit ... baby           `...` lets up to 12 words come between and may pass the end of a sentence
{child} & bleed*       both in one sentence, in any order
{knife} && {outside}   both in one message, in any order
hit|slap|punch*        any of these; `*` is any ending
(lock in|shut away)    any of these, each of several words
mu?jh?e                the letter before `?` may be missing; `gr[ae]y` is one of the letters
~suicid*               also with one letter wrong, missing, added or swapped
{child}                a set of words (or of patterns) named under `words:`; also as one of several, {child}|pet
^ and $                the beginning and the end of the whole message
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from safeguarding.normalise import fold, word_characters

SHORT_GAP, WIDE_GAP = 3, 12
SENTENCE_REACH, MESSAGE_REACH = 14, 45
_MAX_SPELLINGS = 256
_LETTER = re.compile(r"\[([^\]]+)\](\?)?|(.)(\?)?", re.DOTALL)
_HYPHEN = re.compile(r"(?<=[^\W_])-(?=[^\W_])")
_PIECE = re.compile(r"\([^()]*\)|\S+")
_SET = re.compile(r"\{[\w.]+\}")
_GAP = re.compile(r"\.\.(\d*)")


class PatternError(ValueError):
    """A pattern in a phrase file that cannot be read; the message says which and why."""


@dataclass(frozen=True)
class Spelling:
    """One way to write a word."""

    text: str
    any_ending: bool
    forgiving: bool


@dataclass(frozen=True)
class Item:
    """One place in a pattern: any of these named sets, spellings or phrases. `gap` is how many words may stand before it."""

    sets: tuple[str, ...]
    spellings: tuple[Spelling, ...]
    gap: int = 0
    crosses: bool = False
    phrases: tuple[Pattern, ...] = ()


@dataclass(frozen=True)
class Pattern:
    """Items in order, or, when `reach` is set, whole patterns in any order within so many words."""

    source: str
    items: tuple[Item, ...] = ()
    parts: tuple[Pattern, ...] = ()
    reach: int = 0
    crosses: bool = False


def parse(source: str) -> Pattern:
    """Reads a pattern. Raises PatternError."""
    for mark, reach in (("&&", MESSAGE_REACH), ("&", SENTENCE_REACH)):
        pieces = source.split(f" {mark} ")
        if len(pieces) > 1:
            return Pattern(source, (), tuple(parse(piece) for piece in pieces), reach, mark == "&&")
    return Pattern(source, _items(source))


def _items(source: str) -> tuple[Item, ...]:
    items: list[Item] = []
    gap, crosses = 0, False
    for piece in _PIECE.findall(_HYPHEN.sub(" ", source)):
        if piece == "...":
            gap, crosses = WIDE_GAP, True
        elif match := _GAP.fullmatch(piece):
            gap = int(match[1]) if match[1] else SHORT_GAP
        else:
            choices = [choice.strip() for choice in piece.strip("()").split("|")]
            sets = tuple(choice[1:-1] for choice in choices if _SET.fullmatch(choice))
            words = [choice for choice in choices if " " not in choice and not _SET.fullmatch(choice)]
            phrases = tuple(Pattern(choice, _items(choice)) for choice in choices if " " in choice)
            items.append(Item(sets, _spellings(words, source), gap, crosses, phrases))
            gap, crosses = 0, False
    if not items or gap:
        raise PatternError(f"a pattern needs words, and may not end in a gap: {source!r}")
    return tuple(items)


def _spellings(words: list[str], source: str) -> tuple[Spelling, ...]:
    found: dict[Spelling, None] = {}
    for alternative in words:
        forgiving = alternative.startswith("~")
        any_ending = alternative.endswith("*")
        for text in _spell_out(alternative.removeprefix("~").removesuffix("*"), source):
            found[Spelling(text, any_ending, forgiving)] = None
    return tuple(found)


def _spell_out(word: str, source: str) -> list[str]:
    choices: list[tuple[str, ...]] = []
    for match in _LETTER.finditer(word):
        letters = tuple(match[1]) if match[1] else (match[3],)
        choices.append((*letters, "") if match[2] or match[4] else letters)
    spelt = list(dict.fromkeys(fold("".join(choice)) for choice in product(*choices)))
    if len(spelt) > _MAX_SPELLINGS:
        raise PatternError(f"{word!r} in {source!r} has {len(spelt)} spellings; write fewer optional letters")
    for text in spelt:
        if text not in ("^", "$") and not word_characters().fullmatch(text):
            raise PatternError(f"{text!r} in {source!r} is not one word")
    return spelt
