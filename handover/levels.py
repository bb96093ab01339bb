"""Who owns a handover that nobody has answered: the worker, then her deputy, then the team, then the manager too."""

from datetime import datetime
from typing import Literal

from areas import Area
from handover.working_time import add_working_hours

Level = Literal["worker", "deputy", "team", "manager"]
LEVELS: tuple[Level, ...] = ("worker", "deputy", "team", "manager")


def level_due(
    requested_at: datetime, now: datetime, area: Area, *, level: str = "worker", owner_away: bool = False
) -> Level:
    """How far an unanswered handover should have moved by now.

    Each level has the area's `answer_within_hours` working hours. Nobody waits for a worker or deputy who is away: then
    it is due at the level after theirs at once.

    Args:
        requested_at: aware.
        now: aware.
        level: where it is.
    """
    reached = 0
    for step in range(1, len(LEVELS)):
        if now >= add_working_hours(requested_at, step * area.answer_within_hours, area):
            reached = step
    if owner_away and level in ("worker", "deputy"):
        reached = max(reached, LEVELS.index(_level(level)) + 1)
    return LEVELS[reached]


def is_higher(level: str, than: str) -> bool:
    """Whether one level comes after another."""
    return LEVELS.index(_level(level)) > LEVELS.index(_level(than))


def _level(name: str) -> Level:
    for level in LEVELS:
        if level == name:
            return level
    raise ValueError(f"{name!r} is not one of {', '.join(LEVELS)}")
