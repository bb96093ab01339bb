"""The sender's process: sends what is due in the outbox, moves the handover clock, purges what is over."""

import asyncio
import signal
import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

import storage
from app import rooms  # noqa: F401 - makes the tables known
from app.keys import internal_token
from app.logs import configure_logs
from app.settings import Settings, settings
from areas import load_area
from bot.conversations import purge
from bot.rasa import Rasa
from handover.clock import hand_back_forgotten, pass_on_overdue
from handover.erasing import purge_handovers
from storage import utc_now, writing
from texts.forget import purge_texts
from texts.outbox_only import OutboxOnly
from texts.provider import Provider
from texts.sender import run_sender
from texts.twilio_provider import TwilioProvider

log = structlog.get_logger(__name__)

EVERY_SECONDS = 5.0
CLOCK_EVERY = timedelta(minutes=1)
PURGE_EVERY = timedelta(hours=1)


def provider_from(chosen: Settings) -> Provider:
    """Twilio where it is set up; otherwise texts wait in the outbox and nothing is claimed to be sent."""
    if not chosen.sends_texts:
        log.warning("texts_are_not_sent", reason="Twilio is not set up; texts wait on the desk's outbox page")
        return OutboxOnly()
    return TwilioProvider(
        account_sid=chosen.twilio_account_sid,
        auth_token=chosen.twilio_auth_token.get_secret_value(),
        sender=chosen.twilio_from or None,
        messaging_service_sid=chosen.twilio_messaging_service_sid or None,
        public_url=chosen.public_url,
        api_url=chosen.twilio_api_url or None,
    )


def main() -> None:
    """Run until told to stop."""
    chosen = settings()
    configure_logs(chosen.log_level)
    storage.configure(chosen.database_url, chosen.keys())
    area = load_area(chosen.area)
    stop = threading.Event()
    for signalled in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signalled, lambda *_: stop.set())

    def clock() -> None:
        with writing() as session:
            pass_on_overdue(session, area, utc_now())
            hand_back_forgotten(session, area, utc_now())

    def purging() -> None:
        with writing() as session:
            gone = purge(session, utc_now())
            purge_texts(session, utc_now())
            purge_handovers(session, utc_now())
        asyncio.run(_forget_in_rasa(chosen, gone))
        log.info("purged", conversations=len(gone))

    for work, every in ((clock, CLOCK_EVERY), (purging, PURGE_EVERY)):
        threading.Thread(target=_regularly, args=(work, every, stop), daemon=True).start()
    run_sender(provider_from(chosen), stop, EVERY_SECONDS)


async def _forget_in_rasa(chosen: Settings, gone: list[str]) -> None:
    rasa = Rasa(chosen.rasa_url, internal_token(chosen), chosen.rasa_timeout)
    for conversation_id in gone:
        await rasa.forget(conversation_id)
    await rasa.aclose()


def _regularly(work: Callable[[], None], every: timedelta, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            work()
        except SQLAlchemyError as error:
            log.error("regular_work_failed", work=work.__name__, error=type(error).__name__)
        stop.wait(every.total_seconds())


if __name__ == "__main__":
    main()
