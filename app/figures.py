"""How good the understanding and the crisis gate are, as numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

OFF_TOPIC = "off_topic"
BINS = 5


@dataclass(frozen=True)
class Read:
    """One line of a test file: where it comes from, what is meant, what was understood and how surely (0 to 1)."""

    file: str
    meant: str
    text: str
    understood: str
    confidence: float


@dataclass(frozen=True)
class ReadTwo:
    """A message with two topics, and the one or two that were understood; `also` is None for none."""

    meant: tuple[str, str]
    text: str
    understood: str
    also: str | None


def two_topic_figures(read: Sequence[ReadTwo]) -> dict[str, int | float | None]:
    """Messages, the share where the topic answered first is one of the two, and where both are named."""
    return {
        "lines": len(read),
        "first": share(each.understood in each.meant for each in read),
        "both": share({each.understood, each.also} == set(each.meant) for each in read),
    }


def misses(read: Sequence[Read], both: Sequence[ReadTwo]) -> list[str]:
    """A line on each message that was not understood."""
    told = [
        f"{each.file}: {each.meant} was taken for {each.understood}: {each.text}"
        for each in read
        if each.meant != each.understood
    ]
    return told + [
        f"{' and '.join(each.meant)}: understood were {each.understood} and {each.also}: {each.text}"
        for each in both
        if {each.understood, each.also} != set(each.meant)
    ]


def topic_figures(read: Sequence[Read]) -> dict[str, int | float | None]:
    """Lines, accuracy, macro F1, share of topics refused, share of off-topic lines answered (None: there are none)."""
    inside = [each for each in read if each.meant != OFF_TOPIC]
    outside = [each for each in read if each.meant == OFF_TOPIC]
    return {
        "lines": len(read),
        "right": share(each.meant == each.understood for each in read),
        "macro_f1": macro_f1(read),
        "in_topic_refused": share(each.understood == OFF_TOPIC for each in inside),
        "off_topic_answered": share(each.understood != OFF_TOPIC for each in outside),
    }


def share(found: Iterable[bool]) -> float | None:
    """The share that is true; None of nothing."""
    counted = list(found)
    return sum(counted) / len(counted) if counted else None


def macro_f1(read: Sequence[Read]) -> float:
    """The mean over the topics that were meant of 2·precision·recall / (precision + recall)."""
    right = Counter(each.meant for each in read if each.meant == each.understood)
    meant, understood = Counter(each.meant for each in read), Counter(each.understood for each in read)
    return sum(2 * right[topic] / (meant[topic] + understood[topic]) for topic in meant) / len(meant)


def calibration(read: Sequence[Read]) -> list[dict[str, float]]:
    """By fifths of confidence: how many lines, how sure on average, how often right. Answered lines only."""
    answered = [each for each in read if each.understood != OFF_TOPIC]
    bins: list[list[Read]] = [[] for _ in range(BINS)]
    for each in answered:
        bins[min(BINS - 1, int(each.confidence * BINS))].append(each)
    return [
        {
            "from": number / BINS,
            "lines": len(inside),
            "confidence": sum(each.confidence for each in inside) / len(inside),
            "right": sum(each.meant == each.understood for each in inside) / len(inside),
        }
        for number, inside in enumerate(bins)
        if inside
    ]


def confusion(read: Sequence[Read]) -> tuple[list[str], list[list[int]]]:
    """The topics in order, and for each topic meant (row) how often each was understood (column)."""
    topics = sorted({each.meant for each in read} | {each.understood for each in read})
    counted = Counter((each.meant, each.understood) for each in read)
    return topics, [[counted[meant, understood] for understood in topics] for meant in topics]


def interval(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, 1927), which holds for few cases too."""
    if not of:
        return 0.0, 1.0
    z = 1.96
    found = right / of
    middle = (found + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * sqrt(found * (1 - found) / of + z * z / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)
