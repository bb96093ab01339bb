"""`fingerpost test`: every check there is, in order, with what it took."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app import rasa_process
from app.settings import ROOT, settings

ROOMS = (
    *("actions", "areas", "app", "bot", "desk", "directory", "handover"),
    *("locales", "messages", "reminders", "safeguarding", "storage", "texts", "tests"),
)


def run_all(
    only: Annotated[
        str | None, typer.Option("-k", help="Only the tests whose names match, and no other check.")
    ] = None,
    fast: Annotated[bool, typer.Option("--fast", help="Without the end-to-end tests.")] = False,
) -> None:
    """Lint, types, import arrows, catalogues, Rasa's data, unit tests, then the whole way in a real browser."""
    chosen = settings()
    chosen.make_key()
    tests = [sys.executable, "-m", "pytest", *(["-k", only] if only else []), *(["-m", "not e2e"] if fast else [])]
    if only:
        raise typer.Exit(subprocess.run(tests, cwd=ROOT, check=False).returncode)
    tool = [sys.executable, "-m"]
    steps: list[tuple[str, list[str]]] = [
        ("lint", [*tool, "ruff", "check", "."]),
        ("format", [*tool, "ruff", "format", "--check", "."]),
        ("types", [*tool, "mypy", *ROOMS]),
        ("import arrows", [str(Path(sys.executable).with_name("lint-imports"))]),
        ("catalogues", [*tool, "locales.check"]),
        ("rasa data validate", [*tool, "app.commands.validate"]),
        ("tests", tests),
    ]
    console = Console(stderr=True)
    failed = []
    for name, command in steps:
        console.rule(name)
        began = time.monotonic()
        environment = rasa_process.environment(chosen) if name.startswith("rasa") else None
        code = subprocess.run(command, cwd=ROOT, check=False, env=environment).returncode
        console.print(f"{name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s")
        if code:
            failed.append(name)
    if failed:
        console.print(f"Failed: {', '.join(failed)}", style="red")
        raise typer.Exit(1)
