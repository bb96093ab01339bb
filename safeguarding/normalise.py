"""Folds a message into plain words, undoing what hides a word: marks, look-alikes, digits for letters, spaced letters.

The phrase files go through the same folding, so whatever is lost here is lost on both sides.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SPACES = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_APOSTROPHES = "'’‘`´ʼʻ′ʹ＇׳"
_LINE_ENDS = "\n\r\u2028\u2029\x85"

# Letters that stay apart under NFKD, and the variants of one Arabic-script letter that keyboards mix up.
_LETTERS = str.maketrans(
    "łđøıœæßŧħǝ" + "ىيئے" + "كڪ" + "ةہھۀۂۃە" + "أإآٱ" + "ؤ" + "ёґ" + "ੰ",
    "ldoioasthe" + "یییی" + "کک" + "ههههههه" + "اااا" + "و" + "ег" + "ਂ",
)
_DROPPED_MARKS = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC),
    (0x06DF, 0x06E4), (0x06EA, 0x06ED), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F), (0x0640, 0x0640),
    (0x0981, 0x0981), (0x09BC, 0x09BC), (0x0A3C, 0x0A3C), (0x0A71, 0x0A71), (0x0A01, 0x0A01),
)  # fmt: skip
_CYRILLIC = "асеорхуікмтвнѕјԁһ"
_CYRILLIC_AS_LATIN = str.maketrans(_CYRILLIC + "αεικνορτυχβγ", "aceopxyikmtbhsjdh" + "aeikvoptuxby")
_LATIN_AS_CYRILLIC = str.maketrans("aceopxyikmtbh", "асеорхуікмтвн")
_LEET_I = str.maketrans("013457@$!|8", "oieastasiib")
_LEET_L = str.maketrans("013457@$!|8", "oleastaslib")
_LEET = frozenset("013457@$!|8")

_INDIC = "\u0900-\u0963\u0966-\u097f\u0980-\u0a7f"
_PART = re.compile(
    rf"(?P<word>[\w{_INDIC}](?:[\w{_INDIC}]|[@$!*|](?=[\w{_INDIC}]))*)"
    r"|(?P<end>[.!?…]+(?=\s|$)|[\n।۔؟]+)"
)
_LONG_RUN = re.compile(r"(.)\1{2,}")
_ARABIC = re.compile("[\u0621-\u06ff]")
_LATIN = re.compile("[a-z]")
_CYRILLIC_LETTER = re.compile("[\u0430-\u045f]")
_GREEK_LETTER = re.compile("[\u03b1-\u03c9]")


class _Fold(dict[int, str | None]):
    """What becomes of each character; worked out on first sight."""

    def __missing__(self, code: int) -> str | None:
        folded = self[code] = _fold_character(code)
        return folded


def _fold_character(code: int) -> str | None:
    character = chr(code)
    if character in _LINE_ENDS:
        return "\n"
    if character in _SPACES:
        return " "
    if character in _APOSTROPHES or any(low <= code <= high for low, high in _DROPPED_MARKS):
        return None
    if unicodedata.category(character) in ("Cf", "Cc", "Cs", "Co"):
        return None
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return character.translate(_LETTERS)


_FOLD = _Fold()


def fold(text: str) -> str:
    """One spelling for every way of typing the same letters: lower case, no marks, no invisible characters."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_FOLD)


@dataclass(frozen=True)
class Words:
    """The words of a text in order, and for each the number of the sentence it stands in."""

    words: tuple[str, ...]
    sentence: tuple[int, ...]


def split(text: str) -> Words:
    """The folded words of a text. Letters typed apart ("k i l l") are joined; a word repeated on and on is cut to three."""
    words: list[str] = []
    sentence: list[int] = []
    number = 0
    letters = 0
    for part in _PART.finditer(fold(text)):
        word = part["word"]
        if word is None:
            number, letters = number + 1, 0
            continue
        if len(words) >= 3 and word == words[-1] == words[-2] == words[-3]:
            continue
        words.append(word)
        sentence.append(number)
        letters = letters + 1 if len(word) == 1 and word.isalpha() else 0
        if letters >= 4:
            _join_letters(words, sentence, letters)
            letters = 0 if letters > 24 else letters
    return Words(tuple(words), tuple(sentence))


def _join_letters(words: list[str], sentence: list[int], letters: int) -> None:
    """The first four single letters become one word; each later one is added to it."""
    count = 4 if letters == 4 else 2
    joined = "".join(words[-count:])
    del words[-count:], sentence[-count + 1 :]
    words.append(joined)


def readings(word: str) -> tuple[str, ...]:
    """The ways one folded word may be meant: as typed, look-alikes undone, digits as letters, long letters shortened."""
    found = dict.fromkeys((word,))
    if not word.isascii():
        found.update(dict.fromkeys(_one_alphabet(word)))
        if _ARABIC.search(word):
            found.update(dict.fromkeys(_without_arabic_prefix(word)))
    for plain in tuple(found):
        if not plain.isalpha():
            found.update(dict.fromkeys(_letters_for_signs(plain)))
    for plain in tuple(found):
        if _LONG_RUN.search(plain):
            found[_LONG_RUN.sub(r"\1\1", plain)] = None
            found[_LONG_RUN.sub(r"\1", plain)] = None
    return tuple(found)


@lru_cache(maxsize=65536)
def likeliest(word: str) -> str:
    """The one way a folded word is most likely meant: look-alikes and digits undone, long letters shortened."""
    if word.isascii() and word.isalpha() and not _LONG_RUN.search(word):
        return word
    plain = (_one_alphabet(word) or [word])[0]
    plain = (_letters_for_signs(plain) or [plain])[0]
    return _LONG_RUN.sub(r"\1\1", plain)


def _one_alphabet(word: str) -> list[str]:
    latin, cyrillic = len(_LATIN.findall(word)), len(_CYRILLIC_LETTER.findall(word))
    if not latin or not (cyrillic or _GREEK_LETTER.search(word)):
        return []
    return [word.translate(_CYRILLIC_AS_LATIN), word.translate(_LATIN_AS_CYRILLIC)]


def _letters_for_signs(word: str) -> list[str]:
    found = []
    if not _LEET.isdisjoint(word) and not word.isdecimal():
        found += [word.translate(_LEET_I), word.translate(_LEET_L)]
    if "*" in word[:40]:
        found += [word.replace("*", letter) for letter in ("", "a", "e", "i", "o", "u")]
    return found


def _without_arabic_prefix(word: str) -> list[str]:
    """In Arabic "and", "so", "with", "for" and "the" are written onto the word."""
    found: list[str] = []
    rest = word
    for prefixes in ("وف", "بلک"):
        if rest[:1] in prefixes and len(rest) > 3:
            rest = rest[1:]
            found.append(rest)
    if rest.startswith("ال") and len(rest) > 4:
        found.append(rest[2:])
    return found


@lru_cache(maxsize=1)
def word_characters() -> re.Pattern[str]:
    """What a word in a phrase file may be made of, for checking the files."""
    return re.compile(rf"[\w{_INDIC}]+")
