"""How many segments a text takes, counted as the network packs them.

Source: 3GPP TS 23.038 section 6.2.1 (the GSM 7 bit default alphabet and its extension table) and TS 23.040 section
9.2.3.24 (concatenation: a 6 byte header leaves 153 septets or 67 UCS-2 units a segment). An escape pair and a surrogate
pair are each kept whole, so dividing the length by 153 or 67 can be one segment too few.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")

Encoding = Literal["GSM-7", "UCS-2"]
SINGLE: dict[Encoding, int] = {"GSM-7": 160, "UCS-2": 70}
JOINED: dict[Encoding, int] = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True)
class Segments:
    """How a text is carried.

    Attributes:
        units: septets in GSM-7 (an extended character takes two), UTF-16 code units in UCS-2.
        segments: what is billed; 0 for an empty text.
    """

    encoding: Encoding
    units: int
    segments: int


def encoding_of(text: str) -> Encoding:
    """GSM-7 when every character is in the alphabet or its extension, else UCS-2."""
    return "GSM-7" if all(char in GSM_BASIC or char in GSM_EXTENDED for char in text) else "UCS-2"


def count_segments(text: str) -> Segments:
    """Count the segments of a text as it stands; nothing is replaced."""
    encoding = encoding_of(text)
    widths = [_width(char, encoding) for char in text]
    units = sum(widths)
    segments = min(units, 1) if units <= SINGLE[encoding] else _pack(widths, JOINED[encoding])
    return Segments(encoding, units, segments)


def _width(char: str, encoding: Encoding) -> int:
    if encoding == "GSM-7":
        return 2 if char in GSM_EXTENDED else 1
    return 2 if ord(char) > 0xFFFF else 1


def _pack(widths: Iterable[int], room: int) -> int:
    segments, used = 1, 0
    for width in widths:
        if used + width > room:
            segments, used = segments + 1, 0
        used += width
    return segments
