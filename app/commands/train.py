"""`fingerpost train`: train the language model where its inputs changed."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from app import rasa_process
from app.commands.run import StartError
from app.rasa_process import TrainingError
from app.settings import settings
from app.setup import train as train_model


def train(again: Annotated[bool, typer.Option("--again", help="Even if nothing changed.")] = False) -> None:
    """Train the language model if data/, config.yml, domain.yml or nlu/ changed since the last time."""
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
