"""/health, /ready and /metrics: whether this process lives, whether it can answer, and counts without persons."""

from fastapi import APIRouter, Response, status
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.rasa import Rasa
from directory.gone import how_many_gone, how_many_here
from handover.conversation import Conversation
from handover.models import Handover
from safeguarding.gate import learned_or_none
from storage import reading
from texts.models import Text


def make_router(rasa: Rasa) -> APIRouter:
    """The routes a person or a machine that runs Fingerpost asks."""
    router = APIRouter(tags=["running it"])

    @router.get("/health")
    def health() -> dict[str, str]:
        """This process lives."""
        return {"status": "ok"}

    @router.get("/ready")
    async def ready(response: Response) -> dict[str, bool]:
        """Whether the database and Rasa answer, and the crisis gate is whole. Without Rasa the chat works, with its menu."""
        state = {
            "database": await run_in_threadpool(_database_answers),
            "rasa": await rasa.ready(),
            "crisis_gate": learned_or_none() is not None,
        }
        if not all(state.values()):
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        return state

    @router.get("/metrics")
    def metrics() -> Response:
        """Counts in Prometheus's text format."""
        with reading() as session:
            counts = {
                table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
                for table in (Conversation, Handover, Text)
            }
            counts["service_gone"] = how_many_gone(session)
            counts["service"] = how_many_here(session)
        lines = [
            line
            for name, count in counts.items()
            for line in (f"# TYPE fingerpost_{name}_rows gauge", f"fingerpost_{name}_rows {count}")
        ]
        return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")

    return router


def _database_answers() -> bool:
    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
