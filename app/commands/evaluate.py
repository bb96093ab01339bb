"""`fingerpost evaluate`: how well a test file is understood."""

import json
from pathlib import Path
from typing import Annotated

import typer
import yaml
from rich.console import Console
from rich.progress import track
from rich.table import Table

from app.commands.run import StartError
from app.understanding import Understanding


def evaluate(
    files: Annotated[list[Path], typer.Argument(help="Rasa NLU test files, or folders of them.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="Print each line that was not understood.")] = False,
) -> None:
    """Accuracy by topic and by file. A file's language is the end of its name: test_pl.yml."""
    cases = [case for path in files for case in _cases(path)]
    if not cases:
        raise StartError("There are no examples in these files.")
    console = Console(stderr=True)
    results = []
    with Understanding() as reader:
        for name, intent, text in track(cases, "Reading", console=console):
            results.append((name, intent, text, reader.read(text, None)["topic"]))
    summary = {
        name: _figures([(intent, topic) for file, intent, _, topic in results if file == name])
        for name in sorted({name for name, *_ in results})
    }
    summary["all"] = _figures([(intent, topic) for _, intent, _, topic in results])
    if misses:
        for name, intent, text, topic in results:
            if intent != topic:
                console.print(f"{name}: {intent} was taken for {topic}: {text}", highlight=False, markup=False)
    if as_json:
        typer.echo(json.dumps(summary))
        return
    table = Table("file", "lines", "right", "in-topic refused", "off-topic answered")
    for name, figures in summary.items():
        table.add_row(name, *(f"{value:.1%}" if isinstance(value, float) else str(value) for value in figures.values()))
    Console().print(table)


def _cases(path: Path) -> list[tuple[str, str, str]]:
    paths = sorted(path.glob("*.yml")) if path.is_dir() else [path]
    found = []
    for each in paths:
        try:
            loaded = yaml.safe_load(each.read_text(encoding="utf-8"))
            blocks = loaded["nlu"]
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
            raise StartError(f"{each} is not a Rasa NLU file: {error}") from error
        for block in blocks:
            for line in block["examples"].splitlines():
                if line.strip().startswith("-"):
                    found.append((each.stem.removeprefix("test_"), block["intent"], line.strip()[1:].strip()))
    return found


def _figures(pairs: list[tuple[str, str]]) -> dict[str, int | float]:
    inside = [(intent, topic) for intent, topic in pairs if intent != "off_topic"]
    outside = [topic for intent, topic in pairs if intent == "off_topic"]
    return {
        "lines": len(pairs),
        "right": sum(intent == topic for intent, topic in pairs) / len(pairs),
        "in_topic_refused": sum(topic == "off_topic" for _, topic in inside) / len(inside) if inside else 0.0,
        "off_topic_answered": sum(topic != "off_topic" for topic in outside) / len(outside) if outside else 0.0,
    }
