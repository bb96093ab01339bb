"""Records out of a JSON feed of any size, one at a time: a list, a page of either version, one record, or a line each."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from directory.feed.errors import FeedError

CHUNK = 1 << 20  # characters
MAX_RECORD = 8 << 20  # characters of one record
_LISTS = ("contents", "content")  # of 3.0 and of 1.0, in any letter case
_NOT_JSON = "This is not a JSON feed: {why}. A feed of Open Referral UK is JSON; a table is CSV."


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) < 20 else None  # Python refuses to read thousands of digits


def _no_number(_: str) -> None:
    return None  # NaN and Infinity are not JSON (RFC 8259, section 6)


DECODER = json.JSONDecoder(parse_int=_whole, parse_constant=_no_number)


class _Scanner:
    def __init__(self, stream: TextIO) -> None:
        self.stream, self.held, self.at, self.ended = stream, "", 0, False
        self.decoder = DECODER

    def more(self, size: int = CHUNK) -> bool:
        try:
            read = self.stream.read(size)
        except UnicodeDecodeError as error:
            raise FeedError("This feed is not in UTF-8. Save it as UTF-8 and try again.") from error
        self.held, self.at = self.held[self.at :] + read, 0
        self.ended = not read
        return bool(read)

    def next(self) -> str:
        """The next character that is not a space, "" at the end; it stays."""
        while True:
            while self.at < len(self.held) and self.held[self.at] in " \t\r\n\ufeff":
                self.at += 1
            if self.at < len(self.held) or not self.more():
                return self.held[self.at : self.at + 1]

    def take(self, expected: str) -> None:
        found = self.next()
        if found != expected:
            raise FeedError(_NOT_JSON.format(why=f"{expected!r} was expected where {found or 'the end'!r} stands"))
        self.at += 1

    def value(self) -> Any:
        self.next()
        while True:
            try:
                read, end = self.decoder.raw_decode(self.held, self.at)
            except json.JSONDecodeError as error:
                if self.ended or len(self.held) - self.at > MAX_RECORD:
                    raise FeedError(_NOT_JSON.format(why=error.msg)) from error
            except RecursionError as error:
                raise FeedError("This feed is nested too deeply to be a directory of services.") from error
            else:
                if end < len(self.held) or self.ended:
                    self.at = end
                    return read
            self.more(max(CHUNK, len(self.held)))


def json_records(stream: TextIO) -> Iterator[Mapping[str, Any]]:
    """The records of a feed in their order. What is no record comes as an empty one, to be refused by name.

    Raises:
        FeedError: when it is not JSON, not UTF-8, or one record is larger than 8 million characters.
    """
    scanner = _Scanner(stream)
    if scanner.next() == "<":
        raise FeedError(_NOT_JSON.format(why="it looks like a web page or XML"))
    if not scanner.next():
        raise FeedError("This feed is empty.")
    while scanner.next():
        if scanner.next() == "[":
            yield from _elements(scanner)
        elif scanner.next() == "{":
            yield from _page(scanner)
        else:
            raise FeedError(_NOT_JSON.format(why=f"it begins with {scanner.next()!r}"))


def _elements(scanner: _Scanner) -> Iterator[Mapping[str, Any]]:
    scanner.take("[")
    while scanner.next() != "]":
        read = scanner.value()
        yield read if isinstance(read, Mapping) else {}
        if scanner.next() != "]":
            scanner.take(",")
    scanner.take("]")


def _page(scanner: _Scanner) -> Iterator[Mapping[str, Any]]:
    """An object: an envelope around a list of records, or a record itself."""
    scanner.take("{")
    held: dict[str, Any] = {}
    wrapped = False
    while scanner.next() != "}":
        name = scanner.value()
        scanner.take(":")
        if str(name).lower() in _LISTS and scanner.next() == "[":
            wrapped = True
            yield from _elements(scanner)
        else:
            held[str(name)] = scanner.value()
        if scanner.next() != "}":
            scanner.take(",")
    scanner.take("}")
    if not wrapped:
        yield held
