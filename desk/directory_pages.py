"""The directory's pages of the desk, put together. They are for the workers of the desk's own area."""

from fastapi import APIRouter, Depends

from desk import duplicates, gone, letters, notices, service_editing, services, unmet
from desk.problems import DeskRoute
from desk.settings import DeskSettings
from desk.visitor import Reads
from handover.errors import NotFoundError

LARGEST_BODY_BYTES = 500_000  # a service's texts, each of its letters written as nine


def make_router(settings: DeskSettings) -> APIRouter:
    """Every page on services, under /desk."""

    def own_area_only(visitor: Reads) -> None:
        if visitor.worker.area != settings.area.key:
            raise NotFoundError("There is no such page.")

    router = APIRouter(
        prefix="/desk",
        route_class=DeskRoute,
        include_in_schema=False,
        max_body_size=LARGEST_BODY_BYTES,
        dependencies=[Depends(own_area_only)],
    )
    service_editing.add_routes(router)
    services.add_routes(router)
    letters.add_routes(router, settings)
    notices.add_routes(router)
    duplicates.add_routes(router)
    gone.add_routes(router)
    unmet.add_routes(router, settings)
    return router
