"""What is due for a service whose facts nobody has checked for long: ask it, tell the manager, hide it. Pure.

Asked at 6 months and every 3 after it, the manager told at 12, hidden at 13, and never sooner than a month after she was
told. Where nobody has said when it was checked, the 6 months are counted as over on the day it is first asked.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from directory.freshness import months_since

Step = Literal["ask", "tell", "hide", "show"]

ASK_MONTHS, ASK_AGAIN_MONTHS, TELL_MONTHS, HIDE_MONTHS = 6, 3, 12, 13


@dataclass(frozen=True)
class Standing:
    """How a service stands; days are Europe/London.

    Attributes:
        checked: when its facts were last checked, None when nobody has said.
        asked: when it was first asked since then; letter: when last; told: when the manager was.
        hidden_by_age: it is hidden because its facts were too old, and not by a worker.
    """

    checked: date | None
    asked: date | None = None
    letter: date | None = None
    told: date | None = None
    hidden_by_age: bool = False


def steps(standing: Standing, today: date) -> tuple[Step, ...]:
    """What is due today."""
    months = unchecked_months(standing, today)
    if standing.hidden_by_age:
        return ("show",) if months < HIDE_MONTHS else ()
    if months < ASK_MONTHS:
        return ()
    told = standing.told
    if months >= HIDE_MONTHS and told is not None and months_since(told, today) >= HIDE_MONTHS - TELL_MONTHS:
        return ("hide",)
    due: list[Step] = []
    asked = standing.letter or standing.asked
    if asked is None or months_since(asked, today) >= ASK_AGAIN_MONTHS:
        due.append("ask")
    if months >= TELL_MONTHS and told is None:
        due.append("tell")
    return tuple(due)


def unchecked_months(standing: Standing, today: date) -> int:
    """For how many months nobody has checked it."""
    if standing.checked is not None:
        return months_since(standing.checked, today)
    return ASK_MONTHS + (months_since(standing.asked, today) if standing.asked else 0)
