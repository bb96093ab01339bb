"""A message as the HTTP contract shows it, with the HTML that the page and the widget put in: one rendering for both."""

import re
from pathlib import Path
from typing import Any

import jinja2
import phonenumbers
from markupsafe import Markup, escape

from handover.conversation import Message
from handover.models import Worker
from locales import N_, language, review_note, translate

TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)

NUMBERED = re.compile(r"^\d+[.)]\s+")
WEB_ADDRESS = re.compile(r"https://[^\s<>\"]+[\w/]")
SHORT_NUMBERS = re.compile(r"(?<![\d£.:/-])(?:999|111|101|116 ?123|116 ?000)(?![\d.:/-])")
NAMES = {
    "parent": N_("You"),
    "assistant": N_("Assistant"),
    "worker": N_("Worker"),
    "system": N_("Notice"),
}


def show(message: Message, worker: Worker | None = None) -> dict[str, Any]:
    """A message of the contract: id, from, text, language, dir, choices, card; `html` is the same, rendered."""
    spoken = language(message.language)
    shown: dict[str, Any] = {
        "id": message.id,
        "number": message.number,
        "from": message.sender,
        "name": worker.name if worker else None,
        "text": message.text,
        "language": spoken.code,
        "dir": spoken.dir,
        "choices": message.choices,
        "card": message.card,
        "safety": {"kind": message.safety_kind, "urgency": message.safety_urgency} if message.safety_kind else None,
    }
    return {**shown, "html": render("message.html", spoken.code, message=shown, english=message.english, names=NAMES)}


def render(template: str, code: str, **values: Any) -> str:
    """A template in a language."""

    def in_language(text: str, **filled: object) -> str:
        return translate(text, code, **filled)

    return TEMPLATES.get_template(template).render(
        _=in_language, language=language(code), draft=review_note(code), paragraphs=paragraphs, **values
    )


def paragraphs(text: str) -> Markup:
    """Text as paragraphs and, for lines that begin with a number or a dash, lists; numbers dial, addresses link."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if lines and all(NUMBERED.match(line) for line in lines):
            items = [_linked(NUMBERED.sub("", line)) for line in lines]
            blocks.append("<ol>" + "".join(f"<li>{item}</li>" for item in items) + "</ol>")
        elif lines and all(line.startswith("- ") for line in lines):
            blocks.append("<ul>" + "".join(f"<li>{_linked(line[2:])}</li>" for line in lines) + "</ul>")
        else:
            blocks.append("<p>" + "<br>".join(_linked(line) for line in lines) + "</p>")
    return Markup("".join(blocks))  # noqa: S704 - every part is escaped in _linked


def _linked(text: str) -> str:
    """Escaped text with telephone numbers as links that dial and https addresses as links."""
    spans: list[tuple[int, int, str]] = []
    for found in phonenumbers.PhoneNumberMatcher(text, "GB", leniency=phonenumbers.Leniency.POSSIBLE):
        if found.raw_string.startswith(("0", "+")):
            dial = phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
            spans.append((found.start, found.end, f"tel:{dial}"))
    spans += [(m.start(), m.end(), f"tel:{m[0].replace(' ', '')}") for m in SHORT_NUMBERS.finditer(text)]
    spans += [(m.start(), m.end(), m[0]) for m in WEB_ADDRESS.finditer(text)]
    parts, at = [], 0
    for start, end, href in sorted(spans):
        if start < at:
            continue
        rel = ' rel="noreferrer noopener" target="_blank"' if href.startswith("http") else ""
        parts.append(f'{escape(text[at:start])}<a href="{escape(href)}"{rel}><bdi>{escape(text[start:end])}</bdi></a>')
        at = end
    parts.append(str(escape(text[at:])))
    return "".join(parts)
