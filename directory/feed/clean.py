"""Single values as feeds really write them, made true or left out. Pure; nothing here raises on bad input."""

import html
import re
import uuid
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
NAMESPACE = uuid.UUID("5f1d6c1e-6f0a-5b57-9d4a-0c2f3a7be001")  # ours, for feeds whose identifiers are not UUIDs
MAX_TEXT = 20_000  # characters of one field
MAX_NAME = 300
MAX_UNWRAPPED = 5  # layers of entities and tags around a text
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SKIPPED = frozenset(("script", "style", "template", "iframe", "object", "svg", "head"))
_BLOCKS = frozenset(("p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section"))
_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]]+@[^\s@<>\"',;:()\[\]]+\.[a-z]{2,}", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[\d(][\d\s().\-]{6,22}\d")
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.skipping += tag in _SKIPPED
        if tag == "li":
            self.pieces.append("\n- ")
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.skipping -= tag in _SKIPPED and self.skipping > 0
        if tag in _BLOCKS and tag != "li":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.pieces.append(data)


def plain_text(value: Any, limit: int = MAX_TEXT) -> str:
    """HTML or text as plain text: no tags, no scripts, entities as characters, paragraphs as blank lines.

    Plain text comes back as it is, so what we export is read the same.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return str(value) if is_number and number(value) is not None else ""
    text = value[: limit * 4]
    if text.isprintable() and "<" not in text and "&" not in text:
        return " ".join(text.split())[:limit].strip()
    for _ in range(MAX_UNWRAPPED):
        before, text = text, _unwrapped(text)
        if text == before:
            return text[:limit].strip()
    return re.sub(r"[<>&]", "", text)[:limit].strip()


def _unwrapped(text: str) -> str:
    """One layer of markup less: a tag that was written in entities is a tag now."""
    if "<" in text or "&" in text:
        parser = _Text()
        parser.feed(text)
        parser.close()
        text = html.unescape("".join(parser.pieces))
    text = _CONTROL.sub("", text.replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n"))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(value: Any, limit: int = MAX_NAME) -> str:
    """Text on one line, without spaces around it: "Carers " and "Carers" are the same."""
    return "" if value is None else " ".join(plain_text(value, limit).split())


def identifier(value: Any, *context: str) -> str:
    """A UUID: the feed's own, or one that is made from it and the context, the same at every import."""
    text = one_line(value)
    if _UUID.fullmatch(text):
        return text.lower()
    return str(uuid.uuid5(NAMESPACE, "\n".join([*context, text])))


def feed_identifier(value: Any) -> str:
    """The identifier by which a feed knows a service; UUIDs in lower case, since some systems turn them (RFC 9562)."""
    text = one_line(value, 200)
    return text.lower() if _UUID.fullmatch(text) else text


def web_address(value: Any) -> str | None:
    """An http or https address; a missing scheme is https. None for anything else, placeholders included."""
    text = one_line(value, 2_000)
    text = re.sub(r"^(https?):/*", r"\1://", text, flags=re.IGNORECASE)
    if not re.match(r"https?://", text, re.IGNORECASE):
        if re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE) and not re.match(r"[^/:]+:\d", text):
            return None
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return None
    placeholder = host in ("example.com", "www.example.com")
    spaced = any(character in text for character in " <>\"'\\")
    return None if placeholder or spaced or not _HOST.fullmatch(host) or parts.username else text


def email_address(value: Any) -> str | None:
    """The first e-mail address in the value; None for none or a platform's placeholder."""
    found = _EMAIL.search(one_line(value))
    address = found[0].strip(".") if found else None
    return None if address is None or address.lower().endswith(".invalid") else address


def telephone(value: Any) -> tuple[str, str] | None:
    """A number and what it is for: "Name: 0117 …" is ("0117 …", "Name"). None when there is no number."""
    text = one_line(value)
    found = _NUMBER.search(text)
    if found is None:
        short = re.fullmatch(r"\D*?(\d{3} \d{3}|\d{3,6})\D*", text)  # 111, 116 123 and the like
        return (short[1], "") if short else None
    label = text[: found.start()].strip(" :-–,")
    return " ".join(found[0].split()), label


def day(value: Any) -> date | None:
    """A date: ISO, or a date and time, or British 31/12/2026."""
    text = one_line(value)
    british = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    try:
        if british:
            return date(int(british[3]), int(british[2]), int(british[1]))
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def moment(value: Any) -> datetime | None:
    """A moment; a naive one is Europe/London's."""
    try:
        read = datetime.fromisoformat(one_line(value))
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)


def clock(value: Any) -> time | None:
    """A time of day, Europe/London: "10:00", "9:30", "10:00:00", "2026-01-01T10:00", "9.30am", "6pm"."""
    text = re.sub(r"^\d{4}-\d{2}-\d{2}[T ]", "", one_line(value))
    found = re.match(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*([ap])?\.?m?", text, re.IGNORECASE)
    if found is None or not (found[2] or found[3]):
        return None
    hour, half = int(found[1]), (found[3] or "").lower()
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    minute = int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def age(value: Any) -> float | None:
    """An age in years; -1, 127, nonsense and nothing are open."""
    read = number(value)
    return read if read is not None and 0 <= read <= 120 else None


def number(value: Any) -> float | None:
    """A finite number, or None."""
    try:
        read = float(value) if not isinstance(value, bool) else None
    except (TypeError, ValueError):
        return None
    return read if read is not None and abs(read) < 1e12 else None


def whole(value: Any) -> int | None:
    """A whole number of 1 or more, or None."""
    read = number(value)
    return int(read) if read is not None and read >= 1 else None


def pounds(value: Any) -> float | None:
    """An amount in pounds: 2.5, "2.50", "£2.50"."""
    read = number(value.replace("£", "").replace(",", "").strip() if isinstance(value, str) else value)
    return round(read, 2) if read is not None and 0 <= read < 1_000_000 else None


def point(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    """Coordinates in degrees, WGS84; None when either is missing, impossible or the zero of an unset field."""
    north, east = number(latitude), number(longitude)
    if north is None or east is None or not (-90 <= north <= 90 and -180 <= east <= 180) or (north == 0 and east == 0):
        return None
    return (north, east) if north != 99.999999 else None


def truth(value: Any) -> bool | None:
    """A yes or no as feeds write it; None when it is neither."""
    text = str(value).strip().lower() if value is not None else ""
    if text in ("true", "yes", "y", "1", "t"):
        return True
    return False if text in ("false", "no", "n", "0", "f") else None
