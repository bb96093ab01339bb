"""Under which licence the loaded postcodes may be used: kept when a table is loaded, shown wherever places are."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import PostcodeLicence

# What the Office for National Statistics asks of whoever uses ONSPD and NSPL, and the Ordnance Survey of Code-Point Open.
OPEN_GOVERNMENT = (
    "Contains OS data © Crown copyright and database right {year}. Contains Royal Mail data © Royal Mail copyright and "
    "database right {year}. Source: Office for National Statistics licensed under the Open Government Licence v.3.0"
)
LONGEST = 1_000


def keep_licence(session: Session, wording: str, today: date) -> None:
    """Keep what has to be shown with the postcodes that were loaded today.

    Args:
        wording: may hold "{year}", which is that of the last loading.
    """
    session.merge(PostcodeLicence(wording=wording.strip()[:LONGEST], loaded_on=today))


def postcode_licences(session: Session) -> list[str]:
    """What has to be shown; nothing while no table of postcodes is loaded."""
    rows = session.scalars(select(PostcodeLicence).order_by(PostcodeLicence.loaded_on.desc(), PostcodeLicence.wording))
    return [row.wording.replace("{year}", str(row.loaded_on.year)) for row in rows]
