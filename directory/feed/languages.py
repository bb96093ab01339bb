"""Which language a feed means: by code or by a name in English or in the language itself. Pure."""

from functools import cache

from babel import Locale

from directory.feed.clean import one_line
from locales import LANGUAGES

# Names that services use and CLDR does not.
_OTHERWISE = {
    "panjabi": "pa",
    "farsi": "fa",
    "dari": "prs",
    "sorani": "ckb",
    "kurdish": "ku",
    "bangla": "bn",
    "mandarin": "zh",
    "cantonese": "yue",
    "bsl": "bfi",
    "british sign language": "bfi",
    "sylheti": "syl",
    "tagalog": "tl",
}


@cache
def _codes() -> dict[str, str]:
    english = Locale("en").languages
    by_name = {name.lower(): code for code, name in english.items() if "_" not in code and len(code) <= 3}
    own = {spoken.name.lower(): code for code, spoken in LANGUAGES.items()}
    return by_name | own | _OTHERWISE


def language_of(code: object, name: object) -> tuple[str, str] | None:
    """ISO 639 code and English name; None when neither the code nor the name is a known language."""
    wanted = [one_line(code).lower().replace("_", "-").split("-")[0], one_line(name).lower()]
    english = Locale("en").languages
    for each in wanted:
        found = each if each in english else _codes().get(each)
        if found:
            return found, "British Sign Language" if found == "bfi" else english.get(found, one_line(name) or found)
    return None
