"""What the desk has to be told."""

from dataclasses import dataclass

from areas import Area


@dataclass(frozen=True)
class DeskSettings:
    """The desk of one area.

    Attributes:
        public_url: the address that links in letters begin with, without a slash at the end.
        sends_letters: a mail server is set up; otherwise workers send the letters themselves.
        secure_cookies: the site is served over HTTPS, so cookies may insist on it.
    """

    area: Area
    secure_cookies: bool
    public_url: str = ""
    sends_letters: bool = False
