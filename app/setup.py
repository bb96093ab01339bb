"""What `./fingerpost run` sets up before it starts: keys, database, demo area, model. Each step is skipped where it is done."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

import directory.demo
import handover.demo
import storage
from app import rasa_process, rooms  # noqa: F401 - rooms makes the tables known
from app.rasa_process import TrainingError
from app.settings import Settings
from areas import load_area
from directory.feed.store import is_read_otherwise, read_again
from storage import migrate

USUAL_TRAINING_SECONDS = 75
TRAINING_TICK = 0.5


@dataclass(frozen=True)
class Step:
    """One step: what it says, whether it is to be done, and how."""

    says: str
    needed: Callable[[], bool]
    do: Callable[[Callable[[float], None]], None]


def set_up(settings: Settings, console: Console) -> None:
    """Do whatever is missing, showing what is done and how far it is.

    Raises:
        SettingsError, AreaError, TrainingError, OSError, sqlalchemy.exc.SQLAlchemyError: a step failed.
    """
    if settings.make_key():
        console.print(
            f"  A key for the personal columns was made: {settings.key_file}. Without it they cannot be read: keep a copy."
        )
    storage.configure(settings.database_url, settings.keys())
    area = load_area(settings.area)
    steps = [
        Step("Bringing the database up to date", lambda: not migrate.is_current(), lambda _: migrate.upgrade()),
        Step("Reading the directory's facts again", _read_otherwise, lambda _: _read_again()),
        Step(
            "Filling the demo area", lambda: area.fictional and not _demo_done(settings), lambda _: _fill_demo(settings)
        ),
        Step(
            "Training the language model (1 to 3 minutes, once)",
            lambda: not rasa_process.model_path(settings).is_file(),
            lambda tell: train(settings, tell),
        ),
    ]
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console
    ) as progress:
        for step in steps:
            if not step.needed():
                continue
            task = progress.add_task(step.says, total=1.0)
            step.do(lambda share, task=task: progress.update(task, completed=share))  # type: ignore[misc]
            progress.update(task, completed=1.0)


def _read_otherwise() -> bool:
    with storage.reading() as session:
        return is_read_otherwise(session)


def _read_again() -> None:
    with storage.writing() as session:
        read_again(session)


def train(settings: Settings, tell: Callable[[float], None]) -> None:
    """Train the model of the present inputs.

    Args:
        tell: is told how far it is, 0 to 1, by how long it took last time.

    Raises:
        TrainingError: when Rasa fails.
    """
    log = settings.var_dir / "logs" / "train.log"
    memory = settings.var_dir / "models" / "seconds.json"
    usual = json.loads(memory.read_text()) if memory.is_file() else USUAL_TRAINING_SECONDS
    began = time.monotonic()
    process = rasa_process.start_training(settings, log)
    try:
        while process.poll() is None:
            tell(min(0.98, (time.monotonic() - began) / usual))
            time.sleep(TRAINING_TICK)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    if process.returncode or not rasa_process.model_path(settings).is_file():
        last = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        raise TrainingError(f"Rasa could not train. The whole of what it said is in {log}.\n{last}")
    memory.write_text(json.dumps(round(time.monotonic() - began)))
    rasa_process.forget_old_models(settings)


def _demo_mark(settings: Settings) -> str:
    return f"{settings.database_url} {settings.area}"


def _demo_done(settings: Settings) -> bool:
    mark = settings.var_dir / "demo.json"
    return mark.is_file() and json.loads(mark.read_text()).get("for") == _demo_mark(settings)


def _fill_demo(settings: Settings) -> None:
    area = load_area(settings.area)
    with storage.writing() as session:
        directory.demo.load_demo(session)
        worker = handover.demo.load_demo(session, area)
    mark = settings.var_dir / "demo.json"
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch(mode=0o600)
    mark.write_text(json.dumps({"for": _demo_mark(settings), "email": worker.email, "password": worker.password}))


def demo_sign_in(settings: Settings) -> tuple[str, str] | None:
    """E-mail address and password of the demo area's worker."""
    if not _demo_done(settings):
        return None
    kept = json.loads((settings.var_dir / "demo.json").read_text())
    return kept["email"], kept["password"]
