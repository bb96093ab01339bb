"""`purge`, `export-person`, `delete-person`: what is kept of people, and how it goes."""

import json
from typing import Annotated, Any

import typer
from sqlalchemy import select

from app.commands.database import with_database
from bot.conversations import purge as purge_conversations
from directory.gone import purge_gone
from directory.query import london_today
from handover.conversation import Conversation, messages_after
from handover.erasing import erase
from handover.models import Handover
from handover.saved_services import saved_services
from reminders.cancelling import reminders_of
from storage import reading, utc_now, writing

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ConversationId = Annotated[str, typer.Argument(help="The id of the chat, as she or a handover's page names it.")]


def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False, as_json: AsJson = False
) -> None:
    """Delete what has been kept for as long as it may be. The sender's process does this every hour."""
    with_database()
    with writing() as session:
        count = len(purge_conversations(session, utc_now(), dry_run=dry_run))
        services = purge_gone(session, london_today(), dry_run=dry_run)
    if as_json:
        typer.echo(json.dumps({"conversations": count, "services": services, "dry_run": dry_run}))
        return
    typer.echo(f"{count} conversation{'' if count == 1 else 's'} {'would go' if dry_run else 'gone'}")
    if services:
        left = "1 service" if services == 1 else f"{services} services"
        typer.echo(f"{left} that left {'its feed' if services == 1 else 'their feeds'} long ago, too")


def export_person(conversation_id: ConversationId) -> None:
    """Print everything that is kept of one chat, as JSON."""
    with_database()
    with reading() as session:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None:
            raise typer.BadParameter("There is no such conversation.")
        kept: dict[str, Any] = {
            "conversation": {
                "id": conversation.id,
                "language": conversation.language,
                "area": conversation.area,
                "begun": conversation.created_at.isoformat(),
            },
            "messages": [
                {"from": message.sender, "at": message.at.isoformat(), "text": message.text, "fields": message.fields}
                for message in messages_after(session, conversation_id)
            ],
            "saved_services": [each.service_id for each in saved_services(session, conversation_id)],
            "reminders": [
                {"event": each.event.title, "date": each.event.starts_on.isoformat(), "state": each.state}
                for each in reminders_of(session, conversation_id)
            ],
            "handovers": [
                {
                    "reference": each.reference,
                    "state": each.state,
                    "shared": [line.text for line in each.lines if line.share],
                    "consent": each.consent_wording,
                }
                for each in session.scalars(select(Handover).where(Handover.conversation_id == conversation_id))
            ],
        }
    typer.echo(json.dumps(kept, ensure_ascii=False, indent=2))


def delete_person(
    conversation_id: ConversationId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete one chat, its saved list, its reminders and what was noted from its letters."""
    with_database()
    if not yes:
        typer.confirm("Delete this chat and everything in it? It cannot be brought back.", abort=True)
    with writing() as session:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None:
            raise typer.BadParameter("There is no such conversation.")
        erase(session, conversation)
    typer.echo("Deleted.")
