"""She looks for a club, answers what is asked, saves what she likes, prints it, texts it to herself, tells her worker."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.sender import provider_from
from storage import reading
from tests.e2e.house import House
from tests.e2e.story import POSTCODE, code_from, in_this_process, open_chat, press, say
from texts.models import Text
from texts.quiet_hours import next_allowed
from texts.sender import send_due

pytestmark = pytest.mark.e2e

# Fictional, of Ofcom's drama range; not the one of the other stories: it is asked for a code here first.
PHONE = "07700 900456"


def test_three_questions_at_most_then_three_cards_more_of_them_and_not_quite(house: House, page: Page) -> None:
    open_chat(page, house.url, "English")
    expect(say(page, "are there any clubs for my son")).to_contain_text("Where do you live?")
    expect(say(page, POSTCODE)).to_contain_text("How old is your child?")
    expect(say(page, "he is 9")).to_contain_text("Which days are good for you?")
    first = press(page, "Skip this")
    expect(first.locator(".service")).to_have_count(3)
    expect(first.locator(".asked")).to_contain_text("near FP1 · age 9")
    seen = first.locator(".service h2").all_text_contents()
    more = press(page, "More").locator(".service h2").all_text_contents()
    assert more
    assert not set(more) & set(seen)
    press(page, "Not quite right")
    press(page, "The wrong day")
    expect(say(page, "only saturdays").locator(".asked")).to_contain_text("Saturday")
    # What was said once is not asked again.
    expect(say(page, "she is bullied at school").locator(".asked")).to_contain_text("near FP1 · age 9")
    expect(say(page, "my landlord wants us to leave the flat").locator(".asked")).to_have_text("I looked for: near FP1")


def test_she_saves_prints_and_texts_her_list_and_a_worker_is_told(house: House, page: Page) -> None:
    open_chat(page, house.url, "English")
    say(page, "my landlord wants us to leave the flat")
    found = say(page, POSTCODE)
    name = found.locator(".service h2").first.text_content() or ""
    found.get_by_role("button", name=f"Save: {name}").click()
    expect(page.locator(".from-parent").last).to_contain_text(f"Save: {name}")
    listed = press(page, "My saved list")
    expect(listed.locator(".service h2")).to_have_text([name])

    page.evaluate("window.print = () => { window.onPaper = document.body.className; }")
    listed.get_by_role("button", name="Print this list").click()
    assert "listing" in page.evaluate("window.onPaper")
    page.emulate_media(media="print")
    expect(page.locator("footer")).to_be_hidden()
    expect(page.locator("#leave")).to_be_hidden()
    expect(listed.locator(".service h2")).to_be_visible()
    page.emulate_media(media="screen")

    press(page, "Text me this")
    say(page, PHONE)
    expect(say(page, code_from(house, PHONE))).to_contain_text("Anyone who picks up this phone could read them")
    expect(press(page, "Yes, I agree")).to_contain_text("on its way")
    assert _sent(house, name) == ["+447700900456"]

    page.get_by_role("navigation").get_by_role("button").first.click()
    expect(page.locator(".card-form").last).to_contain_text(f"I saved these services: {name}")


def test_a_description_is_in_her_language_with_the_original_one_tap_away(house: House, page: Page) -> None:
    open_chat(page, house.url, "Español")
    say(page, "necesito ayuda con dinero para comida")
    card = say(page, POSTCODE).locator(".service").filter(has=page.locator(".original")).first
    expect(card.locator("h2")).to_have_attribute("lang", "en")
    expect(card.locator("p[lang='es']").first).to_be_visible()
    original = card.locator(".original p")
    expect(original).to_be_hidden()
    card.locator("summary").click()
    expect(original).to_be_visible()


def _sent(house: House, name: str) -> list[str]:
    """To whom the text with this service went, at the first hour at which it may go."""
    with in_this_process(house) as settings, reading() as session:
        due = next_allowed(max(text.not_before for text in session.query(Text).filter_by(kind="list")))
        send_due(provider_from(settings), due + timedelta(minutes=1))
    return [text["to"] for text in house.texts() if name in text["body"] and re.search(r"^1\. ", text["body"], re.M)]
