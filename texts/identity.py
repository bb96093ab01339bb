"""Who the texts come from, as a parent knows them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """The name that every text begins with, and how to answer it.

    Attributes:
        name: short and known to families, as "Fennbrook Family Hubs".
        phone: a number that parents may ring, as it should be shown; or words for where to find it, to be translated.
        can_reply: whether a reply reaches us, so that "reply STOP" is true (see `sender_id.SenderId`).
    """

    name: str
    phone: str
    can_reply: bool
