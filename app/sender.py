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
from areas import Area, load_area
from bot.conversations import purge
from bot.rasa import Rasa
from directory.duplicates import find_duplicates
from directory.freshness_round import begin_round, freshness_round
from directory.gone import purge_gone
from directory.letters import send_letters
from directory.mail import Mail, SmtpMail
from directory.query import LONDON, london_today
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
DIRECTORY_EVERY = timedelta(hours=1)  # the round itself is made once a day


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


def mail_from(chosen: Settings) -> Mail | None:
    """The mail server where one is set up; otherwise letters to services wait on the desk's page of letters."""
    if not chosen.sends_letters:
        log.warning(
            "letters_are_not_sent", reason="no mail server is set up; letters wait on the desk's page of letters"
        )
        return None
    return SmtpMail(chosen.smtp_url.get_secret_value(), chosen.mail_from)


def keep_directory_true(mail: Mail | None, area: Area, public_url: str) -> None:
    """Once a day look for services whose facts are old, and for likely duplicates; every time send the letters that wait."""
    now = utc_now()
    with writing() as session:
        today_is_new = begin_round(session, now.astimezone(LONDON).date())
    if today_is_new:
        log.info("directory_round", steps=dict(freshness_round(now)), likely_duplicates=find_duplicates())
    if mail is not None:
        log.info("letters_sent", number=send_letters(mail, area.council, public_url, now))


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
            services = purge_gone(session, london_today())
        asyncio.run(_forget_in_rasa(chosen, gone))
        log.info("purged", conversations=len(gone), services=services)

    mail = mail_from(chosen)

    def directory_round() -> None:
        keep_directory_true(mail, area, chosen.public_url)

    for work, every in ((clock, CLOCK_EVERY), (purging, PURGE_EVERY), (directory_round, DIRECTORY_EVERY)):
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
