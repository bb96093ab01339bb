"""Which of our need topics a service answers, or a question asks for: from the field's taxonomies and from words. Pure.

The lists are in topics.yml and, for our other languages, in words_by_language.yml.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import yaml

from directory.words import MAX_QUESTION, Phrase, stems
from locales import N_

# What a topic is called in a sentence: "This is about {subject}".
LABELS = {
    "childcare_funding": N_("childcare"),
    "money_food_uniform": N_("money, food or uniform"),
    "housing": N_("housing"),
    "parental_mental_health": N_("how parents are feeling"),
    "child_mental_health": N_("how children are feeling"),
    "behaviour_parenting": N_("parenting and behaviour"),
    "sleep_feeding_baby": N_("babies, sleep and feeding"),
    "send": N_("special needs and disabilities"),
    "school_attendance": N_("going to school"),
    "bullying": N_("bullying"),
    "isolation_groups": N_("groups to meet other parents"),
    "activities_clubs": N_("clubs and activities"),
    "substance_use": N_("alcohol and drugs"),
    "relationship_conflict": N_("relationships and separation"),
    "domestic_abuse_support": N_("domestic abuse"),
    "bereavement": N_("losing somebody"),
    "young_carers": N_("young carers"),
    "dads_kinship": N_("dads, grandparents and other carers"),
    "youth_support": N_("young people"),
    "learn_english_work": N_("learning English and finding work"),
}
NEED_TOPICS = (*LABELS, "find_service")  # find_service is any service: it names no need of its own

# What is near a topic when nothing answers it: the ladder's "broader need".
_FAMILIES = (
    {"childcare_funding", "money_food_uniform", "housing", "learn_english_work"},
    {"parental_mental_health", "bereavement", "substance_use"},
    {"child_mental_health", "bullying", "school_attendance", "young_carers", "youth_support"},
    {"behaviour_parenting", "sleep_feeding_baby", "send"},
    {"isolation_groups", "activities_clubs", "dads_kinship"},
    {"relationship_conflict", "domestic_abuse_support"},
)
# Shown only to somebody who asks for it: "baby group" is not to find a group for parents whose baby died.
QUIET_TOPICS = frozenset({"bereavement"})
_NAME_SAYS, _MOST_SAID = 3, 3  # how much the name counts beside a term, and a topic in the description at most
MAX_OPENING_WORDS = 120  # of a description: what a service is for stands at its beginning


class UnknownTopicError(ValueError):
    """A topic that is not among NEED_TOPICS; the message names them."""


def check_topic(topic: str) -> str:
    """The topic itself.

    Raises:
        UnknownTopicError: when it is none of NEED_TOPICS.
    """
    if topic not in NEED_TOPICS:
        raise UnknownTopicError(f"There is no topic {topic!r}. The topics are: {', '.join(NEED_TOPICS)}.")
    return topic


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = yaml.safe_load((Path(__file__).parent / "topics.yml").read_text("utf-8"))
    return read


@cache
def _topics_by_term() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for topic, lists in _table().items():
        for term in [*lists["terms"], topic]:
            found.setdefault(_key(term), set()).add(topic)
    return {term: frozenset(topics) for term, topics in found.items()}


@cache
def lists_hash() -> str:
    """A hash of the lists by which topics, access and needs are read."""
    names = ("topics.yml", "words_by_language.yml", "access.yml")
    return hashlib.sha256(b"".join((Path(__file__).parent / name).read_bytes() for name in names)).hexdigest()[:8]


def _key(term: str) -> str:
    return " ".join(term.lower().replace("_", " ").split())


@cache
def _topics_by_phrase() -> dict[Phrase, str]:
    ours = {tuple(stems(phrase)): topic for topic, lists in _table().items() for phrase in lists["phrases"]}
    return {**_said_otherwise(), **ours}


def _said_otherwise() -> dict[Phrase, str]:
    """The phrases of our other languages."""
    path = Path(__file__).parent / "words_by_language.yml"
    read: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        tuple(stems(phrase)): topic
        for topic, languages in read.items()
        for phrases in languages.values()
        for phrase in phrases.split(",")
    }


def topics_of_term(term: str) -> frozenset[str]:
    """The topics that a taxonomy term (or an audience, or one of our own topic names) leads to; often none."""
    return _topics_by_term().get(_key(term), frozenset())


def topics_in_words(text: str) -> set[str]:
    """The topics that a text's own words name."""
    return topics_in_stems(stems(text[:MAX_QUESTION]))


def topics_in_stems(words: Sequence[str]) -> set[str]:
    """The topics that these stems name, in their order."""
    return set(topics_said(words))


def topics_said(words: Sequence[str]) -> list[str]:
    """The topic of each phrase that stands in these stems."""
    by_first = _phrases_by_first_word()
    return [
        topic
        for at, word in enumerate(words)
        if word in by_first
        for phrase, topic in by_first[word]
        if phrase == tuple(words[at : at + len(phrase)])
    ]


@cache
def _phrases_by_first_word() -> dict[str, list[tuple[Phrase, str]]]:
    found: dict[str, list[tuple[Phrase, str]]] = {}
    for phrase, topic in _topics_by_phrase().items():
        if phrase:
            found.setdefault(phrase[0], []).append((phrase, topic))
    return found


@cache
def topic_stems() -> frozenset[str]:
    """Every stem of the phrases that name topics, in all our languages: these are no slips of the finger."""
    return frozenset(word for phrase in _topics_by_phrase() for word in phrase)


def topics_of(name: str, description: str, terms: Iterable[str]) -> dict[str, float]:
    """The topics of a service: those of its terms and of its name; of its description only when these say nothing.

    Each with how much of what is said of the service, its description too, speaks of it, above 0 and at most 1: a helpline
    for the bereaved is more about bereavement than a surgery that lists it among twenty things. A service without any topic
    is found by its words alone: it does not match every topic.
    """
    said: Counter[str] = Counter()
    for term in set(terms):
        said.update(topics_of_term(term))
    for topic in topics_in_words(name):
        said[topic] += _NAME_SAYS
    described = Counter(topics_said(stems(" ".join(description.split()[:MAX_OPENING_WORDS]))))
    tagged = {topic: said[topic] + min(described[topic], _MOST_SAID) for topic in said} or dict(described)
    everything = sum(tagged.values())
    return {topic: amount / everything for topic, amount in tagged.items()}


def broader(topic: str | None, words: str, guessed: frozenset[str] = frozenset()) -> frozenset[str]:
    """The wider need around a topic, or around what her words name or may speak of; empty when none says anything."""
    named = {topic} if topic in LABELS else topics_in_words(words) | guessed
    near = {each for family in _FAMILIES if family & named for each in family}
    return frozenset(near | named)
