"""The command line of this room: `read-message` and `languages list|install|check`."""

import json
import os
import resource
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from locales import LANGUAGES, review_note
from messages.lines import LineStatus
from messages.packages import PackageError, PackageStore
from messages.reading import MessageTooLongError, Translation, read_message

PACKAGES_DIR_SETTING = "FINGERPOST_ARGOS_PACKAGES_DIR"
DEFAULT_PACKAGES_DIR = Path("var/packages")
LONDON = ZoneInfo("Europe/London")
CHECK_LETTER = """\
Please bring a packed lunch on Thursday 12th March.
The coach leaves at 9.15am and returns at 3.30pm.
The school is closed on Friday 3rd July.
The trip to the museum has been cancelled.
Please do not send any money to school.
Please pay £12.50 by Monday 8th June.
Parents' evening has moved from Tuesday 3rd March to Wednesday 4th March.
If your child is ill, please phone the school office on 01632 960123.
If it rains, sports day will be in the hall.
Your child needs a coat, a hat and wellington boots.
"""

languages_app = typer.Typer(help="Languages, and the translation packages on this server.", no_args_is_help=True)


def packages_directory() -> Path:
    """Where translation packages are kept: the setting, or `var/packages`."""
    return Path(os.environ.get(PACKAGES_DIR_SETTING) or DEFAULT_PACKAGES_DIR)


def read_message_command(
    file: Annotated[str, typer.Argument(help="The message: a text file, or - for standard input.")] = "-",
    to: Annotated[str, typer.Option(help="The language to read it in: en pl ro ur pa bn ar so uk es pt.")] = "en",
    today: Annotated[str | None, typer.Option(help="YYYY-MM-DD: the day on which to read “tomorrow”.")] = None,
) -> None:
    """Read a school message: print its events and its lines in a language, as JSON."""
    if to not in LANGUAGES:
        raise _fail(f"Fingerpost does not speak “{to}”. It speaks: {' '.join(LANGUAGES)}.")
    day = _day(today)
    text = _text_of(file)
    try:
        reading = read_message(text, to, day, PackageStore(packages_directory()))
    except (MessageTooLongError, PackageError) as error:
        raise _fail(str(error)) from error
    typer.echo(json.dumps(reading.as_json(), ensure_ascii=False, indent=2))


@languages_app.command("list")
def list_languages(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the languages, the status of their wording, and whether letters can be translated into them."""
    store = PackageStore(packages_directory())
    rows = []
    for language in LANGUAGES.values():
        package = store.find("en", language.code)
        rows.append(
            {
                "code": language.code,
                "name": language.name,
                "english": language.english,
                "wording": review_note(language.code) or "source",
                "letters": "source" if language.code == "en" else package.version if package else None,
            }
        )
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        letters = "letters: not yet, no package" if row["letters"] is None else f"letters: {row['letters']}"
        typer.echo(f"{row['code']}  {row['english']:<12} {row['name']:<12} wording: {row['wording']:<8} {letters}")


@languages_app.command("install")
def install_languages(
    files: Annotated[list[Path], typer.Argument(help="One or more .argosmodel files. Nothing is downloaded.")],
) -> None:
    """Install translation packages from files and print their sha256."""
    store = PackageStore(packages_directory())
    failed = False
    for file in files:
        try:
            package, digest = store.install(file)
        except PackageError as error:
            failed = True
            typer.echo(f"{file.name}: {error}", err=True)
        else:
            typer.echo(f"Installed {package.source_name} to {package.target_name}, version {package.version}.")
            typer.echo(f"sha256 {digest}  {file.name}")
    if failed:
        raise typer.Exit(1)


@languages_app.command("check")
def check_languages(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check every package: its files, and how many of ten short sentences it translates safely, how fast.

    Sentences that fail a check would be shown in English. This is no measure of good translation: only a reader of
    the language can judge that.
    """
    store = PackageStore(packages_directory())
    problems = [problem for _, found in store.survey() for problem in found]
    results = []
    for package in store.installed():
        if package.source == "en":
            results.append(_check(store, package.target))
    if as_json:
        typer.echo(json.dumps({"problems": problems, "languages": results}, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            typer.echo(problem, err=True)
        for result in results:
            typer.echo(
                "{language}: {translated} of {lines} translated, {kept} kept in English, {seconds} s".format(**result)
            )
        if not results:
            typer.echo(f"No usable translation package in {store.directory}: letters stay in English.")
    if problems:
        raise typer.Exit(1)


def _check(store: PackageStore, language: str) -> dict[str, object]:
    started = time.perf_counter()
    reading = read_message(CHECK_LETTER, language, date(2026, 3, 2), store)
    kept = [line for line in reading.lines if line.status is LineStatus.KEPT]
    return {
        "language": language,
        "lines": len(reading.lines),
        "translated": len(reading.lines) - len(kept),
        "kept": len(kept),
        "why": [line.why for line in kept],
        "seconds": round(time.perf_counter() - started, 2),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "working": reading.translation is Translation.TRANSLATED,
    }


def _day(today: str | None) -> date:
    if today is None:
        return datetime.now(LONDON).date()
    try:
        return date.fromisoformat(today)
    except ValueError as error:
        raise _fail(f"“{today}” is not a date. Please write it as YYYY-MM-DD, for example 2026-03-02.") from error


def _text_of(file: str) -> str:
    """The message; a byte order mark is dropped, and what is not UTF-8 is read as Windows-1252, as Outlook saves it."""
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise _fail(f"{file} cannot be read: {error.strerror or error}.") from error
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _fail(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(1)
