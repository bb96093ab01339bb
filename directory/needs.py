"""Which needs a parent's own words speak of, in any of our languages: what the search goes by where nobody named a topic.

A weighted sum over words and pieces of words for each need, learnt from the lines that the understanding learns from
(data/nlu; needs_learning.py). The list of phrases in topics.yml knows services' words; this knows parents' sentences.
"""

import json
import zlib
from array import array
from functools import cache
from pathlib import Path

from directory.topics import LABELS
from safeguarding.features import NEAR_GROUPS, features
from safeguarding.learned import Machine
from safeguarding.normalise import split

WEIGHTS = Path(__file__).parent / "needs.bin"
BUCKETS = 1 << 16
MOST_WORDS = 80  # of one question
SURE, PERHAPS = -0.25, -0.8  # from these sums on the words speak of the need, or may
MOST_NEEDS = 2


@cache
def _machines() -> dict[str, Machine]:
    head, _, packed = WEIGHTS.read_bytes().partition(b"\n")
    settings = json.loads(head)
    numbers = array("b")
    numbers.frombytes(zlib.decompress(packed))
    parts = [numbers[at : at + BUCKETS] for at in range(0, len(numbers), BUCKETS)]
    return {
        topic: Machine(part, scale, bias)
        for (topic, scale, bias), part in zip(settings["machines"], parts, strict=True)
    }


def made_from() -> str:
    """The hash of the lines that the weights were made from."""
    return str(json.loads(WEIGHTS.read_bytes().partition(b"\n")[0])["made_from"])


def needs_in(text: str) -> dict[str, float]:
    """The needs that the words may speak of, the surest first, at most two; each with its sum: see SURE and PERHAPS."""
    words = split(text).words[:MOST_WORDS]
    if not words:
        return {}
    groups = [frozenset(bucket & (BUCKETS - 1) for bucket in group) for group in features(words)[:NEAR_GROUPS]]
    sums = {topic: machine.sum(groups) for topic, machine in _machines().items() if topic in LABELS}
    found = sorted((topic for topic, sure in sums.items() if sure >= PERHAPS), key=lambda topic: -sums[topic])
    return {topic: sums[topic] for topic in found[:MOST_NEEDS]}
