"""The languages Fingerpost speaks, each named in its own script."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Language:
    """One language.

    Attributes:
        code: ISO 639-1.
        name: its name in its own script.
        english: its name in English.
        dir: writing direction.
        cldr: the CLDR locale that formats its dates and numbers.
    """

    code: str
    name: str
    english: str
    dir: Literal["ltr", "rtl"]
    cldr: str


LANGUAGES: dict[str, Language] = {
    spoken.code: spoken
    for spoken in (
        Language("en", "English", "English", "ltr", "en_GB"),
        Language("pl", "Polski", "Polish", "ltr", "pl"),
        Language("ro", "Română", "Romanian", "ltr", "ro"),
        Language("ur", "اردو", "Urdu", "rtl", "ur"),
        Language("pa", "ਪੰਜਾਬੀ", "Panjabi", "ltr", "pa"),
        Language("bn", "বাংলা", "Bengali", "ltr", "bn"),
        Language("ar", "العربية", "Arabic", "rtl", "ar"),
        Language("so", "Soomaali", "Somali", "ltr", "so"),
        Language("uk", "Українська", "Ukrainian", "ltr", "uk"),
        Language("es", "Español", "Spanish", "ltr", "es"),
        Language("pt", "Português", "Portuguese", "ltr", "pt_PT"),
    )
}


def language(code: str | None) -> Language:
    """The language of this code; English for none or one that Fingerpost does not speak."""
    return LANGUAGES.get((code or "en").split("-")[0].lower(), LANGUAGES["en"])


@cache
def _statuses() -> dict[str, str]:
    """Each catalogue's review status: "source", "draft" or "reviewed by … on …"."""
    statuses: dict[str, str] = yaml.safe_load((HERE / "status.yml").read_text(encoding="utf-8"))
    return statuses


def review_note(code: str) -> str | None:
    """The catalogue's review status where a reader must be told of it: None for English, "draft" or "reviewed by …"."""
    status = _statuses().get(code, "draft")
    return None if status == "source" else status
