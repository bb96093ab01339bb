"""The provider for an installation without one: nothing is sent and nothing is claimed to be."""

from datetime import datetime, timedelta

from texts.provider import Found, NotSent, Outcome


class OutboxOnly:
    """Texts stay in the outbox, "waiting for a sender", for workers to see."""

    sends = False

    def send(self, to: str, body: str, text_id: str, valid_for: timedelta) -> Outcome:
        """Sends nothing."""
        return NotSent("no SMS provider is set up")

    def find(self, to: str, since: datetime) -> list[Found]:
        """Nothing was sent, so nothing is found."""
        return []

    def fetch(self, sid: str) -> Found | None:
        """Nothing was sent, so nothing is found."""
        return None
