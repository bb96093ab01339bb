"""Every text a parent may read, gathered from code, templates, Rasa's responses and the areas' packs."""

from collections.abc import Generator
from pathlib import Path
from typing import IO, Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

ROOT = Path(__file__).parent.parent
KEYWORDS = {**DEFAULT_KEYWORDS, "translate": None, "translate_plural": (1, 2)}
METHODS = [
    ("**/templates/**.html", "jinja2"),
    ("domain.yml", "locales.extract:responses"),
    ("actions/responses.yml", "locales.extract:responses"),
    ("areas/*.yml", "locales.extract:areas"),
    ("**.py", "python"),
]
ROOMS = ("actions", "areas", "bot", "desk", "directory", "handover", "locales", "messages", "reminders", "texts")

Found = Generator[tuple[int, str, str | tuple[str, ...], list[str]], None, None]


def template() -> Catalog:
    """The catalogue of all message ids, untranslated."""
    catalog = Catalog(project="Fingerpost", fuzzy=False)
    places = [(ROOT, ["domain.yml"])] + [(ROOT / room, None) for room in ROOMS]
    for folder, names in places:
        for name, line, message, comments, context in _from(folder, names):
            where = name if folder == ROOT else f"{folder.name}/{name}"
            catalog.add(message, locations=[(where, line)], auto_comments=comments, context=context)
    return catalog


def _from(folder: Path, names: list[str] | None) -> Generator[tuple[str, int, Any, list[str], str | None], None, None]:
    methods = [(pattern.removeprefix(f"{folder.name}/"), method) for pattern, method in METHODS]
    found = extract_from_dir(
        folder,
        methods,
        keywords=KEYWORDS,
        options_map={"**/templates/**.html": {"trimmed": "true"}},
        directory_filter=lambda path: (
            Path(path).name not in {"tests", "__pycache__", "demo", "LC_MESSAGES"}
            and (names is None or Path(path) == folder)
        ),
    )
    for name, line, message, comments, context in found:
        if names is None or name in names:
            yield name, line, message, comments, context


def responses(fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Found:
    """Babel's extractor for Rasa responses: the texts, and the labels of the buttons that lead to them."""
    content = fileobj.read().decode("utf-8")
    for name, variations in yaml.safe_load(content)["responses"].items():
        line = content[: content.index(f"  {name}:")].count("\n") + 1
        for variation in variations:
            yield line, "", variation["text"], [name]
            if label := variation.get("metadata", {}).get("label"):
                yield line, "", label, [f"{name}: the button"]


def areas(fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Found:
    """Babel's extractor for an area's pack: its words and its facts."""
    pack = yaml.safe_load(fileobj.read().decode("utf-8"))
    for key, word in pack["words"].items():
        yield 1, "", word, [f"{pack['name']}: {key}"]
    for key, fact in pack["facts"].items():
        if fact:
            for text in (fact["text"].strip(), *fact.get("steps", [])):
                yield 1, "", text, [f"{pack['name']}: {key}"]
