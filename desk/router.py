"""The desk's routes, put together."""

from fastapi import APIRouter
from fastapi.responses import FileResponse

from desk import conversation, directory_pages, handovers, pages, signing_in
from desk.page import HERE
from desk.problems import DeskRoute
from desk.settings import DeskSettings

LARGEST_BODY_BYTES = 100_000
STATIC = {"desk.css": "text/css", "desk.js": "text/javascript"}


def make_router(settings: DeskSettings) -> APIRouter:
    """Every page of the workers' desk, under /desk."""
    router = APIRouter(prefix="/desk", route_class=DeskRoute, include_in_schema=False, max_body_size=LARGEST_BODY_BYTES)
    signing_in.add_routes(router, settings)
    handovers.add_routes(router, settings)
    conversation.add_routes(router)
    pages.add_routes(router, settings)
    router.routes.extend(directory_pages.make_router(settings).routes)
    for name, media_type in STATIC.items():
        _serve(router, name, media_type)
    return router


def _serve(router: APIRouter, name: str, media_type: str) -> None:
    @router.get(f"/static/{name}", name=name)
    def static() -> FileResponse:
        return FileResponse(HERE / "static" / name, media_type=media_type)
