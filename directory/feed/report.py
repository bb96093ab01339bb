"""What an import did, or would do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Change:
    """A service of the feed that is otherwise than before, and in which properties of the standard."""

    feed_id: str
    name: str
    properties: tuple[str, ...]


@dataclass
class Report:
    """How many services, and each refused record with its reason.

    Attributes:
        detailed: also tell which: the names of the added and the gone, and the changes.
    """

    added: int = 0
    changed: int = 0
    gone: int = 0
    rejected: list[dict[str, str]] = field(default_factory=list)
    unchanged: int = 0
    detailed: bool = False
    added_services: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    gone_services: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON values: the contract of `services import --json`."""
        return {name: getattr(self, name) for name in ("added", "changed", "gone", "rejected", "unchanged")}


def tell_apart(feed_id: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    """In which properties a service's documents differ."""
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return Change(feed_id, str(after["name"]), tuple(names))
