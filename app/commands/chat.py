"""`fingerpost chat`: talk with the assistant in the terminal, through the same door as the page."""

from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.panel import Panel

from app.commands.run import StartError
from app.settings import settings


def chat(language: Annotated[str, typer.Option(help="The language you read, for example pl.")] = "en") -> None:
    """Talk with the assistant of a running Fingerpost. A number presses a button; an empty line ends."""
    chosen = settings()
    console = Console()
    with httpx.Client(base_url=chosen.public_url, timeout=30, trust_env=False) as web:
        try:
            response = web.post("/api/conversations", json={"language": language})
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise StartError(
                f"Fingerpost does not answer at {chosen.public_url}. Start it with `./fingerpost run`."
            ) from error
        begun = response.json()
        choices = _print(console, begun["messages"])
        headers = {"Authorization": f"Bearer {begun['token']}"}
        while typed := console.input("[bold]> [/bold]").strip():
            pressed = typed.isdecimal() and 0 < int(typed) <= len(choices)
            body = {"choice": choices[int(typed) - 1]} if pressed else {"text": typed}
            answer = web.post(f"/api/conversations/{begun['id']}/messages", json=body, headers=headers)
            if answer.is_error:
                console.print(answer.json()["detail"], style="red")
                continue
            shown = [message for message in answer.json()["messages"] if message["from"] != "parent"]
            choices = _print(console, shown) or choices


def _print(console: Console, messages: list[dict[str, Any]]) -> list[str]:
    """Print messages and number their buttons. Returns what the numbers send."""
    choices: list[str] = []
    for message in messages:
        style = "red" if message["safety"] else "green" if message["from"] == "worker" else "blue"
        console.print(Panel(message["text"], border_style=style, highlight=False))
        for contact in (message["card"] or {}).get("contacts", []):
            console.print(f"  {contact['name']}: {contact['number']}", highlight=False)
        for service in (message["card"] or {}).get("services", []):
            console.print(
                f"  - {service['name']}, {service.get('distance') or ''} {service.get('when') or ''}", highlight=False
            )
        for choice in message["choices"]:
            choices.append(choice["choice"])
            console.print(f"  [{len(choices)}] {choice['label']}", markup=False, highlight=False)
    return choices
