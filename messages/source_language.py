"""Decides in which language a pasted message is written: by its script, then by its commonest words."""

import re
import unicodedata
from collections import Counter

UNKNOWN = "und"
_COMMON_WORDS: dict[str, frozenset[str]] = {
    code: frozenset(" ".join(words).split())
    for code, words in {
        "en": (
            "the and to of in is will for be on your you we are at have with this that please school children from by",
            "not our their parents year it as if can would my has been do there what when who me am i was",
        ),
        "pl": (
            "się jest nie na dla przez oraz które który prosimy dziecko dzieci szkoła szkoły do od będzie państwa o że",
            "w z i jak mój moja ale czy tak są",
        ),
        "ro": (
            "și este nu pentru care vă rugăm copii copiii școala de la cu din va să pe sunt fi în o un mai ce ați",
            "dumneavoastră copilul",
        ),
        "es": (
            "el la los las de que y en por favor para con del una un se es niños escuela su al lo no está como padres",
            "ser hijo hija más",
        ),
        "pt": (
            "o a os as de que e em por favor para com do da uma um se é crianças escola seu sua ao não está como pais",
            "ser filho filha mais dos das no na",
        ),
        "so": (
            "iyo waa ka ku oo fadlan ardayda dugsiga waxaa caruurta in la loo uu ay aad ee soo maalinta si u ah dugsi",
            "carruurta waalidka waxa",
        ),
        "fr": ("le la les des et en pour avec une un est que dans vous nous votre sur pas au du ce école enfants",),
        "de": ("der die das und ist nicht für mit ein eine zu den von wir sie auf im dem werden bitte schule kinder",),
        "it": ("il lo la gli le e di che per con una un è non sono nel alla della scuola bambini si",),
    }.items()
}
_SCRIPT_LANGUAGES = {
    "BENGALI": "bn",
    "GURMUKHI": "pa",
    "GUJARATI": "gu",
    "TAMIL": "ta",
    "DEVANAGARI": "hi",
    "HAN": "zh",
    "CJK": "zh",
}
_URDU_LETTERS = re.compile("[ٹڈڑںےہھگچپ]")
_UKRAINIAN_LETTERS = re.compile("[іїєґ]", re.IGNORECASE)
_SAMPLE = 4_000


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language of `text`; "und" where there are no words to tell by."""
    sample = text[:_SAMPLE]
    letters = [c for c in sample if c.isalpha()]
    if not letters:
        return UNKNOWN
    scripts = Counter(unicodedata.name(c, "?").split(" ")[0].split("-")[0] for c in letters)
    script, count = scripts.most_common(1)[0]
    if script != "LATIN" and count > len(letters) / 2:
        return _by_letters(script, sample)
    words = re.findall(r"[^\W\d_]+", sample.lower())
    scores = {code: sum(word in common for word in words) for code, common in _COMMON_WORDS.items()}
    best = max(scores, key=lambda code: scores[code])
    # Words that English shares with another language must not make a short English line foreign.
    return best if scores[best] > scores["en"] * 1.3 + 1 else "en"


def _by_letters(script: str, sample: str) -> str:
    if script == "ARABIC":
        return "ur" if _URDU_LETTERS.search(sample) else "ar"
    if script == "CYRILLIC":
        return "uk" if _UKRAINIAN_LETTERS.search(sample) else "ru"
    return _SCRIPT_LANGUAGES.get(script, UNKNOWN)
