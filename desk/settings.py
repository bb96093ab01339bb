"""What the desk has to be told."""

from dataclasses import dataclass

from areas import Area


@dataclass(frozen=True)
class DeskSettings:
    """The desk of one area.

    Attributes:
        secure_cookies: the site is served over HTTPS, so cookies may insist on it.
    """

    area: Area
    secure_cookies: bool
