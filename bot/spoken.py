"""Which of our languages a message is written in."""

from functools import cache

from lingua import IsoCode639_1, LanguageDetector, LanguageDetectorBuilder

from locales import LANGUAGES

UNSURE = 0.35
SHORTEST = 3
# To offer another language one must be surer: a name or a school word is no reason to ask.
SURE = 0.8
FEWEST_WORDS = 4
# Often typed in Latin letters, which the detector does not know them by: it takes Roman Urdu for English or Somali.
ALSO_IN_LATIN = frozenset({"ur", "pa", "bn", "ar"})
ENGLISH = frozenset(
    [
        "the",
        "a",
        "to",
        "of",
        "is",
        "are",
        "they",
        "them",
        "my",
        "me",
        "you",
        "it",
        "and",
        "for",
        "not",
        "will",
        "can",
        "do",
        "does",
        "what",
        "how",
        "with",
        "from",
        "at",
        "in",
        "on",
    ]
)


@cache
def _detector() -> LanguageDetector:
    codes = [getattr(IsoCode639_1, code.upper()) for code in LANGUAGES]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_low_accuracy_mode().build()


def language_of(text: str, hint: str | None = None) -> str:
    """The language of a text, ISO 639-1. The hint (the language she chose) stands where a few letters could be any."""
    known = hint if hint in LANGUAGES else "en"
    sample = text[:2_000]
    if sum(letter.isalpha() for letter in sample) < SHORTEST:
        return known
    ranked = _detector().compute_language_confidence_values(sample)
    if not ranked or ranked[0].value < UNSURE:
        return known
    return ranked[0].language.iso_code_639_1.name.lower()


def surely_another_language(text: str, current: str) -> str | None:
    """The language of a text where it is surely not the one she chose; None otherwise."""
    sample = text[:2_000]
    if len(sample.split()) < FEWEST_WORDS:
        return None
    ranked = _detector().compute_language_confidence_values(sample)
    if not ranked or ranked[0].value < SURE:
        return None
    found = ranked[0].language.iso_code_639_1.name.lower()
    if current in ALSO_IN_LATIN and sample.isascii():
        words = sample.lower().split()
        surely_english = found == "en" and sum(word in ENGLISH for word in words) * 3 >= len(words)
        return "en" if surely_english else None
    return None if found == current else found
