"""Three people for the demo area, so that a parent meets somebody by name."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from areas import Area
from areas.pack import WEEKDAYS
from handover.passwords import new_password
from handover.workers import add_worker, worker_by_email

SOFIAS_EMAIL = "sofia.marsh@example.org"
MANAGERS_EMAIL = "grace.adeyemi@example.org"


@dataclass(frozen=True)
class DemoSignIn:
    """How to sign in at the desk as Sofia.

    Attributes:
        password: made when she was added and shown that once; None on every later load.
    """

    email: str
    password: str | None


def load_demo(session: Session, area: Area) -> DemoSignIn:
    """Add Sofia Marsh, her deputy and their manager to the area, or leave them as they are."""
    if worker_by_email(session, SOFIAS_EMAIL):
        return DemoSignIn(SOFIAS_EMAIL, None)
    password = new_password()
    add_demo_workers(session, area, password)
    return DemoSignIn(SOFIAS_EMAIL, password)


def add_demo_workers(session: Session, area: Area, sofias_password: str | None) -> None:
    """Add the three; only Sofia can sign in, and only if she is given a password."""
    school = area.schools[0] if area.schools else None
    add_worker(session, name="Grace Adeyemi", role="early help manager", email=MANAGERS_EMAIL, area=area, manager=True)
    deputy = add_worker(
        session,
        name="Daniel Hughes",
        role="family hub worker",
        email="daniel.hughes@example.org",
        area=area,
        languages=["en", "ro"],
        hours={day: ["09:00", "17:00"] for day in WEEKDAYS[:5]},
        phone="+441632960131",
    )
    add_worker(
        session,
        name="Sofia Marsh",
        role="link worker",
        email=SOFIAS_EMAIL,
        area=area,
        languages=["en", "pl", "ur"],
        schools=[school] if school else [],
        phone="+441632960132",
        deputy=deputy,
        password=sofias_password,
    )
