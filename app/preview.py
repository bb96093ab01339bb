"""What parents would read after a change of wording, beside what is committed now."""

import difflib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from areas import Area, load_area
from bot.shown import render
from bot.wording import labels, responses, say

ROOT = Path(__file__).parent.parent
WORDS = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Answer:
    """One topic's answer.

    Attributes:
        before: what the last commit says; None where there is no commit to compare with, "" for a new topic.
    """

    topic: str
    label: str
    text: str
    sources: list[dict[str, str]]
    before: str | None

    @property
    def changed(self) -> bool:
        """Whether it reads otherwise than the last commit."""
        return self.before is not None and self.before != self.text

    def pieces(self) -> Iterator[tuple[str, str]]:
        """The text in pieces, each "same", "new" or "gone"."""
        old, new = WORDS.findall(self.before or ""), WORDS.findall(self.text)
        if not self.changed:
            yield "same", self.text
            return
        for kind, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
            if kind in ("replace", "delete"):
                yield "gone", "".join(old[old_from:old_to])
            if kind in ("replace", "insert"):
                yield "new", "".join(new[new_from:new_to])
            if kind == "equal":
                yield "same", "".join(new[new_from:new_to])


def compare(area: Area, code: str) -> list[Answer]:
    """Every answer of an area in a language, with what the last commit makes of it."""
    before = _committed(area.key, code)
    answers = []
    for topic, (text, sources) in _rendered(area, code).items():
        old = None if before is None else before.get(topic, "")
        answers.append(Answer(topic, labels().get(topic, topic), text, sources, old))
    return answers


def _rendered(area: Area, code: str) -> dict[str, tuple[str, list[dict[str, str]]]]:
    found = {}
    for name in responses():
        topic = name.removeprefix("utter_")
        if topic in labels():
            said = say(name, code, area)
            found[topic] = said.text, (said.card or {}).get("sources", [])
    return found


def _committed(key: str, code: str) -> dict[str, str] | None:
    """The answers as the last commit renders them, by its own code; None outside a repository."""
    if shutil.which("git") is None:
        return None
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        return None
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(archive.stdout)) as packed:
            packed.extractall(folder, filter="data")
        asked = [sys.executable, "-m", "app.preview", key, code]
        told = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)
    if told.returncode:
        return None
    answers: dict[str, str] = json.loads(told.stdout)
    return answers


def print_answers(answers: list[Answer], console: Console) -> None:
    """In a terminal: new words green and underlined, words that are gone red and struck out."""
    styles = {"same": "", "new": "green underline", "gone": "red strike"}
    if answers and answers[0].before is None:
        console.print("There is no commit to compare with: changes are not marked.")
    for answer in answers:
        console.rule(f"{answer.label} ({answer.topic}){' *' if answer.changed else ''}", align="left")
        shown = Text()
        for kind, piece in answer.pieces():
            shown.append(piece, styles[kind])
        console.print(shown)
        for source in answer.sources:
            console.print(f"Source: {source['source']} ({source['reviewed']})", style="dim", markup=False)
    console.print(f"{len(answers)} answers, {sum(each.changed for each in answers)} changed since the last commit.")


def as_page(area: Area, code: str, answers: list[Answer]) -> str:
    """The same as a web page of its own, with the chat's look."""
    return render("preview.html", code, area=area, answers=answers, styles=(ROOT / "bot/static/chat.css").read_text())


if __name__ == "__main__":
    key, code = sys.argv[1:]
    json.dump({topic: text for topic, (text, _) in _rendered(load_area(key), code).items()}, sys.stdout)
