"""`fingerpost evaluate`: how well messages are understood, and how well the crisis gate tells danger from calm."""

import json
import subprocess
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console
from rich.progress import track
from rich.table import Table

from app import figures, gate_figures, rasa_process
from app.commands.run import StartError
from app.understanding import Understanding

ROOT = Path(__file__).parent.parent.parent
TOPIC_CASES = ROOT / "tests" / "nlu"
COLUMNS = ("lines", "right", "macro F1", "in-topic refused", "off-topic answered")


def evaluate(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Test files, or folders of them; by default our own set.")
    ] = None,
    gate: Annotated[
        bool,
        typer.Option("--gate", help="The crisis gate instead: files of JSON lines with text, lang and kind (or none)."),
    ] = False,
    picture: Annotated[Path | None, typer.Option(help="Draw the confusion matrix into this PNG file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="Print each line that was not understood.")] = False,
) -> None:
    """Accuracy, macro F1, calibration and refusals by file. A file's language is the end of its name: test_pl.yml.

    A .jsonl file holds messages with two topics each: "text" and "topics".
    """
    if gate:
        gate_figures.evaluate(files or [gate_figures.CASES], as_json=as_json, misses=misses)
        return
    paths = [each for path in files or [TOPIC_CASES] for each in _inside(path)]
    cases = [case for path in paths if path.suffix != ".jsonl" for case in _cases(path)]
    pairs = [case for path in paths if path.suffix == ".jsonl" for case in _pairs(path)]
    if not cases and not pairs:
        raise StartError("There are no examples in these files.")
    console = Console(stderr=True)
    read: list[figures.Read] = []
    both: list[figures.ReadTwo] = []
    with Understanding() as reader:
        for name, meant, text in track(cases, "Reading", console=console):
            found = reader.read(text, None)
            read.append(figures.Read(name, meant, text, found["topic"], found["confidence"]))
        for two, text in track(pairs, "Reading two topics at once", console=console, disable=not pairs):
            found = reader.read(text, None)
            both.append(figures.ReadTwo(two, text, found["topic"], found["also"]))
    if picture:
        _draw(read, picture)
    if misses:
        for text in figures.misses(read, both):
            console.print(text, highlight=False, markup=False)
    names = sorted({each.file for each in read})
    summary = {name: figures.topic_figures([each for each in read if each.file == name]) for name in names}
    if read:
        summary["all"] = figures.topic_figures(read)
    together = figures.two_topic_figures(both) if both else None
    if as_json:
        typer.echo(json.dumps({**summary, "calibration": figures.calibration(read), "two_topics": together}))
        return
    if read:
        _print(summary, figures.calibration(read))
    if together:
        typer.echo(
            f"Two topics in one message: {together['lines']} messages; the one answered first is one of the two in "
            f"{together['first']:.1%}, both are named in {together['both']:.1%}."
        )


def _print(summary: dict[str, dict[str, int | float | None]], calibration: list[dict[str, float]]) -> None:
    table = Table("file", *COLUMNS)
    for name, found in summary.items():
        table.add_row(name, *(_shown(value) for value in found.values()))
    Console().print(table)
    sure = Table("confidence from", "lines", "mean confidence", "right", title="Calibration of what was answered")
    for row in calibration:
        sure.add_row(*(_shown(value) for value in (row["from"], int(row["lines"]), row["confidence"], row["right"])))
    Console().print(sure)


def _shown(value: float | int | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}" if isinstance(value, float) else str(value)


def _draw(read: list[figures.Read], picture: Path) -> None:
    topics, counts = figures.confusion(read)
    told = subprocess.run(
        [str(rasa_process.PYTHON), "-m", "nlu.picture", str(picture.absolute())],
        input=json.dumps({"topics": topics, "counts": counts}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise StartError(f"The picture could not be drawn: {told.stderr.strip().splitlines()[-1]}")


def _inside(path: Path) -> list[Path]:
    return sorted([*path.glob("*.yml"), *path.glob("*.jsonl")]) if path.is_dir() else [path]


def _cases(path: Path) -> list[tuple[str, str, str]]:
    """File, topic and text of each line of a Rasa test file."""
    found = []
    try:
        loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for block in loaded["nlu"]:
            for line in block["examples"].splitlines():
                if line.strip().startswith("-"):
                    found.append((path.stem.removeprefix("test_"), block["intent"], line.strip()[1:].strip()))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise StartError(f"{path} is not a Rasa NLU file: {error}") from error
    return found


def _pairs(path: Path) -> list[tuple[tuple[str, str], str]]:
    """The two topics and the text of each line."""
    found = []
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            first, second = case["topics"]
            found.append(((str(first), str(second)), str(case["text"])))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StartError(f'{path} is not a file of lines with "text" and two "topics": {error}') from error
    return found
