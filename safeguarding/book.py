"""The phrase files read into one book: a lexicon, the sets made of several words, and the rules."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from safeguarding.kinds import KINDS, LANGUAGES, Urgency, check_urgency, rank
from safeguarding.lexicon import Lexicon
from safeguarding.matching import Shape, Step
from safeguarding.pattern import Item, Pattern, PatternError, parse

_SET_NAME = re.compile(r"\{(\w+)\}")
PHRASES = Path(__file__).parent / "phrases"


@dataclass(frozen=True)
class Rule:
    """One situation in one language. `catches` and `leaves` are its own examples, tested with it."""

    name: str
    language: str
    kind: str
    urgency: Urgency
    unless: tuple[Shape, ...]
    despite: frozenset[str]
    catches: tuple[str, ...]
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class Calm:
    """A reason to stay silent (history, fiction, a question for information), and what overrules it.

    `kinds` are the kinds it may silence; empty means all.
    """

    says: tuple[Shape, ...]
    unless: tuple[Shape, ...]
    kinds: frozenset[str]


@dataclass
class Book:
    """Everything the gate knows. `compounds` are the sets' entries of several words, each after those it is made of."""

    lexicon: Lexicon = field(default_factory=Lexicon)
    compounds: list[tuple[int, Shape]] = field(default_factory=list)
    compounds_by_concept: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    rules: list[Rule] = field(default_factory=list)
    rules_by_concept: dict[int, list[tuple[tuple[int, int], int, Shape]]] = field(default_factory=dict)
    calm: dict[str, dict[str, Calm]] = field(default_factory=lambda: defaultdict(dict))
    negations: dict[str, int] = field(default_factory=dict)
    no_denials: dict[str, int] = field(default_factory=dict)
    idioms: frozenset[int] = frozenset()


@cache
def read_book() -> Book:
    """The book of all languages. Raises PatternError for a phrase file that cannot be read."""
    files = {language: _read(language) for language in LANGUAGES}
    return _Binder(files, _read("situations")).bind()


def _read(name: str) -> dict[str, Any]:
    text = (PHRASES / f"{name}.yml").read_text(encoding="utf-8")
    fast = yaml.__with_libyaml__
    contents: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader) if fast else yaml.safe_load(text)
    return contents


class _Binder:
    """Turns the files' words into concepts and their patterns into shapes."""

    def __init__(self, files: Mapping[str, Mapping[str, Any]], situations: Mapping[str, Any]) -> None:
        self.files = files
        self.situations = situations
        self.book = Book()
        self.named: dict[str, int] = {}
        self.spelt: dict[tuple[object, ...], int] = {}
        self.entries: dict[str, list[Pattern]] = {}
        self.concepts = 0

    def bind(self) -> Book:
        shapes: list[tuple[int, Shape]] = []
        for language, file in self.files.items():
            idioms = f"{language}.idioms"
            self.entries[idioms] = [parse(text) for text in lines(file.get("idioms", ""))]
            self.book.idioms |= {self.concept_of_set("idioms", language)}
            self.book.negations[language] = self.concept_of_set("not", language)
            self.book.no_denials[language] = self.concept_of_set("no_denial", language)
            for name, group in file.get("calm", {}).items():
                self.book.calm[language][name] = self.calm(group, language)
            for kind, urgency, rule in (*_rules(file.get("rules", {})), *self.shared_rules(language)):
                shapes += self.rule(rule, language, kind, check_urgency(urgency))
        self.index(shapes)
        return self.book

    def calm(self, group: Mapping[str, str], language: str) -> Calm:
        says, unless = (self.shapes(lines(group.get(key, "")), language) for key in ("says", "unless"))
        return Calm(says, unless, frozenset(group.get("kinds", "").split()))

    def rule(self, rule: Mapping[str, Any], language: str, kind: str, urgency: Urgency) -> list[tuple[int, Shape]]:
        name = f"{language}.{kind}.{rule['rule']}"
        if kind not in KINDS:
            raise PatternError(f"{name}: unknown kind {kind!r}")
        number = len(self.book.rules)
        self.book.rules.append(
            Rule(
                name,
                language,
                kind,
                urgency,
                self.shapes(lines(rule.get("unless", "")), language),
                frozenset(rule.get("despite", "").split()),
                lines(rule.get("catches", "")),
                lines(rule.get("leaves", "")),
            )
        )
        return [(number, shape) for shape in self.shapes(lines(rule["says"]), language)]

    def shared_rules(self, language: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """The situations in this language's words; lines with a set it has not named are left out."""
        file = self.files[language]
        if "examples" not in file:
            return
        for kind, urgency, rule in _rules(self.situations):
            mine = {**rule, **file["examples"].get(f"{kind}.{rule['rule']}", {})}
            for key in ("says", "unless"):
                mine[key] = "\n".join(
                    line
                    for line in lines(rule.get(key, ""))
                    if all(name in file["words"] for name in _SET_NAME.findall(line))
                )
            yield kind, urgency, mine

    def index(self, shapes: Iterable[tuple[int, Shape]]) -> None:
        """Files each rule and each compound under the rarest concept it needs, so a message only meets what it may fit."""
        shapes = list(shapes)
        uses = Counter(concept for _, shape in shapes for concept in shape.needs)
        used_in_sets = Counter(concept for _, shape in self.book.compounds for concept in shape.needs)
        for number, (_, shape) in enumerate(self.book.compounds):
            rarest = min(shape.needs, key=lambda concept: (used_in_sets[concept], concept))
            self.book.compounds_by_concept[rarest].append(number)
        by_concept: dict[int, list[tuple[tuple[int, int], int, Shape]]] = defaultdict(list)
        for number, shape in shapes:
            rule = self.book.rules[number]
            rarest = min(shape.needs, key=lambda concept: (uses[concept], concept))
            by_concept[rarest].append((rank(rule.kind, rule.urgency), number, shape))
        self.book.rules_by_concept = dict(by_concept)

    def shapes(self, texts: Iterable[str], language: str) -> tuple[Shape, ...]:
        return tuple(self.shape(parse(text), language) for text in texts)

    def shape(self, pattern: Pattern, language: str) -> Shape:
        parts = tuple(self.shape(part, language) for part in pattern.parts)
        steps = tuple(Step(self.concept(item, language), item.gap, item.crosses) for item in pattern.items)
        needs = frozenset(step.concept for step in steps).union(*(part.needs for part in parts))
        return Shape(steps, parts, pattern.reach, pattern.crosses, needs)

    def concept(self, item: Item, language: str) -> int:
        if len(item.sets) == 1 and not item.spellings and not item.phrases:
            return self.concept_of_set(item.sets[0], language)
        sets = (name if "." in name else f"{language}.{name}" for name in item.sets)
        key = (item.spellings, tuple((language, phrase) for phrase in item.phrases), *sets)
        if key not in self.spelt:
            self.spelt[key] = self.concept_of_entries(self.flat_entries(Pattern("", (item,)), language, ()))
        return self.spelt[key]

    def concept_of_entries(self, entries: list[tuple[Pattern, str]]) -> int:
        """A new concept that stands for any of the entries, each in the language it was written for."""
        self.concepts += 1
        concept = self.concepts
        for entry, home in entries:
            if _is_word(entry):
                for spelling in entry.items[0].spellings:
                    self.book.lexicon.add(spelling, concept)
            else:
                self.add_compound(concept, self.shape(entry, home))
        return concept

    def concept_of_set(self, name: str, language: str) -> int:
        """The concept of a named set; "pl" may borrow English words as {en.name}."""
        if "." in name:
            language, _, name = name.partition(".")
        full = f"{language}.{name}"
        if full not in self.named:
            entries = [
                flat
                for entry in self.entries_of(name, language)
                for flat in self.flat_entries(entry, language, (full,))
            ]
            self.named[full] = self.concept_of_entries(entries)
        return self.named[full]

    def add_compound(self, concept: int, shape: Shape) -> None:
        self.book.compounds.append((concept, shape))

    def flat_entries(self, entry: Pattern, language: str, above: tuple[str, ...]) -> list[tuple[Pattern, str]]:
        """An entry of a set with the sets it includes opened up."""
        item = entry.items[0] if len(entry.items) == 1 else None
        if item is None or not (item.sets or item.phrases):
            return [(entry, language)]
        flat = [(Pattern(entry.source, (Item((), item.spellings),)), language)] if item.spellings else []
        for phrase in item.phrases:
            flat += self.flat_entries(phrase, language, above)
        for included in item.sets:
            home, _, name = included.rpartition(".")
            full = f"{home or language}.{name}"
            if full in above:
                raise PatternError(f"the set {full} contains itself")
            for inner in self.entries_of(name, home or language):
                flat += self.flat_entries(inner, home or language, (*above, full))
        return flat

    def entries_of(self, name: str, language: str) -> list[Pattern]:
        full = f"{language}.{name}"
        if full not in self.entries:
            words = self.files[language].get("words", {})
            if name not in words:
                raise PatternError(f"{language}.yml has no set of words called {name!r}")
            entries = (text.strip() for line in lines(words[name]) for text in line.split(","))
            self.entries[full] = [parse(text) for text in entries if text]
        return self.entries[full]


def _rules(tree: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for kind, by_urgency in tree.items():
        for urgency, rules in by_urgency.items():
            for rule in rules:
                yield kind, urgency, rule


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text block that are not empty."""
    return tuple(line.strip() for line in str(text).splitlines() if line.strip())


def _is_word(pattern: Pattern) -> bool:
    """True for an entry that is one word, however many spellings it has."""
    if pattern.parts or len(pattern.items) != 1:
        return False
    return not pattern.items[0].sets and not pattern.items[0].phrases
