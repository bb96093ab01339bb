"""How well a service answers a question: a number, the same on every database. Pure.

Words count by their rarity (the idf of BM25, Robertson & Spärck Jones) and by where they stand; then comes nearness, then
freshness. Services she can go to stand before those by phone or online.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from directory.distance import METRES_PER_MILE
from directory.words import Phrase

IN_NAME, IN_TERMS, IN_TEXT = 3.0, 2.0, 1.0
ENOUGH = 0.4  # of a question's weight in words must be met, or the service is not about it
TOPIC_WORTH, SHARE_WORTH = 0.5, 0.2  # of a topic asked for: that a service has it, and how much of it is about it
MOST_RARE = 4.0  # about one service in fifty
HALF_AS_NEAR = 3 * METRES_PER_MILE  # nearness falls to a half at this distance
MOST_IDEAS = 3  # a service is seldom about more at once
CLOSE = 0.9  # services at least so much about it as the best one count as much about it
SYNONYM_WORTH = 0.8  # a service in her own words is a little surer than one in others'


@dataclass(frozen=True)
class Concept:
    """One idea of the question: phrases that would meet it, her own first, and how much it tells."""

    phrases: tuple[Phrase, ...]
    weight: float

    @cached_property
    def needles(self) -> tuple[tuple[float, tuple[str, ...], Phrase], ...]:
        """Each phrase: what it is worth at most, and its words as they stand between spaces in a text of stems."""
        return tuple(
            (IN_NAME * (SYNONYM_WORTH if at else 1.0), tuple(f" {word} " for word in phrase), phrase)
            for at, phrase in enumerate(self.phrases)
        )


@dataclass(frozen=True)
class WordsMet:
    """How a service's words meet a question.

    Attributes:
        coverage: the share of the question's weight that is met at all, 0 to 1.
        relevance: the same with the place of the words counted, 0 to 1.
        met: the phrases that were met, heaviest first.
    """

    coverage: float
    relevance: float
    met: tuple[Phrase, ...]


NO_WORDS = WordsMet(0.0, 0.0, ())


def rarity(services_with_word: int, services: int) -> float:
    """The weight of a word that so many of the services use; bounded, so that one odd word does not drown the sentence."""
    return min(MOST_RARE, log(1 + (services - services_with_word + 0.5) / (services_with_word + 0.5)))


def weigh(phrases_of: Sequence[tuple[Phrase, ...]], uses: Mapping[str, int], services: int) -> list[Concept]:
    """The question's concepts with their weights. One that no service uses any word of says nothing and is left out.

    A phrase is as rare as its rarest word; a concept is as common as its commonest phrase.
    """
    weighed = []
    for phrases in phrases_of:
        known = tuple(phrase for phrase in phrases if all(uses.get(word, 0) for word in phrase))
        if known:
            common = max(min(uses[word] for word in phrase) for phrase in known)
            weighed.append(Concept(known, rarity(common, services)))
    return weighed


def telling(concepts: Sequence[Concept]) -> float:
    """The weight that counts as the whole question: of a long story, no more than its few most telling ideas."""
    return sum(sorted((concept.weight for concept in concepts), reverse=True)[:MOST_IDEAS])


def meet(concepts: Sequence[Concept], total: float, title: str, subject: str, words: str) -> WordsMet:
    """How a service with these stems (as facts.Facts has them) meets the question; `total` is what it is telling."""
    if not total:
        return NO_WORDS
    texts = (f" {title} ", f" {subject} ", f" {words} ")
    covered = scored = 0.0
    met: list[tuple[float, Phrase]] = []
    for concept in concepts:
        best, phrase = _best(concept, *texts)
        if best > 0:
            covered += concept.weight
            scored += concept.weight * best / IN_NAME
            met.append((concept.weight, phrase))
    met.sort(key=lambda each: (-each[0], each[1]))
    return WordsMet(min(1.0, covered / total), min(1.0, scored / total), tuple(phrase for _, phrase in met))


def _best(concept: Concept, title: str, subject: str, words: str) -> tuple[float, Phrase]:
    """What the concept is worth in a service at best, and by which phrase; the first of equals."""
    best, by = 0.0, concept.phrases[0]
    for most, needles, phrase in concept.needles:
        if most <= best:
            continue
        for needle in needles:
            if needle not in words:
                break
        else:
            places = [IN_NAME if each in title else IN_TERMS if each in subject else IN_TEXT for each in needles]
            worth = sum(places) / len(places) * most / IN_NAME
            if worth > best:
                best, by = worth, phrase
    return best, by


def essential(concepts: Sequence[Concept], enough: float = ENOUGH) -> list[Concept]:
    """The concepts of which a service must meet at least one to meet enough of the question.

    The commonest ones together may weigh less than enough: then no service need be looked at for them alone.
    """
    total = telling(concepts)
    kept = sorted(concepts, key=lambda concept: concept.weight)
    spare = 0.0
    while kept and spare + kept[0].weight < enough * total:
        spare += kept.pop(0).weight
    return kept


def topic_worth(about: float) -> float:
    """What it is worth that so much of a service is about the topic, 0 to 1."""
    return TOPIC_WORTH + SHARE_WORTH * about if about else 0.0


def score(met: WordsMet, *, about: float, distance_metres: float | None, freshness: float) -> float:
    """The rank of a service among those found; higher is better."""
    near = 0.5 if distance_metres is None else 1 / (1 + distance_metres / HALF_AS_NEAR)
    return round(subject(met, about=about) * (0.4 + 0.6 * near) * freshness, 9)


def subject(met: WordsMet, *, about: float) -> float:
    """How much a service is about what was asked, wherever it is and however old its facts."""
    return met.relevance + topic_worth(about) + 0.1
