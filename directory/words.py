"""Words as people use them: tokens, stems, and what a misspelt word may have been. Pure.

The lists are in synonyms.yml and, for our other languages, in vocabulary/.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import yaml

# Letters, digits and the vowel signs of Indic and Arabic script, which are marks and belong to their word.
_TOKEN = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0dff])+")
_PLAIN_TOKEN = re.compile(r"[a-z0-9]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_VOWELS = frozenset("aeiouy")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_IRREGULAR = {
    "children": "child",
    "kid": "child",
    "kids": "child",
    "kiddies": "child",
    "women": "woman",
    "womens": "woman",
    "men": "man",
    "mens": "man",
    "mums": "mum",
    "mom": "mum",
    "mother": "mum",
    "mothers": "mum",
    "mummy": "mum",
    "daddy": "dad",
    "father": "dad",
    "fathers": "dad",
    "teeth": "tooth",
    "housing": "housing",  # what a council gives; a "house" is in the name of many a hall
    "carers": "carer",
    "colour": "color",
    "programme": "program",
}
MAX_WORDS = 60  # of one question; a parent may paste a whole page
MAX_LETTERS = 100  # of one word; a longer one is none, and PostgreSQL's index would refuse it
MAX_QUESTION = 4_000  # characters of it that are read


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, Latin letters without accents, apostrophes closed up ("mum's" → "mums")."""
    closed = _APOSTROPHE.sub("", text)
    if closed.isascii():  # most services' texts: three times as fast
        return [token for token in _PLAIN_TOKEN.findall(closed.lower()) if len(token) <= MAX_LETTERS]
    lower = unicodedata.normalize("NFKC", closed).lower()
    return [_fold(token) for token in _TOKEN.findall(lower) if len(token) <= MAX_LETTERS]


def _fold(token: str) -> str:
    if token.isascii():
        return token
    apart = unicodedata.normalize("NFD", token)
    bare = "".join(character for character in apart if not "\u0300" <= character <= "\u036f")
    return unicodedata.normalize("NFC", bare).replace("ł", "l").replace("đ", "d")


@cache
def stem(word: str) -> str:
    """A word without its English ending, so that "parents" and "parenting" meet. Other scripts pass unchanged.

    Lighter than Porter's: it joins what families' and services' words need joined and leaves short words alone.
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if not word.isascii() or not word.isalpha() or len(word) < 4:
        return word
    return _ending_e(_derived(_plural(word)))


def _plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _derived(word: str) -> str:
    for ending in (
        "ations",
        "ation",
        "iness",
        "ness",
        "ment",
        "ings",
        "ing",
        "ers",
        "ors",
        "er",
        "or",
        "ied",
        "ed",
        "ly",
    ):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 4 and _VOWELS & set(root):
            return _undouble(root + ("y" if ending in ("ied", "iness") else ""))
    return word


def _undouble(root: str) -> str:
    return root[:-1] if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "sz" else root


def _ending_e(word: str) -> str:
    if len(word) > 4 and word.endswith("e"):
        return word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") and word[-2] not in _VOWELS else word


def stems(text: str) -> list[str]:
    """The stems of a text in its order."""
    return [stem(token) for token in tokens(text)]


def one_letter_away(word: str) -> set[str]:
    """Every string one slip from the word: a letter dropped, added, changed, or two swapped."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    dropped = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    changed = {left + letter + right[1:] for left, right in cuts if right for letter in _ALPHABET}
    added = {left + letter + right for left, right in cuts for letter in _ALPHABET}
    return (dropped | swapped | changed | added) - {word}


@cache
def _lists() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "synonyms.yml").read_text("utf-8"))
    return read


@cache
def stop_stems() -> frozenset[str]:
    """Stems that say nothing about what is looked for: "need", "near", "my"."""
    return frozenset(stems(" ".join(_lists()["stop_words"].values())))


Phrase = tuple[str, ...]


@cache
def synonyms() -> dict[Phrase, tuple[Phrase, ...]]:
    """Stemmed phrases of parents, in all our languages, each with the stemmed phrases that services use for the same."""
    return {**_vocabulary()[0], **_english_synonyms()}


@cache
def _english_synonyms() -> dict[Phrase, tuple[Phrase, ...]]:
    return {
        tuple(stems(said)): tuple(tuple(stems(meant)) for meant in means.split(","))
        for said, means in _lists()["synonyms"].items()
    }


@cache
def _vocabulary() -> tuple[dict[Phrase, tuple[Phrase, ...]], dict[str, tuple[Phrase, ...]]]:
    """What parents of our other languages write: whole phrases, and beginnings of words ("basen*"), as `synonyms`."""
    whole: dict[Phrase, dict[Phrase, None]] = {}
    beginnings: dict[str, dict[Phrase, None]] = {}
    for path in sorted((Path(__file__).parent / "vocabulary").glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        # There are thousands of lines; the parser in C takes a tenth of the time.
        read: dict[str, str] = (
            yaml.load(text, Loader=yaml.CSafeLoader) if yaml.__with_libyaml__ else yaml.safe_load(text)
        )
        for meant, said in read.items():
            phrase = tuple(stems(meant))
            means = dict.fromkeys((phrase, *_english_synonyms().get(phrase, ())))
            for each in said.split(","):
                if stop_stems().issuperset(stems(each)):
                    continue
                if each.strip().endswith("*"):
                    beginnings.setdefault("".join(tokens(each)), {}).update(means)
                else:
                    whole.setdefault(tuple(stems(each)), {}).update(means)
    return {said: tuple(means) for said, means in whole.items()}, {
        said: tuple(means) for said, means in beginnings.items()
    }


def _begins(word: str) -> tuple[Phrase, ...]:
    """What a word means by its beginning, the longest that is known; empty for most words."""
    beginnings = _vocabulary()[1]
    known = (word[:length] for length in range(len(word), 2, -1))
    return next((beginnings[beginning] for beginning in known if beginning in beginnings), ())


def concepts(text: str) -> list[tuple[Phrase, ...]]:
    """What a question is about: for each idea in it, the stemmed phrases that would meet it, her own words first.

    The longest known phrase is read first: "someone to talk to" is one idea, and its stop words are part of it.
    """
    written = tokens(text[:MAX_QUESTION])[:MAX_WORDS]
    words = [stem(word) for word in written]
    found: list[tuple[Phrase, ...]] = []
    at = 0
    while at < len(words):
        phrase = next(_phrases_at(words, at), None)
        if phrase is not None:
            # "hits me" is not about hitting: without its stop words a phrase is another idea.
            own = () if stop_stems() & set(phrase) else (phrase,)
            found.append((*own, *synonyms()[phrase]))
        elif words[at] not in stop_stems():
            found.append(((words[at],), *_begins(written[at])))
        at += len(phrase or (1,))
    return list(dict.fromkeys(found))


def _phrases_at(words: list[str], at: int) -> Iterator[Phrase]:
    for length in range(min(5, len(words) - at), 0, -1):
        phrase = tuple(words[at : at + length])
        if phrase in synonyms():
            yield phrase


def joined(*texts: Iterable[str]) -> str:
    """Distinct words as one text, sorted, for a search index."""
    return " ".join(sorted({word for text in texts for word in text}))
