"""`python -m app.commands.revision "what changed"`: write a migration: the models compared with an empty, migrated database."""

import sys
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

import storage
from app import rooms  # noqa: F401 - makes the tables known
from storage import migrate


def main() -> None:
    """Write the revision file; look at it before you commit it."""
    if len(sys.argv) != 2:
        sys.exit('Say what changed: python -m app.commands.revision "workers have a photo"')
    with tempfile.TemporaryDirectory() as folder:
        storage.configure(f"sqlite:///{Path(folder) / 'empty.db'}", [Fernet.generate_key().decode()])
        migrate.upgrade()
        migrate.write_revision(sys.argv[1])
        storage.dispose()


if __name__ == "__main__":
    main()
