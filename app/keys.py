"""Secrets made from the one secret key, so that every process of an installation knows them without another setting."""

import hashlib
import hmac

from app.settings import Settings


def internal_token(settings: Settings) -> str:
    """What Rasa and the app show each other."""
    return _derived(settings, "rasa callbacks")


def _derived(settings: Settings, purpose: str) -> str:
    return hmac.new(settings.keys()[-1].encode(), purpose.encode(), hashlib.sha256).hexdigest()
