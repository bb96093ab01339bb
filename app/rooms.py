"""What every process needs to know of the rooms: their tables, and what the actions are told."""

import directory.keeping
import directory.models
import handover.conversation
import handover.models
import handover.saved_services
import messages.models
import reminders.models
import texts.models
import texts.to_herself
from actions import installation
from app.settings import Settings
from texts.sender_id import check_sender

# Importing a room's models is what makes its tables known to the migrations.
MODELS = (
    directory.keeping,
    directory.models,
    handover.conversation,
    handover.models,
    handover.saved_services,
    messages.models,
    reminders.models,
    texts.models,
    texts.to_herself,
)


def tell_actions(settings: Settings) -> None:
    """Tell the actions where the translation packages are and whether a reply to a text reaches us.

    Behind a Messaging Service the sender may be a name, so no reply is promised there.
    """
    can_reply = settings.twilio_from != "" and check_sender(settings.twilio_from).can_reply
    installation.configure(
        settings.packages_dir,
        allow_test_packages=settings.allow_test_packages,
        sends_texts=settings.sends_texts,
        can_reply=can_reply,
    )
