"""What every process needs to know of the rooms: their tables, and what the actions are told."""

import directory.models
import handover.conversation
import handover.models
import messages.models
import reminders.models
import texts.models
from actions import installation
from app.settings import Settings

# Importing a room's models is what makes its tables known to the migrations.
MODELS = (directory.models, handover.conversation, handover.models, messages.models, reminders.models, texts.models)


def tell_actions(settings: Settings) -> None:
    """Tell the actions where the translation packages are and whether a reply to a text reaches us."""
    can_reply = settings.sends_texts and not settings.twilio_from.isalpha()
    installation.configure(settings.packages_dir, allow_test_packages=settings.allow_test_packages, can_reply=can_reply)
