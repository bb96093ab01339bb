"""What the actions need to know of the installation: told once by the app when it starts."""

from dataclasses import dataclass
from pathlib import Path

from areas import Area
from messages.packages import PackageStore
from texts.identity import Identity


@dataclass
class _Installation:
    packages: PackageStore | None = None
    can_reply: bool = False
    sends_texts: bool = False


_HERE = _Installation()


def configure(packages_dir: Path, *, allow_test_packages: bool, sends_texts: bool, can_reply: bool) -> None:
    """Tell where the translation packages are, whether texts are sent at all, and whether a reply to one reaches us."""
    _HERE.packages = PackageStore(packages_dir, allow_test_packages=allow_test_packages)
    _HERE.can_reply = can_reply
    _HERE.sends_texts = sends_texts


def packages() -> PackageStore | None:
    """The installed translation packages."""
    return _HERE.packages


def sends_texts() -> bool:
    """Whether texts go out; otherwise they wait on the desk's outbox page, and the parent is told so."""
    return _HERE.sends_texts


def sender_of(area: Area) -> Identity:
    """Who texts come from in an area."""
    contact = area.council_contact
    return Identity(name=contact.name, phone=contact.number, can_reply=_HERE.can_reply)
