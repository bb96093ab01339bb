"""Makes weights.bin from the example lines. For development only: it needs scikit-learn, which is in Rasa's environment.

`python -m safeguarding.learning` writes the file. Settings below were chosen on `examples/` and on the development cases
(tests/safeguarding/development.jsonl), not on the cases that are reported.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from safeguarding.book import PHRASES, read_book
from safeguarding.examples import EXAMPLES, Example, read_examples
from safeguarding.features import BUCKETS, GROUP_WEIGHTS, NEAR_GROUPS, features
from safeguarding.kinds import KINDS
from safeguarding.learned import KIND_BUCKETS, WEIGHTS
from safeguarding.normalise import split

TOPICS = EXAMPLES.parent.parent / "data" / "nlu"
SENTENCES_A_LINE = 6
# Lines of parents who ask the assistant something: calm. Their questions about early help ("will they take my children?")
# must not be taken for danger, so they count more than a line written to look alike; the many other lines count less.
QUESTION_SHARE, ORDINARY_SHARE = 2.0, 0.5
# Danger is often said in passing ("what time is breakfast club and he hit me again"): this share of its lines, and
# of calm ones, is learnt beside an everyday one as well, at this weight. Without it the many calm lines teach that an everyday
# question takes danger back.
DANGER_MIXED, CALM_MIXED, MIXED_SHARE = 0.6, 0.3, 0.5
# The examples beside the rules are promises that tests hold: they count more than others.
RULE_SHARE = 10.0
PENALTY = 0.3
# How far a rare kind's lines are raised to the weight of the calm ones: 0 not at all, 1 wholly.
KIND_BALANCE = 0.6
# The lines (learned.Lines): where the gate catches 97 % of the development cases, in English and in the other languages.
ENGLISH_LINES = (0.15, -0.15)
OTHER_LINES = (-0.05, -0.35)
SLIP = re.compile(r"[^\W\d_]{4,}")

Line = tuple[str, str, str | None, str | None, float]
Fitted = tuple["array[int]", float, float]


def examples_hash() -> str:
    """A hash of everything the weights are made from."""
    digest = hashlib.sha256()
    code = [Path(__file__).with_name(name) for name in ("learning.py", "features.py", "normalise.py")]
    for path in sorted([*EXAMPLES.glob("*/*.txt"), *PHRASES.glob("*.yml"), *code]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def lines(examples: Iterable[Example], chance: random.Random) -> list[Line]:
    """Sentences to learn from: text, language, kind, urgency, weight. A line counts about once, however many it stands for."""
    found: list[Line] = []
    for example in examples:
        texts = example.texts(SENTENCES_A_LINE, chance)
        weight = 1.2 / len(texts) ** 0.7
        found += [(text, example.language, example.kind, example.urgency, weight) for text in texts]
        found.append((misspelt(texts[0], chance), example.language, example.kind, example.urgency, weight / 2))
    return found


def misspelt(text: str, chance: random.Random) -> str:
    """The text with a slip in one word of three: a letter left out, doubled, or two changed over."""

    def slip(found: re.Match[str]) -> str:
        word = found[0]
        if chance.random() > 1 / 3:
            return word
        at = chance.randrange(1, len(word) - 1)
        return chance.choice(
            [
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )

    return SLIP.sub(slip, text.casefold())


def rule_lines() -> list[Line]:
    """The examples and counter-examples that stand beside the rules."""
    found: list[Line] = []
    for rule in read_book().rules:
        found += [(text, rule.language, rule.kind, rule.urgency, RULE_SHARE) for text in rule.catches]
        found += [(text, rule.language, None, None, RULE_SHARE) for text in rule.leaves]
    return found


def topic_lines() -> list[Line]:
    """What parents ask the assistant, from the topics' training data."""
    found: list[Line] = []
    for path in sorted(TOPICS.glob("*/*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            texts = [line.strip()[1:].strip() for line in block.get("examples", "").splitlines() if line.strip()]
            share = QUESTION_SHARE if "questions" in path.name else ORDINARY_SHARE
            found += [(text, path.parent.name, None, None, share) for text in texts]
    return found


def mixed_lines(examples: Iterable[Example], everyday: Iterable[Line], chance: random.Random) -> list[Line]:
    """Lines before or after an everyday line of their language, which leaves them what they are."""
    asked: dict[str, list[str]] = {}
    for text, language, *_ in everyday:
        asked.setdefault(language, []).append(text)
    found: list[Line] = []
    for example in examples:
        if chance.random() > (DANGER_MIXED if example.kind else CALM_MIXED):
            continue
        said = [*example.texts(1, chance), chance.choice(asked[example.language])]
        chance.shuffle(said)
        found.append((" ".join(said), example.language, example.kind, example.urgency, MIXED_SHARE))
    return found


def matrix(texts: Iterable[Sequence[str]], buckets: int, groups: int) -> csr_matrix:
    """The features of each text's words, the first so many groups of them, each a vector of its weight's length."""
    starts: list[int] = [0]
    places: list[int] = []
    values: list[float] = []
    for words in texts:
        for group, weight in zip(features(words)[:groups], GROUP_WEIGHTS, strict=False):
            found = {bucket & (buckets - 1) for bucket in group}
            places += found
            values += [weight / len(found) ** 0.5] * len(found) if found else []
        starts.append(len(places))
    return csr_matrix((np.array(values, np.float32), places, starts), shape=(len(starts) - 1, buckets))


def balanced(learnt: Sequence[Line]) -> np.ndarray[Any, Any]:
    """The weights, such that in each language danger and calm count the same, and no language counts for nothing."""
    sums: Counter[tuple[str, bool]] = Counter()
    for _, language, kind, _, weight in learnt:
        sums[language, kind is not None] += weight  # type: ignore[assignment]
    total = sum(sums.values()) / len(sums)
    return np.array(
        [weight * (total / sums[language, kind is not None]) ** 0.7 for _, language, kind, _, weight in learnt]
    )


def fit(seen: csr_matrix, wanted: np.ndarray[Any, Any], shares: np.ndarray[Any, Any]) -> Fitted:
    """A linear machine: its weights as bytes, the scale that gives them back, and its bias."""
    machine = LinearSVC(C=PENALTY).fit(seen, wanted, sample_weight=shares)
    scale = float(np.abs(machine.coef_).max()) / 127
    return array("b", np.round(machine.coef_[0] / scale).astype(np.int8).tobytes()), scale, float(machine.intercept_[0])


def learn() -> bytes:
    """The contents of weights.bin."""
    chance = random.Random(20261122)  # noqa: S311 - repeatable on purpose
    examples, everyday = read_examples(), topic_lines()
    learnt = [*lines(examples, chance), *rule_lines(), *everyday, *mixed_lines(examples, everyday, chance)]
    shares = balanced(learnt)
    texts = [split(line[0]).words for line in learnt]
    kinds = np.array([line[2] or "" for line in learnt])
    calm = kinds == ""
    seen = matrix(texts, KIND_BUCKETS, NEAR_GROUPS)

    def one_kind(kind: str) -> Fitted:
        is_kind = kinds == kind
        either = is_kind | calm
        raised = np.where(is_kind, shares * (shares[calm].sum() / shares[is_kind].sum()) ** KIND_BALANCE, shares)
        return fit(seen[either], is_kind[either], raised[either])

    machines = [fit(matrix(texts, BUCKETS, len(GROUP_WEIGHTS)), ~calm, shares)]
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # the library works outside the interpreter's lock
        machines += threads.map(one_kind, KINDS)
    is_now = np.array([line[3] == "now" for line in learnt])
    raised = np.where(is_now, shares * shares[~calm & ~is_now].sum() / shares[is_now].sum(), shares)
    machines.append(fit(seen[~calm], is_now[~calm], raised[~calm]))
    settings = {
        "made_from": examples_hash(),
        "english": ENGLISH_LINES,
        "other": OTHER_LINES,
        "machines": [(len(weights), scale, bias) for weights, scale, bias in machines],
    }
    packed = b"".join(weights.tobytes() for weights, _, _ in machines)
    return json.dumps(settings).encode() + b"\n" + zlib.compress(packed, 9)


if __name__ == "__main__":
    WEIGHTS.write_bytes(learn())
    sys.stdout.write(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size // 1024} KiB\n")
