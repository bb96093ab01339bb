"""What every process needs to know of the rooms: their tables, and where the translation packages are."""

import directory.models
import handover.conversation
import handover.models
import messages.models
import reminders.models
import texts.models
from app.settings import Settings

# Importing a room's models is what makes its tables known to the migrations.
MODELS = (directory.models, handover.conversation, handover.models, messages.models, reminders.models, texts.models)


def configure_messages(settings: Settings) -> None:
    """Tell the reading of letters where its packages are."""
    from actions import reading

    reading.use_packages(settings.packages_dir, allow_test_packages=settings.allow_test_packages)
