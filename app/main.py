"""The web app: every room's routes behind one set of security headers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi_swagger import patch_fastapi
from sqlalchemy.exc import SQLAlchemyError

import app.rooms
import bot.api
import bot.callbacks
import bot.page
import desk
import directory.oruk
import storage
import texts.webhooks
from actions.installation import sender_of
from app.health import make_router as make_health_router
from app.keys import internal_token
from app.logs import configure_logs
from app.settings import Settings, settings
from areas import load_area
from bot.gateway import Gateway
from bot.limits import Limits
from bot.rasa import Rasa
from directory.open_door import OpenDoor

log = structlog.get_logger(__name__)

# Swagger UI starts itself with a script in the page.
DOCS_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
)


def create_app(given: Settings | None = None) -> FastAPI:
    """Build the app from settings.

    Raises:
        SettingsError: when a setting is missing or wrong.
        AreaError: when the area's pack is.
    """
    chosen = given or settings()
    configure_logs(chosen.log_level)
    storage.configure(chosen.database_url, chosen.keys())
    area = load_area(chosen.area)
    app.rooms.tell_actions(chosen)
    secure = chosen.public_url.startswith("https://")
    token = internal_token(chosen)
    rasa = Rasa(chosen.rasa_url, token, chosen.rasa_timeout)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        await rasa.aclose()
        storage.dispose()

    web = FastAPI(
        title="Fingerpost",
        version="0.1.0",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    patch_fastapi(web, redirect_from_root_to_docs=False)  # the docs page with its own files, none from a CDN
    chat = bot.api.Chat(Gateway(rasa, area), chosen.area, Limits(chosen.redis_url))
    web.include_router(bot.api.make_router(chat))
    web.include_router(bot.page.make_router(chat, secure_cookies=secure))
    web.include_router(bot.callbacks.make_router(token))
    at_desk = desk.DeskSettings(area, secure, public_url=chosen.public_url, sends_letters=chosen.sends_letters)
    web.include_router(desk.make_router(at_desk))
    web.include_router(desk.make_still_right_router(at_desk))
    web.include_router(directory.oruk.router)
    web.include_router(
        texts.webhooks.make_router(
            chosen.twilio_auth_token.get_secret_value() or None, chosen.public_url, sender_of(area)
        )
    )
    web.include_router(make_health_router(rasa))
    web.add_api_route("/", lambda: RedirectResponse("/chat"), include_in_schema=False)
    web.add_middleware(OpenDoor, prefix=directory.oruk.PREFIX)
    _guard(web, chosen.embed_origins, secure)
    return web


def _guard(web: FastAPI, embed_origins: list[str], secure: bool) -> None:
    framing = " ".join(["'self'", *embed_origins])
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"form-action 'self' https://www.bbc.co.uk; base-uri 'none'; frame-ancestors {framing}"
    )

    @web.middleware("http")
    async def headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers.setdefault("Content-Security-Policy", DOCS_POLICY if request.url.path == "/docs" else policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if not request.url.path.startswith(("/oruk", "/chat/static", "/desk/static", "/widget.js")):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    @web.exception_handler(SQLAlchemyError)
    async def database_trouble(request: Request, error: SQLAlchemyError) -> JSONResponse:
        log.error("database_trouble", error=type(error).__name__, path=request.scope.get("route") and request.url.path)
        return JSONResponse(
            {"detail": "Something is not working here. Please try again in a minute. In an emergency ring 999."}, 503
        )
