"""What to do about an error code of the provider.

Source: Twilio, Error and Warning Dictionary (www.twilio.com/docs/api/errors).
"""

from enum import StrEnum


class Action(StrEnum):
    """What follows from an error."""

    RETRY = "retry"
    PERMANENT = "permanent"
    OPTED_OUT = "opted out"
    CONFIG = "config"


NOT_A_NUMBER = frozenset({21211, 21214, 21217, 21401, 21407, 21604, 21614, 30005, 30006})
"""The number itself takes no texts: invalid, unknown to the network, or a landline."""

ACCOUNT = frozenset({20003, 20005, 20403, 20404, 30002})
"""The account as a whole cannot send, so that trying the next text is pointless."""

_RATE = frozenset({14107, 20429, 21611, 30001, 63018})
_SETUP = frozenset({21212, 21408, 21603, 21606, 21609, 21612, 21659, 21660, 21701, 21702, 21703, 21704, 21705})
_OPTED_OUT = frozenset({21610})
_RETRIES_AFTER_SENDING = {30003: 2, 30008: 1, 30009: 1}


def action_on_refusal(code: int | None, http_status: int) -> Action:
    """What to do when the provider says no to a new text. A plain 4xx without a known code is permanent."""
    if code in _OPTED_OUT:
        return Action.OPTED_OUT
    if http_status == 429 or code in _RATE:
        return Action.RETRY
    if code in _SETUP or is_account_problem(code, http_status):
        return Action.CONFIG
    return Action.PERMANENT


def is_account_problem(code: int | None, http_status: int) -> bool:
    """Whether the account or its credentials are the trouble: keep the queue and tell the people who run this."""
    return code in ACCOUNT or http_status in (401, 403)


def action_on_failure(code: int | None) -> Action:
    """What to do when a text that was accepted did not arrive."""
    if code in _OPTED_OUT:
        return Action.OPTED_OUT
    return Action.RETRY if code in _RETRIES_AFTER_SENDING else Action.PERMANENT


def retries_on_failure(code: int | None) -> int:
    """How often to send again after it did not arrive: a phone that was off gets two more, an unknown loss one."""
    return _RETRIES_AFTER_SENDING.get(code, 0) if code is not None else 0
