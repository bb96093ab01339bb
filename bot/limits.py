"""How often a stranger may call. In this process's memory, or in Redis where several processes share the load."""

from fastapi import HTTPException, status
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

RULES: dict[str, RateLimitItem] = {
    "begin": parse("30/minute"),
    "say": parse("40/minute"),
}


class Limits:
    """The limits of RULES, counted at `redis_url`, or in memory when it is empty."""

    def __init__(self, redis_url: str = "") -> None:
        self._limiter = MovingWindowRateLimiter(storage_from_string(redis_url or "memory://"))

    def refuse_if_busy(self, rule: str, who: str) -> None:
        """Count one call.

        Raises:
            HTTPException: 429 when `who` has called too often.
        """
        if not self._limiter.hit(RULES[rule], rule, who):
            raise HTTPException(
                status.HTTP_429_TOO_MANY_REQUESTS,
                "That was a lot at once. Please wait a minute. In an emergency ring 999.",
            )
