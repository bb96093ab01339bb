"""Phrases in running text: whether it says a thing, says that it is not so, or says it of a part only. Pure.

Made for short English statements of services ("Wheelchair access, but no hearing loop") and for parents' messages in all our
languages. What is asked, planned or offered to be talked about states nothing.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from directory.words import tokens

Stated = Literal["yes", "no", "partly"]
STATED: tuple[Stated, ...] = ("yes", "no", "partly")

_SENTENCES = re.compile(
    r"[.!;\n•·|()]+|\?(?!\s*(?:no|not|yes)\b)|\s[-–—]\s|\b(?:but|however|although|though|except)\b(?!\s+(?:only|not|limited))",
    re.IGNORECASE,
)
_LISTED = re.compile(r",(?!\s*(?:but\s+)?(?:only|not|limited|none)\b)|\band\b|&", re.IGNORECASE)
_NONE_OF = re.compile(r"\b(?:no|not|without|isn't|aren't|don't|doesn't|neither)\b.*\b(?:or|nor)\b", re.IGNORECASE)
# "Not just", "no need to book": no denial.
_IDLE = re.compile(
    r"\b(?:no|not) (?:only|just|problem|need|charge|cost|fee|fees|booking|appointment|referral|worries|matter)\b"
)
_BEFORE = re.compile(
    r"\b(?:no|not|isnt|arent|wasnt|doesnt|dont|hasnt|havent|cannot|cant|unable|unfortunately|without|lacks?|lacking|never|nor"
    r"|neither|unsuitable)\b(?: \S+){0,5}$"
)
_AFTER = re.compile(
    r"^(?: \S+){0,3}? (?:unavailable|isnt|arent|(?:no|none|n a|not)$|not (?:available|possible|provided|suitable|working"
    r"|currently|yet|accessible|have|here|there)|out of (?:order|use)|broken)\b|^ (?:no|none|not)$"
)
_OPEN = re.compile(
    r"\b(?:hop(?:e|es|ing)|plan(?:s|ned|ning)?|soon|ask|asking|enquire|check|if|whether|let us know|contact|need|needs|require"
    r"|requires|discuss|improve|improving|fundrais\w*)\b"
)
_PARTLY = re.compile(r"\b(?:partial|partially|partly|limited|restricted|some|part)\b")
NOTHING = re.compile(r"(?!)")


@cache
def pattern(phrases: str) -> re.Pattern[str]:
    """A list of phrases as a pattern over `plain` text. "a/b" is either word, "word*" any ending, "*word" any beginning."""
    written = [_written(phrase) for phrase in phrases.split(",") if phrase.strip()]
    return re.compile(rf"(?<!\S)(?:{'|'.join(written)})(?!\S)") if written else NOTHING


def _written(phrase: str) -> str:
    return " ".join(_either(word) for word in phrase.split())


def _either(word: str) -> str:
    ways = [_one(each) for each in word.split("/")]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _one(word: str) -> str:
    start, end = r"\S*" if word.startswith("*") else "", r"\S*" if word.endswith("*") else ""
    return f"{start}{' '.join(map(re.escape, tokens(word.strip('*'))))}{end}"


def plain(text: str) -> str:
    """A text as its tokens (words.tokens) with a space between."""
    return " ".join(tokens(text))


def clauses(text: str, about: Sequence[str]) -> list[str]:
    """What a text says one after the other, as plain text. "No ramp, lift or loop" stays together.

    Args:
        about: pieces of words, of which a part must hold one to be read at all: most do not, and this is quick to see.
    """
    found: list[str] = []
    for sentence in _holding(_SENTENCES.split(text) if _holding([text], about) else [], about):
        found += [sentence] if _NONE_OF.search(sentence) else _LISTED.split(sentence)
    return _as_plain(found, about)


def sentences(text: str, about: Sequence[str]) -> list[str]:
    """A text's sentences as plain text, for phrases that may be lists themselves: "speech, language and communication"."""
    return _as_plain(_SENTENCES.split(text) if _holding([text], about) else [], about)


def _holding(parts: Iterable[str], about: Sequence[str]) -> list[str]:
    return [part for part in parts for lower in [part.lower()] if any(each in lower for each in about)]


def _as_plain(parts: Iterable[str], about: Sequence[str]) -> list[str]:
    return [said for part in _holding(parts, about) if (said := _IDLE.sub("", plain(part)))]


def stated(
    text: Iterable[str], says: re.Pattern[str], denies: re.Pattern[str], partly: re.Pattern[str]
) -> Stated | None:
    """What clauses state of a thing; None when they say nothing of it.

    Args:
        says, denies: phrases for it and for its contrary.
        partly: words that leave a part of it out, beside those that always do.
    """
    found: set[Stated] = set()
    for clause in text:
        found |= {each for at in says.finditer(clause) if (each := _read(clause, at, partly))}
        found |= {_turned(each) for at in denies.finditer(clause) if (each := _read(clause, at, NOTHING))}
    return agreed(found)


def agreed(found: Iterable[Stated]) -> Stated | None:
    """What several statements come to: one that contradicts another leaves a part out."""
    each = set(found)
    return None if not each else each.pop() if len(each) == 1 else "partly"


def _turned(said: Stated) -> Stated:
    return "no" if said == "yes" else "yes" if said == "no" else said


def _read(clause: str, at: re.Match[str], partly: re.Pattern[str]) -> Stated | None:
    before, after = clause[: at.start()].rstrip(), clause[at.end() :]
    if _BEFORE.search(before) or _AFTER.search(after):
        return "no"
    if _OPEN.search(before):
        return None
    around = f"{before} {after}"
    return "partly" if _PARTLY.search(around) or partly.search(around) else "yes"


def asked(text: str, asks: re.Pattern[str], taken_back: Sequence[re.Pattern[str]]) -> bool | None:
    """Whether a parent's plain text asks for a thing; False when it takes it back, None when it does not speak of it.

    Args:
        taken_back: what does so before a phrase, and after it.
    """
    before, after = taken_back
    found = [
        not (before.search(text[: at.start()].rstrip()) or after.match(text[at.end() :].lstrip()))
        for at in asks.finditer(text)
    ]
    return any(found) if found else None
