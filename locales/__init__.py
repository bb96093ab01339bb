"""Languages: catalogues of wording, and dates, times, money and lists as a language writes them."""

from locales.catalogue import N_, translate, translate_plural
from locales.formats import (
    format_date,
    format_list,
    format_miles,
    format_money,
    format_month,
    format_short_date,
    format_time,
    format_weekday,
)
from locales.languages import LANGUAGES, Language, language, review_note

__all__ = [
    "LANGUAGES",
    "N_",
    "Language",
    "format_date",
    "format_list",
    "format_miles",
    "format_money",
    "format_month",
    "format_short_date",
    "format_time",
    "format_weekday",
    "language",
    "review_note",
    "translate",
    "translate_plural",
]
