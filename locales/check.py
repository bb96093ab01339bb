"""`python -m locales.check`: no text untranslated, stale, or with a placeholder lost. CI runs it."""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from locales.extract import template
from locales.languages import HERE, LANGUAGES

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def problems() -> Iterator[str]:
    """What is wrong with the catalogues, a sentence each."""
    wanted = {_key(message): message for message in template() if message.id}
    for code in LANGUAGES:
        if code == "en":
            continue
        path = HERE / code / "LC_MESSAGES" / "messages.po"
        if not path.exists():
            yield f"{code}: there is no catalogue"
            continue
        catalog = read_po(BytesIO(path.read_bytes()), locale=code)
        kept = {_key(message): message for message in catalog if message.id}
        for key in wanted.keys() - kept.keys():
            yield f"{code}: not in the catalogue: {key[:70]!r}. Run python -m locales.update"
        for key in kept.keys() - wanted.keys():
            yield f"{code}: no longer used: {key[:70]!r}. Run python -m locales.update"
        glossary = _glossary(code)
        for key in wanted.keys() & kept.keys():
            found = [*_wrong(kept[key], catalog), *_other_words(kept[key], glossary)]
            yield from (f"{code}: {problem}: {key[:70]!r}" for problem in found)


def _glossary(code: str) -> dict[str, list[str]]:
    """The field's terms in English, each with the beginnings of its word in a language."""
    path = HERE / code / "glossary.yml"
    if not path.exists():
        return {}
    terms: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {term: [stem.casefold() for stem in entry["stems"]] for term, entry in terms.items()}


def _other_words(message: Message, glossary: dict[str, list[str]]) -> Iterator[str]:
    """Terms of the field that the translation does not say with the glossary's word."""
    for source, said in zip(_texts(message.id), _texts(message.string), strict=False):
        english, text = (PLACEHOLDER.sub(" ", each).casefold() for each in (source, said))
        for term, stems in glossary.items():
            if text and re.search(rf"\b{re.escape(term)}s?\b", english) and not any(stem in text for stem in stems):
                yield f"{term!r} is not said with the glossary's word"


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)


def _texts(either: object) -> tuple[str, ...]:
    return tuple(map(str, either)) if isinstance(either, tuple | list) else (str(either or ""),)


def _wrong(message: Message, catalog: Catalog) -> Iterator[str]:
    strings = _texts(message.string)
    if not all(strings):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked fuzzy"
    if isinstance(message.id, tuple) and len(strings) != catalog.num_plurals:
        yield f"{len(strings)} plural forms where the language has {catalog.num_plurals}"
    ids = _texts(message.id)
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    for string in strings:
        named = set(PLACEHOLDER.findall(string))
        if named - wanted:
            yield f"a placeholder that is not there: {sorted(named - wanted)}"
        # A plural form may leave out the number itself ("one mile"), and nothing else.
        if wanted - named - ({"n", "distance"} if len(ids) > 1 else set()):
            yield f"a placeholder is lost: {sorted(wanted - named)}"


def main() -> int:
    """Print the problems; returns the exit code."""
    found = list(problems())
    for problem in found:
        print(problem, file=sys.stderr)
    print("The catalogues are whole." if not found else f"{len(found)} problems.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
