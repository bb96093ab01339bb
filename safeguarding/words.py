"""The texts of the answers, one file per language in answers/. A language that cannot be read is answered in English."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "answers"
_log = logging.getLogger(__name__)


class WordsError(ValueError):
    """A file in answers/ that cannot be used; the message says which and why."""


def read_words(language: str) -> tuple[str, Mapping[str, Any]]:
    """The language the answer will be in, and its words: `language`, or "en" when its file is missing or broken.

    A parent in danger gets an answer in any case; the log says which file to mend.
    """
    try:
        return language, _whole(language, FOLDER)
    except WordsError as error:
        _log.warning("the crisis answer is in English: %s", error)
        return "en", _whole("en", FOLDER)


def check_words(language: str, folder: Path = FOLDER) -> Mapping[str, Any]:
    """The words of a language. Raises WordsError when a line is missing, empty, or has other placeholders than English."""
    words = _load(language, folder)
    if language != "en":
        _compare(f"{language}.yml", words, _load("en", FOLDER))
    return words


_whole = cache(check_words)


def _load(language: str, folder: Path) -> Mapping[str, Any]:
    try:
        words = yaml.safe_load((folder / f"{language}.yml").read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError, ValueError) as error:
        raise WordsError(f"{language}.yml cannot be read: {error}") from error
    if not isinstance(words, dict):
        raise WordsError(f"{language}.yml is not a list of named lines")
    return words


def _compare(where: str, words: object, english: object) -> None:
    if isinstance(english, dict):
        if not isinstance(words, dict):
            raise WordsError(f"{where} must hold named lines")
        for name, line in english.items():
            _compare(f"{where}: {name}", words.get(name), line)
    elif isinstance(english, list):
        if not isinstance(words, list) or len(words) != len(english):
            raise WordsError(f"{where} must be a list of {len(english)}")
        for mine, line in zip(words, english, strict=True):
            _compare(where, mine, line)
    elif not isinstance(words, str) or not words.strip():
        raise WordsError(f"{where} is missing or is not text")
    elif _placeholders(words, where) != _placeholders(str(english), where):
        raise WordsError(f"{where} must have the placeholders of the English line")


def _placeholders(line: str, where: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(line) if name is not None}
    except ValueError as error:
        raise WordsError(f"{where} has a brace that is not closed") from error


# Every answer can fall back on English, so without it nothing may start.
_whole("en", FOLDER)
