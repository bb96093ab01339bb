"""`python -m tests.e2e.screenshots`: takes the README's pictures from a running house of its own."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from app.settings import ROOT
from tests.e2e.conftest import CHROMIUM, FLAGS
from tests.e2e.house import House, open_house
from tests.e2e.story import POSTCODE, ask_for_person, letter, open_chat, press, say, sign_in

FOLDER = ROOT / "docs" / "screenshots"
PHONE = ViewportSize(width=320, height=640)


def in_urdu(page: Page, house: House) -> None:
    """The honest answer, mirrored."""
    open_chat(page, house.url, "اردو")
    say(page, "کیا وہ میرے بچے مجھ سے لے جائیں گے؟")


def services(page: Page, house: House) -> None:
    """Services as cards."""
    open_chat(page, house.url, "English")
    say(page, "a free baby group near me on a Tuesday")
    say(page, POSTCODE)


def a_letter(page: Page, house: House) -> None:
    """A school letter: key facts first."""
    open_chat(page, house.url, "Español")
    say(page, letter())


def danger(page: Page, house: House) -> None:
    """The crisis answer."""
    open_chat(page, house.url, "Polski")
    say(page, "on ma nóż i stoi pod drzwiami")


def desk(page: Page, house: House) -> None:
    """A handover at the desk."""
    open_chat(page, house.url, "English")
    say(page, "is it written down somewhere that i asked for help")
    say(page, "my boy will not go to school and i do not know what to do")
    say(page, POSTCODE)
    ask_for_person(page)
    press(page, "Yes, I agree. Send it")
    sign_in(page, house.url, *house.sign_in)
    page.locator("a[href^='/desk/handovers/']").first.click()


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, open_house(Path(var)) as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for show in (in_urdu, services, a_letter, danger, desk):
            context = browser.new_context(viewport=PHONE, device_scale_factor=2)
            page = context.new_page()
            page.set_default_timeout(20_000)
            show(page, house)
            page.wait_for_timeout(500)
            target = FOLDER / f"{show.__name__.replace('_', '-')}.png"
            page.screenshot(path=target)
            print(target.relative_to(ROOT))
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
