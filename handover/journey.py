"""The way of a handover: its states, the moves between them, and what the parent is told at each."""

from enum import StrEnum

from handover.errors import NotAllowedError
from locales import N_


class State(StrEnum):
    """Where a handover stands."""

    DRAFT = "draft"
    REQUESTED = "requested"
    READ = "read"
    ACCEPTED = "accepted"
    IN_CONTACT = "in_contact"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


WAITING = frozenset({State.REQUESTED, State.READ})
TAKEN = frozenset({State.ACCEPTED, State.IN_CONTACT})
OPEN = WAITING | TAKEN
ENDED = frozenset({State.CLOSED, State.WITHDRAWN, State.DECLINED})

MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.REQUESTED, State.WITHDRAWN}),
    State.REQUESTED: frozenset({State.READ, State.ACCEPTED, State.DECLINED, State.WITHDRAWN}),
    # Back to requested: it went to somebody else, who has not read it yet.
    State.READ: frozenset({State.REQUESTED, State.ACCEPTED, State.DECLINED, State.WITHDRAWN}),
    State.ACCEPTED: frozenset({State.IN_CONTACT, State.CLOSED, State.WITHDRAWN}),
    State.IN_CONTACT: frozenset({State.CLOSED, State.WITHDRAWN}),
    State.CLOSED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.DECLINED: frozenset(),
}

STATE_WORDS: dict[State, str] = {
    State.DRAFT: "being prepared by the parent",
    State.REQUESTED: "waiting: not read yet",
    State.READ: "waiting: read, not accepted",
    State.ACCEPTED: "accepted: contact not yet confirmed",
    State.IN_CONTACT: "in contact",
    State.CLOSED: "closed",
    State.WITHDRAWN: "taken back by the parent",
    State.DECLINED: "declined",
}

REQUESTED = N_(
    "This is now with {name}. {name}, or somebody who covers for {name}, will answer you by {day}, {time}. "
    "The answer will come here in this chat."
)
REQUESTED_TEAM = N_(
    "This is now with the early help team. Somebody will answer you by {day}, {time}. "
    "The answer will come here in this chat."
)
READ = N_("{name} has read what you shared.")
NOW_TALKING = N_("You are now talking with {name}, {role}.")
HANDED_BACK = N_(
    "{name} has left the chat for now. The assistant answers you again. {name} still has what you agreed to share."
)
FORGOTTEN = N_(
    "{name} has not written for a while. The assistant answers you again. {name} still has what you agreed to share, "
    "and can come back to this chat."
)
PASSED_ON = N_("{old} has not been able to answer you in time. We are sorry. Now {name}, {role}, has been asked.")
CANNOT_TAKE = N_("{old} cannot take this on. Now {name}, {role}, has been asked.")
GIVEN = N_("Now {name}, {role}, has been asked to answer you.")
PASSED_TO_TEAM = N_("You have not been answered yet. We are sorry. Now the whole early help team has been asked.")
CANNOT_TAKE_TEAM = N_("{old} cannot take this on. Now the whole early help team has been asked.")
PASSED_TO_MANAGER = N_(
    "Nobody has answered you yet. We are sorry. Now the manager of the team has been told. "
    "You can also call {contact} on {phone}."
)
DECLINED = N_("We are sorry. Nobody in the team can take this on. You can call {contact} on {phone}.")
WITHDRAWN = N_(
    "You have taken this back. What you shared has been deleted here. What somebody has already read cannot be unread."
)
CLOSED = N_("{name} has finished this handover. You can ask to talk to a person again at any time.")


def check_move(now: str, then: State) -> None:
    """Allow a move or refuse it.

    Raises:
        NotAllowedError: when the handover cannot go from `now` to `then`.
    """
    if then not in MOVES[State(now)]:
        raise NotAllowedError(f"This handover is {STATE_WORDS[State(now)]}, so it cannot become {then.value}.")
