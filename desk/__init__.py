"""The workers' side: signing in, the list of handovers, one handover, the live chat, the outbox, figures, the directory."""

from desk.router import make_router
from desk.settings import DeskSettings
from desk.still_right import make_router as make_still_right_router

__all__ = ["DeskSettings", "make_router", "make_still_right_router"]
