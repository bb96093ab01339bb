"""What workers know better, laid over what a feed says. A feed is read first; then the edits win, property by property."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import standard
from directory.keeping import ServiceEdit

Document = dict[str, Any]
Edits = dict[str, list[ServiceEdit]]

CHECKED = "assured_date"  # of this property the later day wins, whoever says it


def edits_of(session: Session, source: str) -> Edits:
    """The edits of a feed's services, by the feed's identifiers."""
    found: Edits = defaultdict(list)
    for edit in session.scalars(select(ServiceEdit).where(ServiceEdit.source == source)):
        found[edit.feed_id].append(edit)
    return dict(found)


def overlaid(service: standard.Service, edits: Sequence[ServiceEdit]) -> standard.Service:
    """The service with the edits; it was changed when the last of them was made. Pure."""
    if not edits:
        return service
    document = service.document()
    for edit in edits:
        value = max(edit.value, document.get(CHECKED, "")) if edit.property == CHECKED else edit.value
        document[edit.property] = value
    made = standard.Service.model_validate({name: value for name, value in document.items() if value is not None})
    moments = [edit.at for edit in edits] + ([service.last_modified] if service.last_modified else [])
    return made.model_copy(update={"last_modified": max(moments)})


def caught_up(document: Document, edits: Iterable[ServiceEdit]) -> list[ServiceEdit]:
    """Note in the edits what the feed says now. Returns those that it has caught up with: they are not needed any more."""
    done = []
    for edit in edits:
        said = document.get(edit.property)
        if said == edit.value or (edit.property == CHECKED and (said or "") >= edit.value):
            done.append(edit)
        elif said != edit.said_by_feed:
            edit.said_by_feed = said
    return done
