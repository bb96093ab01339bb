"""UK postcodes inside a parent's words: finding them, reading their parts, and shortening them before anything is kept.

The shapes follow the Royal Mail's programmers' guide to the Postcode Address File: an outcode (area letters and district)
and an incode (a digit for the sector and two letters, of which C, I, K, M, O and V are not used).
"""

import re
import unicodedata
from dataclasses import dataclass

# What people type between the two halves: nothing, spaces of any kind, a full stop, a hyphen, a zero-width mark.
_GAP = r"[\s.\-\u2010-\u2015\u200b-\u200f\u2060\ufeff]{0,3}"
_OUTCODE = r"(?:GIR|[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKMNPR-Y]?)"
_INCODE = rf"[0-9]{_GAP}[ABD-HJLNP-UW-Z]{{2}}"
_POSTCODE = re.compile(rf"(?<![^\W_])({_OUTCODE}){_GAP}({_INCODE})(?![^\W_])", re.IGNORECASE)
_SECTOR = re.compile(rf"(?<![^\W_])({_OUTCODE})\s([0-9])(?![^\W_])", re.IGNORECASE)
_SECTOR_IN_ONE = re.compile(rf"(?<![^\W_])({_OUTCODE})([0-9])(?![^\W_])", re.IGNORECASE)
_OUTCODE_ALONE = re.compile(rf"(?<![^\W_])({_OUTCODE})(?![^\W_])", re.IGNORECASE)


@dataclass(frozen=True)
class Postcode:
    """A postcode, in capitals.

    Attributes:
        outcode: "B98".
        incode: "7JB", the whole second half; "" when only the outcode or sector was given.
        sector: "B98 7"; "" when only the outcode was given.
    """

    outcode: str
    sector: str = ""
    incode: str = ""

    @property
    def full(self) -> str:
        """The unit as it is written, "B98 7JB"; "" when it was not given."""
        return f"{self.outcode} {self.incode}" if self.incode else ""


def _plain(text: str) -> str:
    """The same length and places, with full-width and other scripts' letters and digits as ASCII ones."""
    return "".join(_plain_character(character) for character in text)


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    folded = unicodedata.normalize("NFKC", character)
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return folded if len(folded) == 1 and folded.isascii() else character


def postcodes_in(text: str) -> list[Postcode]:
    """Every full postcode in a text, in order, each once."""
    found = (_read(match) for match in _POSTCODE.finditer(_plain(text)))
    return list(dict.fromkeys(found))


def _read(match: re.Match[str]) -> Postcode:
    outcode, incode = match[1].upper(), "".join(filter(str.isalnum, match[2])).upper()
    return Postcode(outcode, f"{outcode} {incode[0]}", incode)


def parts_in(text: str) -> list[Postcode]:
    """Sectors ("B98 7", "b987") and outcodes ("B98") in a text that has no full postcode, likeliest reading first.

    They are only shaped like one: "E4" may be a flat number, so the caller looks each up.
    """
    plain = _plain(text)
    outcodes = [Postcode(match[1].upper()) for match in _OUTCODE_ALONE.finditer(plain)]
    return list(dict.fromkeys([*_sectors(_SECTOR, plain), *outcodes, *_sectors(_SECTOR_IN_ONE, plain)]))


def _sectors(shape: re.Pattern[str], text: str) -> list[Postcode]:
    return [Postcode(match[1].upper(), f"{match[1].upper()} {match[2]}") for match in shape.finditer(text)]


def shorten_postcodes(text: str) -> str:
    """The text with each full postcode cut to its sector ("B98 7"), for storage and logs. Nothing else changes."""
    pieces, end = [], 0
    for match in _POSTCODE.finditer(_plain(text)):
        pieces += [text[end : match.start()], _read(match).sector]
        end = match.end()
    return "".join([*pieces, text[end:]])
