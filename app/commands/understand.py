"""`fingerpost understand`: what is meant by each line, and whether somebody is in danger."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.understanding import Understanding

LONGEST_LINE = 200_000


def understand(
    source: Annotated[str, typer.Argument(help="A file, or - for standard input.")] = "-",
    language: Annotated[str | None, typer.Option(help="Of lines that do not say theirs; a hint.")] = None,
) -> None:
    """Read one message a line, plain or {"text", "lang"}; print a JSON line each."""
    with Understanding() as reader:
        for number, raw in enumerate(_lines(source), start=1):
            typer.echo(json.dumps(_answer(reader, raw, language, number), ensure_ascii=False))


def _lines(source: str) -> Iterator[bytes]:
    if source == "-":
        yield from sys.stdin.buffer
        return
    path = Path(source)
    if not path.is_file():
        raise typer.BadParameter(f"There is no file {source}.")
    with path.open("rb") as file:
        yield from file


def _answer(reader: Understanding, raw: bytes, language: str | None, number: int) -> dict[str, object]:
    raw = raw.rstrip(b"\r\n")
    try:
        line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        return {"error": f"Line {number} is not UTF-8 (byte {error.start + 1}).", "line": number}
    text, lang = line, language
    if line.lstrip().startswith("{"):
        try:
            given = json.loads(line)
        except ValueError:
            given = None
        if isinstance(given, dict) and isinstance(given.get("text"), str):
            text, lang = given["text"], given.get("lang") or language
    if len(text) > LONGEST_LINE:
        return {"error": f"Line {number} is longer than {LONGEST_LINE} characters.", "line": number}
    return reader.read(text, lang)
