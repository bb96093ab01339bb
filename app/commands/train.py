"""`fingerpost train`: train the language model where its inputs changed."""

import subprocess
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app import rasa_process
from app.commands.run import StartError
from app.rasa_process import TrainingError
from app.settings import settings
from app.setup import train as train_model


def train(
    again: Annotated[bool, typer.Option("--again", help="Even if nothing changed.")] = False,
    gate: Annotated[
        bool, typer.Option("--gate", help="Make the crisis gate's weights anew from its example lines instead.")
    ] = False,
    needs: Annotated[
        bool, typer.Option("--needs", help="Make the service search's weights anew from the lines of data/nlu instead.")
    ] = False,
) -> None:
    """Train the language model if data/, config.yml, domain.yml or nlu/ changed since the last time."""
    if gate:
        _learn("safeguarding.learning", "Learning from the example lines, about seven minutes")
        typer.echo("Now see what it does to recall and false alarms: ./fingerpost evaluate --gate")
        return
    if needs:
        _learn("directory.needs_learning", "Learning what parents' sentences are about, half a minute")
        typer.echo("Now see what it does to the search: python -m bench.directory_quality --development")
        return
    chosen = settings()
    chosen.make_key()
    console = Console(stderr=True)
    model = rasa_process.model_path(chosen)
    if model.is_file() and not again:
        console.print(f"Nothing changed: {model}")
        return
    try:
        with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console) as progress:
            task = progress.add_task("Training", total=1.0)
            train_model(chosen, lambda share: progress.update(task, completed=share))
            progress.update(task, completed=1.0)
    except TrainingError as problem:
        raise StartError(str(problem)) from problem
    console.print(f"Trained: {model}")


def _learn(module: str, says: str) -> None:
    """scikit-learn is in Rasa's environment; the weights go into the repository, so that reading them needs neither."""
    with Progress(TextColumn("{task.description}"), SpinnerColumn(), TimeElapsedColumn()) as progress:
        progress.add_task(says, total=None)
        told = subprocess.run(
            [str(rasa_process.PYTHON), "-m", module],
            cwd=Path(__file__).parent.parent.parent,
            capture_output=True,
            text=True,
            check=False,
        )
    if told.returncode:
        raise StartError(told.stderr.strip().splitlines()[-1])
    typer.echo(told.stdout.strip())
