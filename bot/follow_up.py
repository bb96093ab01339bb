"""A bare "why?" or "and who?": which topic it asks about, after the topic that was just answered."""

import unicodedata
from functools import cache
from pathlib import Path

import yaml

from actions.forms import ANSWERED_BETWEEN

SIGNS = ".,;:!?…؟،؛।۔¿¡\"'()-"
LONGEST = 6
ASKED_BACK = "nlu_fallback"


@cache
def _book() -> tuple[dict[str, str], frozenset[str], dict[str, dict[str, str]]]:
    book = yaml.safe_load((Path(__file__).parent / "follow_ups.yml").read_text(encoding="utf-8"))
    asks = {
        _plain(words): question
        for question, by_language in book["asks"].items()
        for spoken in by_language.values()
        for words in spoken
    }
    fillers = frozenset(_plain(word) for spoken in book["and"].values() for word in spoken)
    return asks, fillers, book["means"]


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFC", text.casefold()).replace("’", "'")
    return " ".join(bare for word in folded.split() if (bare := word.strip(SIGNS)))


def follow_up(text: str, answered: str | None) -> str | None:
    """The topic that a bare question asks for after `answered`: nlu_fallback (asked back) where no answer of ours is meant.

    None when it is no bare question, or nothing about early help was answered.
    """
    if answered not in ANSWERED_BETWEEN:
        return None
    asks, fillers, means = _book()
    words = _plain(text[:200]).split()
    if not 0 < len(words) <= LONGEST:
        return None
    question = asks.get(" ".join(words))
    while question is None and words and words[0] in fillers:
        words = words[1:]
        question = asks.get(" ".join(words))
    if question is None and words and words[0].startswith("و"):  # in Arabic "and" is written onto the word
        question = asks.get(" ".join([words[0][1:], *words[1:]]))
    if question is None:
        return None
    meant = means[question].get(answered) or means[question].get("otherwise")
    return meant if meant and meant != answered else ASKED_BACK
