"""The steps of the story, in the browser: used by the story test and by the script that takes the README's pictures."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect
from pydantic import SecretStr

import storage
from app.settings import Settings
from storage import utc_now
from tests.e2e.house import House
from tests.twilio_messages import ACCOUNT_SID, AUTH_TOKEN
from texts.quiet_hours import LONDON

POSTCODE = "FP1 2AB"
MOBILE = "07700 900123"


def letter() -> str:
    """A school's letter about something in eight days, so that there is a reminder left to send."""
    day = utc_now().astimezone(LONDON).date() + timedelta(days=9)
    pay_by = day - timedelta(days=3)
    return (
        "Dear Parents and Carers,\n\n"
        f"On {day:%A} {day.day} {day:%B} {day.year} Year 3 will visit Fennbrook Farm.\n"
        "The coach leaves at 9.15am. We will be back at school at 3.30pm.\n"
        "Please bring a packed lunch.\n"
        f"Please pay £12.50 by {pay_by:%A} {pay_by.day} {pay_by:%B}.\n"
    )


def open_chat(page: Page, url: str, language: str) -> None:
    """Open the chat and choose a language by its own name."""
    page.goto(f"{url}/chat")
    page.get_by_role("button", name=language, exact=True).click()
    expect(page.locator("#log > li")).to_have_count(1)


def say(page: Page, text: str) -> Locator:
    """Write a message and wait for what comes after it. Returns the assistant's last message."""
    before = page.locator("#log > li").count()
    page.locator("#text").fill(text)
    page.locator("#say button").click()
    expect(page.locator("#status")).to_have_text("")
    expect(page.locator("#log > li").nth(before)).to_be_visible()
    return page.locator("#log > li").last


def press(page: Page, name: str | re.Pattern[str]) -> Locator:
    """Press the last button of this name in the log and wait for what comes."""
    before = page.locator("#log > li").count()
    page.locator("#log").get_by_role("button", name=name).last.click()
    expect(page.locator("#log > li").nth(before)).to_be_visible()
    expect(page.locator("#status")).to_have_text("")
    return page.locator("#log > li").last


def ask_for_person(page: Page) -> None:
    """From "Talk to a person" to her yes, with one line taken out."""
    before = page.locator("#log > li").count()
    page.get_by_role("navigation").get_by_role("button").first.click()
    expect(page.locator("#log > li").nth(before)).to_be_visible()
    lines = page.locator("form.card-form").last.get_by_role("checkbox")
    lines.nth(0).uncheck()
    _submit(page)
    form = page.locator("form.card-form").last
    form.get_by_role("radio").nth(0).check()
    _submit(page)


def _submit(page: Page) -> None:
    before = page.locator("#log > li").count()
    page.locator("form.card-form").last.get_by_role("button").click()
    expect(page.locator("#log > li").nth(before)).to_be_visible()
    expect(page.locator("#status")).to_have_text("")


def sign_in(desk: Page, url: str, email: str, password: str) -> None:
    """Sign in to the workers' desk."""
    desk.goto(f"{url}/desk")
    desk.get_by_label("E-mail address").fill(email)
    desk.get_by_label("Password").fill(password)
    desk.get_by_role("button", name="Sign in").click()
    expect(desk.get_by_role("heading", level=1)).not_to_have_text("Sign in")


@contextmanager
def in_this_process(house: House) -> Iterator[Settings]:
    """The house's own database and Twilio settings, opened here, so that the sender can be run at another hour."""
    settings = Settings(
        var_dir=house.var,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=SecretStr(AUTH_TOKEN),
        twilio_from="Fennbrook",
        twilio_api_url=house.twilio,
    )
    storage.configure(settings.database_url, settings.keys())
    yield settings
    storage.dispose()


def code_from(house: House, phone: str) -> str:
    """The newest code that was texted to a phone."""
    to = "+44" + phone.replace(" ", "")[1:]
    for _ in range(100):
        for text in reversed(house.texts()):
            if text["to"] == to and (found := re.search(r"\b\d{6}\b", text["body"])):
                return found[0]
        time.sleep(0.2)
    raise AssertionError("no code was sent")
