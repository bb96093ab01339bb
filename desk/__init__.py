"""The workers' side: signing in, the list of handovers, one handover, the live chat, the outbox, figures."""

from desk.router import make_router
from desk.settings import DeskSettings

__all__ = ["DeskSettings", "make_router"]
