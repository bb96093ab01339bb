"""The classifier: a weighted sum over the message's features (features.py), with the weights that learning.py made.

Pure Python, a fraction of a millisecond for an ordinary message.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from safeguarding.features import BUCKETS, GROUP_WEIGHTS, features
from safeguarding.kinds import KINDS, Urgency

WEIGHTS = Path(__file__).parent / "weights.bin"
KIND_BUCKETS = 1 << 15
_KIND_MASK = KIND_BUCKETS - 1


@dataclass(frozen=True)
class Learned:
    """What was learnt: weights as small whole numbers with their scale, and the settings chosen on the development set.

    Attributes:
        made_from: hash of the example files, to tell whether the weights are stale.
        alarm: at or above this score there is danger.
        with_rule: at or above this lower score there is danger if a rule says so too.
    """

    made_from: str
    alarm: float
    with_rule: float
    danger: array[int]
    danger_scale: float
    danger_bias: float
    kinds: list[array[int]]
    kind_scales: list[float]
    kind_biases: list[float]

    def score(self, words: Sequence[str]) -> float:
        """How much the folded words speak of danger: more is more, about 0 is undecided."""
        total = self.danger_bias
        weigh = self.danger.__getitem__
        for group, weight in zip(features(words), GROUP_WEIGHTS, strict=True):
            buckets = set(group)
            if buckets:
                total += self.danger_scale * weight * sum(map(weigh, buckets)) / len(buckets) ** 0.5
        return total

    def kind(self, words: Sequence[str]) -> tuple[str, Urgency]:
        """The likeliest kind of the danger, and whether it is now."""
        totals = list(self.kind_biases)
        for group, weight in zip(features(words), GROUP_WEIGHTS, strict=True):
            buckets = {bucket & _KIND_MASK for bucket in group}
            for number, weights in enumerate(self.kinds if buckets else ()):
                found = sum(map(weights.__getitem__, buckets))
                totals[number] += self.kind_scales[number] * weight * found / len(buckets) ** 0.5
        best = max(range(len(KINDS)), key=totals.__getitem__)
        return KINDS[best], "now" if totals[len(KINDS)] >= 0 else "urgent"


@cache
def read_learned() -> Learned:
    """The weights of weights.bin. Raises OSError or ValueError where the file is missing or broken."""
    head, _, packed = WEIGHTS.read_bytes().partition(b"\n")
    settings: dict[str, Any] = json.loads(head)
    numbers = array("b")
    numbers.frombytes(zlib.decompress(packed))
    if len(numbers) != BUCKETS + (len(KINDS) + 1) * KIND_BUCKETS:
        raise ValueError(f"{WEIGHTS.name} does not fit this code: make it anew")
    rest = iter(numbers)
    danger = array("b", islice(rest, BUCKETS))
    kinds = [array("b", islice(rest, KIND_BUCKETS)) for _ in range(len(KINDS) + 1)]
    return Learned(danger=danger, kinds=kinds, **settings)
