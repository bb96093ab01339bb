"""Every page: axe finds nothing, nothing is cut off at 320 px, Urdu is mirrored, nothing is fetched elsewhere."""

import functools
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from tests.e2e.house import COUNCIL_PORT, COUNCIL_WEBSITE, House
from tests.e2e.story import POSTCODE, ask_for_person, letter, open_chat, press, say, sign_in

pytestmark = pytest.mark.e2e

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chat_start(page: Page, house: House) -> None:
    page.goto(f"{house.url}/chat")


def chat_answer_in_urdu(page: Page, house: House) -> None:
    open_chat(page, house.url, "اردو")
    say(page, "کیا وہ میرے بچے مجھ سے لے جائیں گے؟")


def chat_services(page: Page, house: House) -> None:
    open_chat(page, house.url, "English")
    say(page, "a free baby group near me on a Tuesday")
    say(page, POSTCODE)


def chat_question_in_urdu(page: Page, house: House) -> None:
    open_chat(page, house.url, "اردو")
    press(page, "میرے قریب مدد ڈھونڈیں")
    press(page, "کلب اور سرگرمیاں")
    say(page, POSTCODE)


def chat_saved_list(page: Page, house: House) -> None:
    chat_services(page, house)
    press(page, re.compile("^Save: "))
    press(page, "My saved list")


def chat_letter_in_arabic(page: Page, house: House) -> None:
    open_chat(page, house.url, "العربية")
    say(page, letter())


def chat_handover(page: Page, house: House) -> None:
    open_chat(page, house.url, "English")
    press(page, "Talk to a person")


def chat_crisis_in_polish(page: Page, house: House) -> None:
    open_chat(page, house.url, "Polski")
    say(page, "on ma nóż i stoi pod drzwiami")


def desk_sign_in(page: Page, house: House) -> None:
    page.goto(f"{house.url}/desk")


def desk_list(page: Page, house: House) -> None:
    sign_in(page, house.url, *house.sign_in)


def desk_handover(page: Page, house: House) -> None:
    open_chat(page, house.url, "English")
    say(page, "is it written down somewhere that i asked for help")
    ask_for_person(page)
    press(page, "Yes, I agree. Send it")
    desk_list(page, house)
    page.locator("a[href^='/desk/handovers/']").first.click()


def desk_conversation(page: Page, house: House) -> None:
    desk_handover(page, house)
    page.locator("#sentence").fill("Hello, I am Sofia.")
    page.get_by_role("button", name="Accept and send").click()
    page.goto(page.url.split("/conversation")[0] + "/conversation")
    expect(page.locator("main")).to_contain_text("Hello, I am Sofia.")


def desk_outbox(page: Page, house: House) -> None:
    desk_list(page, house)
    page.goto(f"{house.url}/desk/outbox")


def desk_figures(page: Page, house: House) -> None:
    desk_list(page, house)
    page.goto(f"{house.url}/desk/figures")


def desk_page(address: str) -> Callable[[Page, House], None]:
    """A page of the directory at the desk."""

    def show(page: Page, house: House) -> None:
        desk_list(page, house)
        page.goto(f"{house.url}/desk/{address}")

    show.__name__ = f"desk_{address.replace('/', '_')}"
    return show


def desk_service(page: Page, house: House) -> None:
    desk_page("services")(page, house)
    page.locator("h3 a").first.click()


def desk_service_form(page: Page, house: House) -> None:
    desk_service(page, house)
    page.get_by_role("link", name="Change it").click()


PAGES = [
    chat_start,
    chat_answer_in_urdu,
    chat_services,
    chat_question_in_urdu,
    chat_saved_list,
    chat_letter_in_arabic,
    chat_handover,
    chat_crisis_in_polish,
    desk_sign_in,
    desk_list,
    desk_handover,
    desk_conversation,
    desk_outbox,
    desk_figures,
    desk_service,
    desk_service_form,
    *(
        desk_page(address)
        for address in ("services", "services/add", "letters", "notices", "duplicates", "gone", "unmet")
    ),
]


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()


@pytest.mark.parametrize("show", PAGES, ids=lambda show: show.__name__)
def test_a_page_is_accessible_fits_320_pixels_and_asks_nobody_else(
    house: House, narrow: Page, show: Callable[[Page, House], None]
) -> None:
    elsewhere: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((house.url, "data:")):
            elsewhere.append(request.url)

    narrow.on("request", note)
    show(narrow, house)
    found = Axe().run(narrow, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()
    wide = narrow.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320, f"the page is {wide} px wide"
    assert elsewhere == []


def test_the_urdu_page_is_mirrored(house: House, narrow: Page) -> None:
    chat_answer_in_urdu(narrow, house)
    send, box = (narrow.locator(which).bounding_box() for which in ("#say button", "#text"))
    assert send
    assert box
    assert send["x"] < box["x"], "the button to send stands at the end of the line, which is the left in Urdu"


def test_the_docs_page_asks_nobody_else(house: House, narrow: Page) -> None:
    elsewhere: list[str] = []
    narrow.on(
        "request", lambda request: elsewhere.append(request.url) if not request.url.startswith(house.url) else None
    )
    narrow.goto(f"{house.url}/docs")
    expect(narrow.locator(".opblock").first).to_be_visible()
    assert [url for url in elsewhere if not url.startswith("data:")] == []


@pytest.fixture
def council_website(house: House, tmp_path: Path) -> Iterator[str]:
    """A council's website on another origin, with the widget in its page."""
    widget = f"<script src='{house.url}/widget.js' data-language='pl'></script>"
    (tmp_path / "index.html").write_text(
        f"<!doctype html><html lang='en'><title>Council</title><h1>Council</h1>{widget}"
    )
    serve = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", COUNCIL_PORT), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield COUNCIL_WEBSITE
        server.shutdown()


def test_the_widget_opens_the_chat_on_a_councils_page_and_escape_closes_it(council_website: str, narrow: Page) -> None:
    narrow.goto(council_website)
    button = narrow.get_by_role("button", name="Help for families")
    button.click()
    frame = narrow.frame_locator("iframe[title='Help for families']")
    expect(frame.locator("html")).to_have_attribute("lang", "pl")
    expect(frame.locator("#log > li")).to_have_count(1)
    frame.locator("#text").press("Escape")
    expect(narrow.locator("iframe")).to_be_hidden()
    assert button.get_attribute("aria-expanded") == "false"


def test_leaving_shows_the_weather_and_the_chat_is_gone_from_the_tab(house: House, narrow: Page) -> None:
    narrow.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="the weather"))
    chat_crisis_in_polish(narrow, house)
    narrow.locator("#leave button").click()
    expect(narrow.locator("body")).to_have_text("the weather")
    narrow.goto(f"{house.url}/chat")
    expect(narrow.locator(".start")).to_be_visible()
    expect(narrow.locator("#log > li")).to_have_count(0)
