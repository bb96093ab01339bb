"""What can go wrong in a handover, each with a sentence for the person who sees it."""


class HandoverError(Exception):
    """Something cannot be done as asked. The message is an English sentence; `translate` renders it."""


class NotFoundError(HandoverError):
    """There is no such handover, or this worker may not know of it: the two look the same from outside."""


class NotAllowedError(HandoverError):
    """The handover is not in a state, or not in the hands, in which this may be done."""
