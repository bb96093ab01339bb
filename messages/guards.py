"""Decides whether a machine translation of one line may be shown to a family.

Every check compares the English line with its translation; one that fails keeps the line in English. The checks
cannot see every error: they are there so that no wrong number, date, address or "not" is shown.
"""

import re
import unicodedata
from collections import Counter

from messages.calendar_words import calendar_changes
from messages.facts import CONTACT
from messages.polarity import english_polarity_changes, polarity_changes
from messages.words import words_of

ACRONYMS = frozenset(
    {
        *("PE", "RE", "ICT", "DT", "STEM", "RWI", "RSE", "PSHE", "SATS", "SATs", "GCSE", "BTEC"),
        *("KS1", "KS2", "KS3", "KS4", "EYFS", "INSET", "PTA", "PTFA", "MUGA", "CEO", "MAT", "TA", "HLTA", "LSA"),
        *("SEN", "SEND", "SENCO", "SENDCO", "EHC", "EHCP", "ELSA", "EBSA", "SALT", "OT", "ADHD", "ASD"),
        *("FSM", "HAF", "TAF", "MASH", "LAC", "CAMHS", "GP", "NHS", "DBS", "NSPCC", "RSPCA", "UK"),
    }
)
_NATIVE_DIGITS = re.compile(r"\d+")
_CLOCK_PM = re.compile(r"\b(\d{1,2})(?:[.:](\d\d))?\s?([ap])\.?\s?m\b", re.IGNORECASE)
_MERIDIEM = re.compile(r"\d\s?([ap])\.?\s?m\b", re.IGNORECASE)
_CURRENCY = re.compile(r"[£$€₹¥]|zł|\beuros?\b|\bdólares\b|\blei\b|грн|روپے", re.IGNORECASE)
_POUND = re.compile(r"£|\bGBP\b|\blibras?\b|funt|\blire\b|\bpounds?\b|جنيه|پاؤنڈ|পাউন্ড|фунт", re.IGNORECASE)
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "noon": 12, "midday": 12, "first": 1, "second": 2, "third": 3,
}  # fmt: skip
_LENGTH_MEDIAN = {"es": 1.15, "pt": 1.1, "pl": 1.05, "ro": 1.12, "ur": 1.0, "bn": 1.0, "ar": 0.85, "uk": 1.03}
_SCRIPTS = {"ar": "ARABIC", "ur": "ARABIC", "bn": "BENGALI", "pa": "GURMUKHI", "uk": "CYRILLIC"}
_LEAST_OVERLAP = 0.5
_WORD = re.compile(r"[^\W\d_]+")
_LIGHT_WORDS = frozenset(
    {
        *("the", "a", "an", "and", "or", "of", "to", "in", "on", "at", "for", "with", "by", "from", "as", "if"),
        *("is", "are", "be", "been", "was", "were", "will", "has", "have", "can", "do", "does", "did"),
        *("this", "that", "your", "our", "their", "it", "we", "you", "they", "there", "all", "any", "please"),
    }
)


def broken(source: str, target: str, language: str, *, back: str | None = None) -> list[str]:
    """The checks that `target`, a translation of the English `source` into `language`, fails; empty if none does.

    `back` is `target` turned back into English by another model, where there is one.
    """
    failed = [
        name
        for name, fails in (
            ("numbers", not _same_numbers(source, target)),
            ("money", not _same_currency(source, target)),
            ("am or pm", not _same_meridiem(source, target)),
            ("day or month", calendar_changes(source, target, language)),
            ("address or phone number", not _same_contacts(source, target)),
            ("acronym", not _same_acronyms(source, target)),
            ("repetition", _repeats(source, target)),
            ("length", _wrong_length(source, target, language)),
            ("script", _wrong_script(source, target, language)),
            ("not translated", _is_copy(source, target)),
        )
        if fails
    ]
    failed += [f"meaning: {change}" for change in polarity_changes(source, target, language)]
    if back is not None:
        failed += [f"meaning: {change}" for change in english_polarity_changes(source, back)]
        if _overlap(source, back) < _LEAST_OVERLAP:
            failed.append("meaning")
    return list(dict.fromkeys(failed))


def _numbers(text: str) -> Counter[int]:
    """All numbers, in whichever digits they are written."""
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in unicodedata.normalize("NFKC", text))
    return Counter(int(number) for number in _NATIVE_DIGITS.findall(digits))


def _same_numbers(source: str, target: str) -> bool:
    wanted, found = _numbers(source), _numbers(target)
    if wanted == found:
        return True
    # "2.30pm" may become "14:30", and "3pm" "15:00".
    clock = wanted.copy()
    for hour, minute, half in _CLOCK_PM.findall(source):
        clock[int(hour)] -= 1
        clock[int(hour) % 12 + (12 if half.lower() == "p" else 0)] += 1
        if not minute and found[0] > clock[0]:
            clock[0] += 1
    if +clock == found:
        return True
    extra, missing = found - wanted, wanted - found
    spelled = Counter(_NUMBER_WORDS[w] for w in re.findall(r"[a-z]+", source.lower()) if w in _NUMBER_WORDS)
    return not missing and not extra - spelled


def _same_currency(source: str, target: str) -> bool:
    if "£" in source:
        foreign = [sign for sign in _CURRENCY.findall(target) if sign != "£"]
        return bool(_POUND.search(target)) and not foreign
    return "£" not in target and not (_CURRENCY.search(target) and not _CURRENCY.search(source))


def _same_meridiem(source: str, target: str) -> bool:
    said = Counter(half.lower() for half in _MERIDIEM.findall(source))
    kept = Counter(half.lower() for half in _MERIDIEM.findall(target))
    if kept:
        return said == kept
    # Without am and pm in the translation, an afternoon hour must be written as 13 to 23.
    afternoon = [int(h) for h, _, half in _CLOCK_PM.findall(source) if half.lower() == "p" and int(h) < 12]
    found = _numbers(target)
    return all(found[hour + 12] or _says_half_of_day(target) for hour in afternoon)


def _says_half_of_day(target: str) -> bool:
    return bool(
        re.search(
            r"tarde|noche|mediodía|noite|po południu|wieczor|seara|după-amiaz|вечор|дня|مساء|بعد الظهر|شام|دوپہر|"
            r"বিকাল|বিকেল|সন্ধ্যা|দুপুর|রাত",
            target,
            re.IGNORECASE,
        )
    )


def _same_contacts(source: str, target: str) -> bool:
    return all(match.group().rstrip(".,;:)!?") in target for match in CONTACT.finditer(source))


def _same_acronyms(source: str, target: str) -> bool:
    wanted = {word for word in re.findall(r"\b[A-Z][A-Za-z]*\d?\b", source) if word in ACRONYMS}
    return all(re.search(rf"(?<!\w){word}(?!\w)", target) for word in wanted)


def _repeats(source: str, target: str) -> bool:
    """A word or phrase said twice running, one word all over the line, or a run of one letter."""
    if re.search(r"([^\W\d_])\1{3,}", target) and not re.search(r"([^\W\d_])\1{3,}", source):
        return True
    return _doubled(target) > _doubled(source) or _most_frequent(target) > max(3, 2 * _most_frequent(source))


def _doubled(text: str) -> int:
    words = words_of(text)
    count = 0
    for size in range(1, 5):
        for start in range(len(words) - 2 * size + 1):
            first = words[start : start + size]
            if first == words[start + size : start + 2 * size] and not all(word.isdigit() for word in first):
                count += 1
    return count


def _most_frequent(text: str) -> int:
    return max(Counter(word for word in words_of(text) if len(word) > 3).values(), default=0)


def _wrong_length(source: str, target: str, language: str) -> bool:
    ratio = len(target) / max(1, len(source)) / _LENGTH_MEDIAN.get(language, 1.0)
    return not (0.3 <= ratio <= 3.5 if len(source) < 25 else 0.55 <= ratio <= 1.9)


def _wrong_script(source: str, target: str, language: str) -> bool:
    kept = {word.lower() for word in _WORD.findall(source) if word[0].isupper()}
    letters = [c for word in _WORD.findall(CONTACT.sub(" ", target)) if word.lower() not in kept for c in word]
    if not letters:
        return False
    script = _SCRIPTS.get(language, "LATIN")
    return sum(unicodedata.name(c, "").startswith(script) for c in letters) / len(letters) < 0.8


def _is_copy(source: str, target: str) -> bool:
    said = [w.lower() for w in _WORD.findall(CONTACT.sub(" ", source)) if len(w) > 2 and w not in ACRONYMS]
    small = [word for word in said if word in _LIGHT_WORDS]
    kept = {word.lower() for word in _WORD.findall(target)}
    if len(said) >= 2 and source.strip(" .!").lower() == target.strip(" .!").lower():
        return True
    return (len(said) >= 4 and sum(w in kept for w in said) / len(said) > 0.6) or sum(w in kept for w in set(small)) > 2


def _overlap(source: str, back: str) -> float:
    """The share of the source's content words that come back; 1.0 where there are too few to tell."""
    wanted = {_stem(w) for w in _WORD.findall(source) if len(w) > 3 and w.lower() not in _LIGHT_WORDS}
    found = {_stem(w) for w in _WORD.findall(back)}
    return len(wanted & found) / len(wanted) if len(wanted) >= 2 else 1.0


def _stem(word: str) -> str:
    return word.lower()[:5]
