"""What the classifier sees of a message: its words, pairs of words and pieces of words, as bucket numbers.

Pieces of words carry misspellings and inflected endings in any script. Hashing keeps the vocabulary out of the
weights file; the same function serves learning and reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

from safeguarding.normalise import likeliest

BUCKETS = 1 << 20
_MASK = BUCKETS - 1
_START, _END = 7, 11
_PIECES = (3, 4, 5)
_LONGEST_WORD = 20
# Words this far apart are still a pair: what is said at the beginning ("he hit") is often taken back at the end ("a six").
_FAR = 8
# How much the words, the neighbours, the pieces and the pairs further apart count against each other; each group is a unit
# vector before that.
GROUP_WEIGHTS = (1.0, 1.0, 1.5, 1.2)
NEAR_GROUPS = 3  # all but the last: what a kind is told by, for the last would take most of the time

Groups = tuple[list[int], ...]


def features(words: Sequence[str]) -> Groups:
    """The buckets of the words, of neighbours, of the pieces of 3 to 5 letters, and of words further apart.

    `words` are folded (normalise.split). A bucket may occur twice.
    """
    words = [likeliest(word) for word in words]
    hashes = [_hash(word) for word in words]
    pairs = [
        (left * 0x9E3779B1 ^ right * 0x85EBCA6B) >> 7 & _MASK
        for left, right in zip((_START, *hashes), (*hashes, _END), strict=True)
    ]
    far = [
        (left * 0xC2B2AE35 ^ right * 0x27D4EB2F) >> 7 & _MASK
        for apart in range(2, _FAR + 1)
        for left, right in zip(hashes, hashes[apart:], strict=False)
    ]
    return [each & _MASK for each in hashes], pairs, [piece for word in words for piece in _pieces(word)], far


@lru_cache(maxsize=65536)
def _hash(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=65536)
def _pieces(word: str) -> tuple[int, ...]:
    framed = f"<{word[:_LONGEST_WORD]}>"
    found = {framed[at : at + size] for size in _PIECES for at in range(len(framed) - size + 1)}
    return tuple(sorted(crc32(b"piece" + piece.encode("utf-8", "surrogatepass")) & _MASK for piece in found))
