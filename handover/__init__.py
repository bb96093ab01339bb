"""Workers, consented summaries, the clock, the live conversation and the record of a warm handover."""

from handover.answering import (
    accept,
    close,
    decline,
    hand_back,
    handover_for,
    list_handovers,
    mark_read,
    record_contact,
    say,
    take_hold,
)
from handover.asking import (
    draft_handover,
    draft_of,
    keep_lines,
    open_handover,
    request_handover,
    set_safe_contact,
    withdraw,
)
from handover.clock import hand_back_forgotten, pass_on_overdue
from handover.consent import CONSENT_VERSION, consent_wording
from handover.errors import HandoverError, NotAllowedError, NotFoundError
from handover.lines import Line
from handover.named_worker import NamedWorker
from handover.passing_on import give_to
from handover.telling import told_when_requested, told_when_withdrawn
from handover.workers import add_worker, named_worker_for, set_away

__all__ = [
    "CONSENT_VERSION",
    "HandoverError",
    "Line",
    "NamedWorker",
    "NotAllowedError",
    "NotFoundError",
    "accept",
    "add_worker",
    "close",
    "consent_wording",
    "decline",
    "draft_handover",
    "draft_of",
    "give_to",
    "hand_back",
    "hand_back_forgotten",
    "handover_for",
    "keep_lines",
    "list_handovers",
    "mark_read",
    "named_worker_for",
    "open_handover",
    "pass_on_overdue",
    "record_contact",
    "request_handover",
    "say",
    "set_away",
    "set_safe_contact",
    "take_hold",
    "told_when_requested",
    "told_when_withdrawn",
    "withdraw",
]
