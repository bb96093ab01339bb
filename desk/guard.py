"""Whether a form was sent from one of our own pages. Pure."""

import hmac
from urllib.parse import urlsplit

from handover.sign_in import form_token


def is_own_origin(origin: str | None, fetch_site: str | None, host: str | None) -> bool:
    """Whether a POST comes from this very site.

    Browsers name the origin of every form they post (Fetch standard, 3.2). Where a strict referrer policy blanks it to
    "null", `Sec-Fetch-Site`, which no page can forge, has to say so. A request that has neither is refused.

    Args:
        host: the Host header, with its port.
    """
    if origin and origin != "null":
        return bool(host) and urlsplit(origin).netloc.lower() == (host or "").lower()
    return fetch_site == "same-origin"


def is_own_form(given: str, cookie: str) -> bool:
    """Whether a form carries the token that belongs to this cookie."""
    return hmac.compare_digest(given.encode(), form_token(cookie).encode())
