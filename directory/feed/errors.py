"""What can be wrong with a feed as a whole. One wrong record does not spoil it: it is refused and reported."""


class FeedError(RuntimeError):
    """A feed that cannot be read; the message says what is wrong and what to do. Nothing was changed."""
