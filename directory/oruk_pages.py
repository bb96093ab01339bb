"""How the public API answers: pages in the standard's envelope, one JSON document a line, ETag and 304."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from directory.filters import TOGETHER
from directory.published import Document, version
from storage import reading

MAX_PER_PAGE = 500
PER_PAGE = 50
LINES = "application/x-ndjson"
Key = TypeVar("Key", str, Document)
Show = Callable[[Session, Sequence[Key]], list[Document]]

_WHOLE, _TRUE = {"type": "integer"}, {"type": "boolean"}
_ENVELOPE = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("total_items", "total_pages", "page_number", "size"), _WHOLE),
        **dict.fromkeys(("first_page", "last_page", "empty"), _TRUE),
        "contents": {"type": "array", "items": {"type": "object", "required": ["id"]}},
    },
    "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"],
}
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The reader has it already (If-None-Match)."}}
A_LIST: dict[int | str, dict[str, Any]] = {
    **UNCHANGED,
    200: {
        "description": "A page in the standard's envelope, or every one as a line of JSON.",
        "content": {"application/json": {"schema": _ENVELOPE}, LINES: {"schema": {"type": "string"}}},
    },
}


class Paging:
    """Which part of a list is wanted and how it is written. `ndjson` has no pages: it is everything, a line each."""

    def __init__(
        self,
        page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
        per_page: Annotated[int | None, Query(ge=1, le=MAX_PER_PAGE, description=f"{PER_PAGE} when unsaid")] = None,
        format: Literal["json", "ndjson"] = "json",
    ) -> None:
        self.page, self.per_page, self.format = page, per_page, format

    def answer(
        self, request: Request, session: Session, items: Sequence[Key], show: Show[Key], *, whole: bool = False
    ) -> Response:
        """The items of this page, or all of them, as `show` makes them; `whole` is one page unless a size is asked."""
        if self.format == "ndjson":
            return _lines(request, version(session), items, show)
        size = self.per_page or (max(1, len(items)) if whole else PER_PAGE)
        pages = max(1, -(-len(items) // size))
        wanted = items[(self.page - 1) * size : self.page * size]
        contents = [
            each for at in range(0, len(wanted), TOGETHER) for each in show(session, wanted[at : at + TOGETHER])
        ]
        envelope = {
            "total_items": len(items),
            "total_pages": pages,
            "page_number": self.page,
            "size": len(contents),
            "first_page": self.page == 1,
            "last_page": self.page >= pages,
            "empty": not contents,
            "contents": contents,
        }
        return answer(request, envelope)


Paged = Annotated[Paging, Depends()]


def answer(request: Request, document: Document) -> Response:
    """One JSON document, or 304 without a body when the reader has it already."""
    content = json.dumps(document, ensure_ascii=False).encode()
    headers = _headers(hashlib.sha256(content).hexdigest())
    if _is_held(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


def _lines(request: Request, of_version: str, items: Sequence[Key], show: Show[Key]) -> Response:
    """Every item on a line. Each batch has a session of its own, so that a slow reader holds no connection."""
    headers = _headers(hashlib.sha256(f"{of_version} {request.url.path} {request.url.query}".encode()).hexdigest())
    if _is_held(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)

    def written() -> Iterator[str]:
        for at in range(0, len(items), TOGETHER):
            with reading() as session:
                shown = show(session, items[at : at + TOGETHER])
            yield "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in shown)

    return StreamingResponse(written(), media_type=LINES, headers=headers)


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": f'"{tag[:32]}"', "Cache-Control": "public, max-age=60"}


def _is_held(request: Request, tag: str) -> bool:
    held = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return tag in held or held == ["*"]
