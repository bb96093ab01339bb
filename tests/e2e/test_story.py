"""The story: a parent asks, finds, reads, is reminded, asks for a person; a worker answers; danger comes first."""

import re
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.sender import provider_from
from handover.models import Handover
from locales import LANGUAGES
from storage import reading
from tests.e2e.house import House
from tests.e2e.story import (
    MOBILE,
    POSTCODE,
    ask_for_person,
    code_from,
    in_this_process,
    letter,
    open_chat,
    press,
    say,
    sign_in,
)
from texts.models import Text
from texts.sender import send_due

pytestmark = pytest.mark.e2e

KNIFE = "he's got a knife and he's outside"


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("en", "will they take my kids off me?"),
        ("pl", "czy zabiorą mi dzieci?"),
        ("ur", "کیا وہ میرے بچے مجھ سے لے جائیں گے؟"),
    ],
)
def test_she_asks_in_her_language_and_gets_the_honest_answer_with_its_source_and_choices(
    house: House, page: Page, code: str, question: str
) -> None:
    open_chat(page, house.url, LANGUAGES[code].name)
    assert page.locator("html").get_attribute("lang") == code
    assert page.locator("html").get_attribute("dir") == LANGUAGES[code].dir
    answer = say(page, question)
    expect(answer.locator(".source")).to_contain_text("2026")
    expect(answer.locator(".source")).to_contain_text("Social Services and your family")
    assert answer.locator(".choices button").count() >= 3


def test_she_finds_a_free_baby_group_and_the_postcode_is_kept_nowhere(house: House, page: Page) -> None:
    open_chat(page, house.url, "English")
    say(page, "a free baby group near me on a Tuesday")
    found = say(page, POSTCODE).locator(".service")
    expect(found.first).to_contain_text("Tuesday")
    expect(found.first).to_contain_text("mile")
    expect(found.first).to_contain_text("free")
    expect(found.first).to_contain_text("last checked")
    assert found.first.locator("a[href^='tel:']").count() == 1
    expect(page.locator(".from-parent").last).not_to_contain_text("2AB")


def test_she_reads_a_letter_and_a_reminder_goes_out_in_her_language(house: House, page: Page) -> None:
    open_chat(page, house.url, "Español")
    say(page, letter())
    card = page.locator(".facts").first
    expect(card).to_contain_text("9:15")
    expect(card).to_contain_text("£12.50")
    expect(page.locator(".letter td[lang='es']").first).to_be_visible()
    press(page, "Recordármelo")
    say(page, MOBILE)
    say(page, code_from(house, MOBILE))
    press(page, re.compile("^Sí"))
    before = len(house.texts())
    with in_this_process(house) as settings, reading() as session:
        due = min(text.not_before for text in session.query(Text).filter_by(kind="reminder"))
        send_due(provider_from(settings), due + timedelta(minutes=1))
    sent = house.texts()[before:]
    assert [text["to"] for text in sent] == ["+447700900123"]
    assert "Recordatorio" in sent[0]["body"] or "recordatorio" in sent[0]["body"]
    assert "Fennbrook Farm" in sent[0]["body"]


def test_she_asks_for_a_person_and_they_talk_live_and_danger_comes_first(
    house: House, page: Page, browser: Browser
) -> None:
    open_chat(page, house.url, "English")
    say(page, "my boy will not go to school and i do not know what to do")
    say(page, POSTCODE)
    say(page, "is it written down somewhere that i asked for help")
    ask_for_person(page)
    expect(page.locator(".bubble").last).to_contain_text("in danger, the team has to pass that on")
    press(page, "Yes, I agree. Send it")

    context = browser.new_context(viewport={"width": 320, "height": 720})
    desk = context.new_page()
    sign_in(desk, house.url, *house.sign_in)
    desk.locator(f"a[href='/desk/handovers/{_newest_handover(house)}']").click()
    expect(desk.locator("main")).to_contain_text("is it written down")
    expect(desk.locator("main")).not_to_contain_text("my boy will not go")
    desk.locator("#sentence").fill("Hello, I am Sofia. I am at the gate every morning.")
    desk.get_by_role("button", name="Accept and send").click()
    expect(page.locator(".from-worker")).to_contain_text("at the gate every morning")

    desk.goto(desk.url.split("/conversation")[0] + "/conversation")
    said = page.locator("#log > li").count()
    say(page, "will they take my kids off me?")
    page.wait_for_timeout(1500)
    assert page.locator("#log > li").count() == said + 1, "the assistant spoke while a worker held the conversation"
    expect(desk.locator("main")).to_contain_text("will they take my kids off me?")

    crisis = say(page, KNIFE)
    expect(crisis.locator("a[href='tel:999']").first).to_be_visible()
    expect(desk.locator("body")).to_contain_text(KNIFE)

    desk.get_by_role("button", name="Hand the chat back to the assistant").click()
    expect(page.locator("#log")).to_contain_text("The assistant answers you again")
    answer = say(page, "does it cost anything")
    expect(answer).to_contain_text("In Fennbrook early help is free")
    context.close()


def test_a_chat_that_she_wipes_is_wiped_in_rasa_too(house: House) -> None:
    with httpx.Client(base_url=house.url, timeout=30, trust_env=False) as web:
        begun = web.post("/api/conversations", json={"language": "en"}).json()
        address, headers = f"/api/conversations/{begun['id']}/messages", {"Authorization": f"Bearer {begun['token']}"}
        web.post(address, json={"text": "does it cost anything"}, headers=headers)
        assert "does it cost anything" in house.rasas_memory(begun["id"])
        gone = web.post(address, json={"choice": '/delete_my_data{"step": "confirmed"}'}, headers=headers).json()
    assert gone["ended"]
    assert "does it cost anything" not in house.rasas_memory(begun["id"])


def test_danger_is_answered_and_the_menu_works_when_rasa_is_dead(house: House, page: Page) -> None:
    open_chat(page, house.url, "English")
    house.kill_rasa()
    crisis = say(page, KNIFE)
    expect(crisis.locator("a[href='tel:999']").first).to_be_visible()
    expect(say(page, "what is early help?")).to_contain_text("Part of me is not working right now")
    expect(press(page, "Will they take my children?").locator(".source")).to_be_visible()
    press(page, "Talk to a person")
    expect(page.locator(".worker").last).to_contain_text("Sofia Marsh")


def test_the_chat_works_without_javascript(house: House, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"{house.url}/chat")
    page.get_by_role("button", name="English", exact=True).click()
    page.locator("#text").fill(KNIFE)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".crisis a[href='tel:999']").first).to_be_visible()
    page.get_by_role("button", name="Talk to a person").first.click()
    expect(page.locator(".worker").last).to_contain_text("Sofia Marsh")
    context.close()


def test_nothing_personal_is_in_the_logs(house: House) -> None:
    logs = "\n".join(path.read_text(errors="replace") for path in (house.var / "logs").glob("*.log"))
    assert logs, "there are no logs to look at"
    for personal in (
        "2AB",
        "900123",
        "knife",
        "take my kids",
        "Sofia",
        "gate every morning",
        "Fennbrook Farm",
        "written down",
    ):
        assert personal not in logs, personal


def test_nothing_personal_is_readable_in_the_database(house: House) -> None:
    for path in house.var.glob("fingerpost.db*"):
        content = path.read_bytes()
        for personal in (b"FP1 2AB", b"900123", b"knife", b"take my kids", b"gate every morning"):
            assert personal not in content, personal


def _newest_handover(house: House) -> str:
    with in_this_process(house), reading() as session:
        return session.scalars(select(Handover.id).order_by(Handover.requested_at.desc())).first() or ""
