"""The classifier: a weighted sum over the message's features (features.py), with the weights that learning.py made.

Pure Python, a fraction of a millisecond for an ordinary message.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from safeguarding.features import BUCKETS, GROUP_WEIGHTS, NEAR_GROUPS, features
from safeguarding.kinds import KINDS, Urgency

WEIGHTS = Path(__file__).parent / "weights.bin"
KIND_BUCKETS = 1 << 19
_KIND_MASK = KIND_BUCKETS - 1
# How much the likeliest kind counts beside danger as such.
_KIND_SHARE = 1.5
# The commonest words of English; a text with so many of them reads as English.
_COMMONEST = (
    "the a an and or but is are was were be been am im i ive my me you your he hes she shes they them his her him it its to "
    "of in on at for from with not dont doesnt cant do does did have has had will would can could if what when where who how "
    "why there this that we our us so no out up"
)
_ENGLISH = frozenset(_COMMONEST.split())
_ENGLISH_SHARE = 0.25
# Danger as such so unlikely that no kind could make up for it: most messages need no more than this first sum.
_SURELY_CALM = -1.2


@dataclass(frozen=True)
class Machine:
    """One weighted sum: small whole numbers by bucket, the scale that makes them weights again, and the bias."""

    weights: array[int]
    scale: float
    bias: float

    def sum(self, groups: Sequence[frozenset[int]]) -> float:
        """The sum over a message's groups of buckets, or the first of them, each group weighed as a unit vector."""
        weigh = self.weights.__getitem__
        total = self.bias
        for buckets, weight in zip(groups, GROUP_WEIGHTS, strict=False):
            if buckets:
                total += self.scale * weight * sum(map(weigh, buckets)) / len(buckets) ** 0.5
        return total


@dataclass(frozen=True)
class Judgement:
    """How much a text speaks of danger (more is more, about 0 is undecided), and what kind it would be.

    Attributes:
        by_kind: how much it speaks of each kind; empty where it surely speaks of none.
    """

    score: float
    kind: str
    urgency: Urgency
    by_kind: dict[str, float] = field(default_factory=dict)


class Lines(NamedTuple):
    """At or above `alarm` there is danger; at or above the lower `with_rule` there is, if a rule says so too."""

    alarm: float
    with_rule: float


@dataclass(frozen=True)
class Learned:
    """What was learnt, and the lines drawn on the development cases.

    Attributes:
        made_from: hash of the example files, to tell whether the weights are stale.
        english, other: the lines for a text that reads as English, and for any other.
        danger: tells danger from calm.
        kinds: each tells one kind of danger from calm, in the order of KINDS.
        now: tells danger now from danger later.
    """

    made_from: str
    english: Lines
    other: Lines
    danger: Machine
    kinds: list[Machine]
    now: Machine

    def lines(self, words: Sequence[str]) -> Lines:
        """The lines for these folded words: English has several times the examples, and its scores spread wider."""
        english = len(words) > 0 and sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words)
        return self.english if english else self.other

    def judge(self, words: Sequence[str]) -> Judgement:
        """Judge folded words."""
        found = features(words)
        danger = self.danger.sum([frozenset(group) for group in found])
        if danger < _SURELY_CALM:
            return Judgement(danger, KINDS[0], "urgent")
        groups = [frozenset(bucket & _KIND_MASK for bucket in group) for group in found[:NEAR_GROUPS]]
        sums = [machine.sum(groups) for machine in self.kinds]
        best = max(range(len(KINDS)), key=sums.__getitem__)
        urgency: Urgency = "now" if self.now.sum(groups) >= 0 else "urgent"
        by_kind = dict(zip(KINDS, sums, strict=True))
        return Judgement(danger + _KIND_SHARE * sums[best], KINDS[best], urgency, by_kind)


@cache
def read_learned() -> Learned:
    """The weights of weights.bin. Raises OSError or ValueError where the file is missing or broken."""
    head, _, packed = WEIGHTS.read_bytes().partition(b"\n")
    settings: dict[str, Any] = json.loads(head)
    numbers = array("b")
    numbers.frombytes(zlib.decompress(packed))
    machines, at = [], 0
    for size, scale, bias in settings.pop("machines"):
        machines.append(Machine(numbers[at : at + size], scale, bias))
        at += size
    if [len(each.weights) for each in machines] != [BUCKETS, *[KIND_BUCKETS] * (len(KINDS) + 1)]:
        raise ValueError(f"{WEIGHTS.name} does not fit this code: ./fingerpost train --gate")
    english, other = Lines(*settings.pop("english")), Lines(*settings.pop("other"))
    return Learned(english=english, other=other, danger=machines[0], kinds=machines[1:-1], now=machines[-1], **settings)
