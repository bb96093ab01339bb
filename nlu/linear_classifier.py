"""Topics by word and character n-grams and a linear support vector machine: trained in seconds, answers in a millisecond.

Characters carry misspellings, inflected endings and any script; words carry the rest. Why this and not DIET:
docs/decisions/0002-nlu-pipeline.md.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import joblib
import numpy as np
import regex
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from nlu.tokenizer import WORD

RANKED = 10
# A second topic: what stands between two questions (signs, and "and" or "also" in our languages), how short a question may
# be, how sure each part must be, and the topics that are not a question.
AND = (
    *("and", "also", "plus", "y", "e", "i", "oraz", "și", "si", "та", "і", "й", "и", "و", "کمان", "اور", "aur", "te"),
    *("ਅਤੇ", "ਤੇ", "এবং", "আর", "ar", "iyo", "oo"),
)
BETWEEN_CLAUSES = regex.compile(
    rf"[.?!;,،؛؟।۔\n]+|\s(?:{'|'.join(AND)})\s|\sو(?=\p{{Arabic}}{{2}})",  # in Arabic "and" is written onto the word
    regex.IGNORECASE,
)
FEWEST_WORDS = 2
LONGEST_IN_PARTS = 12
TWO = 2
SURE_OF_A_PART = 0.35
NO_QUESTION = frozenset(
    {
        "greet",
        "thanks",
        "goodbye",
        "affirm",
        "deny",
        "skip",
        "bot_challenge",
        "help_menu",
        "insult_or_test",
        "off_topic",
    }
)
DIACRITICS = regex.compile(r"[\u0300-\u036f\u064b-\u0652\u0670\u0640]")


def plain(text: str) -> str:
    """The text as it is compared: lower case, without the accents and vowel signs that people leave out on a phone."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return unicodedata.normalize("NFC", DIACRITICS.sub("", decomposed)).replace("ł", "l").replace("’", "'")


def clauses(text: str) -> list[str]:
    """The parts of a message that may each ask something of their own."""
    return [part.strip() for part in BETWEEN_CLAUSES.split(text) if len(words(part)) >= FEWEST_WORDS]


def words(text: str) -> list[str]:
    """The words of a text, in any script."""
    return WORD.findall(text)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearClassifier(GraphComponent, IntentClassifier):
    """Names the topic of a message and how sure it is of each."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What can be set in config.yml.

        `c`: the machine's penalty. `sharpness`: how steeply its margins turn into confidence. `caution`: added to the
        margin of off_topic, so that what may be nothing of ours is rather asked back than answered.
        """
        return {"c": 0.5, "sharpness": 5.0, "caution": 0.3}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._by_words = TfidfVectorizer(analyzer=words, preprocessor=None)
        self._by_pairs = TfidfVectorizer(
            tokenizer=words, token_pattern=None, ngram_range=(2, 2), sublinear_tf=True, min_df=2
        )
        self._by_characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
        self._machine = LinearSVC(C=config["c"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearClassifier:
        """Rasa's way to make a component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples."""
        examples = [each for each in training_data.intent_examples if each.get(TEXT)]
        texts = [plain(each.get(TEXT)) for each in examples]
        parts = (self._by_words, self._by_pairs, self._by_characters)
        features = hstack([part.fit_transform(texts) for part in parts]).tocsr()
        self._machine.fit(features, [each.get(INTENT) for each in examples])
        with self._storage.write_to(self._resource) as folder:
            joblib.dump((*parts, self._machine), folder / "classifier.joblib", compress=3)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearClassifier:
        """Take up what was learnt."""
        made = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            kept = joblib.load(folder / "classifier.joblib")
        made._by_words, made._by_pairs, made._by_characters, made._machine = kept
        return made

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the topic and the ranking of each message."""
        for message in messages:
            text = message.get(TEXT) or ""
            ranking, also = self.understand(text)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[:RANKED], add_to_output=True)
            message.set("also", also, add_to_output=True)
        return messages

    def understand(self, text: str) -> tuple[list[dict[str, Any]], str | None]:
        """The ranking of a message and a second topic, where its parts are surely about two different ones.

        Two topics share the confidence between them: the message is then as sure as the part that speaks of the first.
        """
        parts = clauses(text)[:LONGEST_IN_PARTS]
        ranking, *of_parts = self.rankings([text, *(parts if len(parts) > 1 else [])])
        tops = [each[0] for each in of_parts]
        sure = {
            top["name"]: top
            for top in reversed(tops)
            if top["confidence"] >= SURE_OF_A_PART and top["name"] not in NO_QUESTION
        }
        if len(sure) < TWO:
            return ranking, None
        topics = list(reversed(sure))
        first = ranking[0]["name"] if ranking[0]["name"] in sure else topics[0]
        others = [topic for topic in topics if topic != first]
        also = max(others, key=lambda topic: sure[topic]["confidence"])
        share = max(sure[first]["confidence"], *(each["confidence"] for each in ranking if each["name"] == first))
        rest = [each for each in ranking if each["name"] != first]
        left = (1 - share) / max(1e-9, sum(each["confidence"] for each in rest))
        shared = [{"name": each["name"], "confidence": each["confidence"] * left} for each in rest]
        return [{"name": first, "confidence": share}, *shared], also

    def rankings(self, texts: list[str]) -> list[list[dict[str, Any]]]:
        """For each text every topic with its confidence, likeliest first. Nothing known in it: nothing is likely."""
        compared = [plain(text) for text in texts]
        features: csr_matrix = hstack(
            [part.transform(compared) for part in (self._by_words, self._by_pairs, self._by_characters)]
        ).tocsr()
        topics = self._machine.classes_
        margins = self._machine.decision_function(features) + self._config["caution"] * (topics == "off_topic")
        margins *= self._config["sharpness"]
        shares = np.exp(margins - margins.max(axis=1, keepdims=True))
        shares *= (np.diff(features.indptr) > 0)[:, None] / shares.sum(axis=1, keepdims=True)
        return [[{"name": str(topics[at]), "confidence": float(row[at])} for at in np.argsort(-row)] for row in shares]
