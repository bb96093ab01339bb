"""`fingerpost evaluate --gate`: recall and false alarms of the crisis gate, by language, wording and kind, with intervals."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from app.commands.run import StartError
from app.figures import interval
from safeguarding import check

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "safeguarding" / "cases"


@dataclass(frozen=True)
class Case:
    """One case. `kind` is None where nobody is in danger; `found` is the kind that the gate named, or None."""

    text: str
    language: str
    kind: str | None
    urgency: str | None
    style: str
    found: str | None


def read_cases(paths: Sequence[Path]) -> list[Case]:
    """The cases of files of JSON lines, or folders of them, each put to the gate.

    Raises:
        StartError: for a file that cannot be read.
    """
    files = [file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    return [_case(file, number, line) for file in files for number, line in enumerate(_lines(file), start=1)]


def _lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(f"{file} cannot be read: {error}") from error


def _case(file: Path, number: int, line: str) -> Case:
    try:
        given: dict[str, Any] = json.loads(line)
        text, language = str(given["text"]), str(given["lang"])
    except (ValueError, KeyError, TypeError) as error:
        raise StartError(f"{file}, line {number}: wanted is {{text, lang, kind}}: {error}") from error
    alarm = check(text, language)
    kind, urgency = given.get("kind"), given.get("urgency")
    return Case(text, language, kind, urgency, given.get("style", ""), alarm.kind if alarm else None)


def gate_figures(cases: Sequence[Case]) -> dict[str, Any]:
    """Recall over the cases in danger and alarms over those that are not, each as caught, of, share, low, high."""
    danger, calm = [each for each in cases if each.kind], [each for each in cases if not each.kind]
    return {
        "recall": _share(danger),
        "false_alarms": _share(calm),
        "right_kind": _share(danger, lambda each: each.found == each.kind),
        "recall_by_language": _grouped(danger, lambda each: each.language),
        "recall_by_wording": _grouped(danger, lambda each: each.style),
        "recall_by_kind": _grouped(danger, lambda each: str(each.kind)),
        "false_alarms_by_language": _grouped(calm, lambda each: each.language),
    }


def _share(cases: Sequence[Case], caught: Callable[[Case], bool] = lambda each: bool(each.found)) -> dict[str, float]:
    right = sum(caught(each) for each in cases)
    low, high = interval(right, len(cases))
    return {"caught": right, "of": len(cases), "share": right / max(1, len(cases)), "low": low, "high": high}


def _grouped(cases: Sequence[Case], by: Callable[[Case], str]) -> dict[str, dict[str, float]]:
    names = sorted({by(each) for each in cases} - {""})
    return {name: _share([each for each in cases if by(each) == name]) for name in names}


def evaluate(paths: Sequence[Path], *, as_json: bool, misses: bool) -> None:
    """Print the figures of the cases in these files."""
    cases = read_cases(paths)
    if not cases:
        raise StartError("There are no cases in these files.")
    found = gate_figures(cases)
    if misses:
        console = Console(stderr=True, highlight=False, markup=False)
        for each in cases:
            if bool(each.kind) != bool(each.found):
                wrong = f"missed {each.kind}" if each.kind else f"false {each.found}"
                console.print(f"{each.language} {wrong}: {each.text}")
    if as_json:
        typer.echo(json.dumps(found))
        return
    table = Table("", "caught", "of", "share", "95 % interval")
    for name, value in found.items():
        rows = {name: value} if "share" in value else {f"{name}: {key}": each for key, each in value.items()}
        for label, row in rows.items():
            span = f"{row['low']:.1%} to {row['high']:.1%}"
            table.add_row(label.replace("_", " "), str(row["caught"]), str(row["of"]), f"{row['share']:.1%}", span)
    Console().print(table)
