"""The example lines that the classifier learns from: read, checked, and their alternatives spelt out."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from safeguarding.kinds import KINDS, Urgency

EXAMPLES = Path(__file__).parent / "examples"
# Files of no kind: what parents write every day, and the school letters that they paste.
ORDINARY = ("ordinary", "letters")
_SECTIONS: dict[str, Urgency | None] = {"now": "now", "urgent": "urgent", "calm": None}
_CHOICES = re.compile(r"\(([^()]*)\)")
_SPACES = re.compile(r"\s+")


class ExampleError(ValueError):
    """An example file cannot be read; the message says where."""


@dataclass(frozen=True)
class Example:
    """One line of a file. `kind` and `urgency` are None where nobody is in danger."""

    line: str
    language: str
    kind: str | None
    urgency: Urgency | None

    def texts(self, most: int, chance: random.Random) -> list[str]:
        """Up to `most` of the sentences that the line stands for, each once."""
        parts = _CHOICES.split(self.line)
        choices = [part.split("|") if odd else [part] for part, odd in zip(parts, _odd(), strict=False)]
        count = 1
        for each in choices:
            count *= len(each)
        found: dict[str, None] = {}
        for _ in range(4 * most):
            if len(found) >= min(most, count):
                break
            found[_SPACES.sub(" ", "".join(chance.choice(each) for each in choices)).strip()] = None
        return list(found)


def _odd() -> Iterator[bool]:
    while True:
        yield False
        yield True


def read_examples(folder: Path = EXAMPLES) -> list[Example]:
    """Every line of every file.

    Raises:
        ExampleError: for an unknown kind or section, or brackets that do not close.
    """
    return [example for path in sorted(folder.glob("*/*.txt")) for example in _read(path)]


def _read(path: Path) -> Iterator[Example]:
    kind = path.stem
    if kind not in (*KINDS, *ORDINARY):
        raise ExampleError(f"{path}: there is no kind {kind!r}")
    urgency: Urgency | None = None
    section = None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        if not line:
            continue
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
            if section not in _SECTIONS or (kind in ORDINARY and section != "calm"):
                raise ExampleError(f"{path}, line {number}: there is no section {line} here")
            urgency = _SECTIONS[section]
            continue
        outside = _CHOICES.sub("", line)
        if section is None or any(sign in outside for sign in "()|"):
            raise ExampleError(f"{path}, line {number}: {line}")
        yield Example(line, path.parent.name, kind if urgency else None, urgency)
