"""At the desk: what is gone from a feed, what a new service looks like, and where the postcodes come from."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from areas import Area
from directory.edits import hide_service
from directory.feed.apply import apply_feed
from directory.models import Service
from directory.postcode_licences import OPEN_GOVERNMENT, keep_licence
from directory.query import Query, london_today
from directory.search import search
from handover.conversation import Conversation
from handover.demo import add_demo_workers
from handover.saved_services import save_service
from storage import new_id, reading, utc_now, writing
from tests.desk_fixtures import post, signed_in
from tests.handover_fixtures import area

FIXTURES = (area,)
AT = {"service_at_locations": [{"location": {"addresses": [{"address_1": "3 High Street", "postal_code": "B98 7JB"}]}}]}
RHYMES: dict[str, Any] = {"id": "rhymes", "name": "Baby rhyme time", "description": "Songs.", **AT}
OTHERS = [{"id": "chess", "name": "Chess club"}, {"id": "choir", "name": "Choir"}, {"id": "art", "name": "Art club"}]
TYPED = {"name": "Rhyme time for babies", "places": "Library, 3 High Street, Fennbrook, B98 7JB", "cost": "not stated"}


def feed(*records: dict[str, Any]) -> None:
    with writing() as session:
        apply_feed(session, records, "library", force=True)


@pytest.fixture
def web(database: str, area: Area) -> TestClient:
    with writing() as session:
        add_demo_workers(session, area, None)
    feed(RHYMES, *OTHERS)
    return signed_in(area)


def own_id(name: str) -> str:
    with reading() as session:
        return str(session.scalars(select(Service.id).where(Service.name == name)).one())


def listed(page: str) -> list[str]:
    return re.findall(r'<h2 class="plain"><a href="/desk/services/[\w-]+">(.+?)</a>', page)


def found(words: str) -> list[str]:
    with reading() as session:
        return [match.service.name for match in search(session, Query(words=words)).services]


def leave_all_but_chess() -> None:
    """A worker changed the rhyme time, a family saved the choir, nobody minds the art club; then the feed drops them."""
    with writing() as session:
        chat = Conversation(id=new_id(), token_hash=new_id(), language="en", area="demo")
        session.add(chat)
        session.flush()
        save_service(session, chat, own_id("Choir"), utc_now(), careful=False)
    feed(OTHERS[0])


def test_gone_services_are_listed_those_first_that_somebody_minds(web: TestClient) -> None:
    post(web, f"/desk/services/{own_id('Baby rhyme time')}/still-right")
    leave_all_but_chess()
    page = web.get("/desk/gone").text
    assert listed(page) == ["Baby rhyme time", "Choir", "Art club"]
    cards = page.split('<li class="card')[1:]
    assert ["A worker changed it" in each for each in cards] == [True, False, False]
    assert ["A family has it on her list" in each for each in cards] == [False, True, False]
    assert page.count("from library") == 3
    assert "(3)" in page
    assert listed(web.get("/desk/gone?page=99").text)
    assert "Baby rhyme time" not in web.get("/desk/services").text


def test_the_page_of_a_gone_service_says_so_and_offers_nothing_but_the_two_decisions(web: TestClient) -> None:
    feed(OTHERS[0])
    page = web.get(f"/desk/services/{own_id('Choir')}").text
    assert "“library” has left it out since" in page
    assert set(re.findall(r'action="/desk/services/[\w-]+/([\w-]+)"', page)) == {"keep", "let-go"}
    assert "Change it" not in page


def test_one_let_go_is_deleted_and_one_kept_is_found_again_as_the_desks_own(web: TestClient) -> None:
    feed(OTHERS[0])
    kept, gone = own_id("Choir"), own_id("Art club")
    assert post(web, f"/desk/services/{gone}/let-go").headers["location"] == "/desk/gone"
    assert web.get(f"/desk/services/{gone}").status_code == 404
    assert "Choir" not in found("choir")
    assert post(web, f"/desk/services/{kept}/keep").headers["location"] == f"/desk/services/{kept}"
    page = web.get(f"/desk/services/{kept}").text
    assert "This service was added at the desk" in page
    assert "kept as ours: It was in the feed “library”." in page
    assert "(Sofia Marsh)" in page
    assert "Nobody has said when it was last checked" in page
    assert "Choir" in found("choir")
    assert listed(web.get("/desk/gone").text) == ["Baby rhyme time"]


def test_what_is_added_is_shown_beside_what_it_looks_like_and_added_when_she_says_so(web: TestClient) -> None:
    page = post(web, "/desk/services/add", **TYPED)
    assert page.status_code == 200
    assert "Not added yet" in page.text
    assert f'href="/desk/services/{own_id("Baby rhyme time")}"' in page.text
    assert "They share: postcode B98 7JB; name" in page.text
    assert 'value="Rhyme time for babies"' in page.text
    seen = re.search(r'name="alike" value="([^"]+)"', page.text)
    assert seen is not None
    assert post(web, "/desk/services/add", **TYPED, alike=seen[1]).status_code == 303
    assert sorted(found("rhyme")) == ["Baby rhyme time", "Rhyme time for babies"]
    # Those two are known to her; a third that looks like them is not.
    again = post(web, "/desk/services/add", **TYPED, alike=seen[1])
    assert again.status_code == 200
    assert own_id("Rhyme time for babies") in again.text


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Something else"},
        {"places": "Hall, 1 Low Street, Fennbrook, B98 8AA"},
        {"name": "Chess club", "places": ""},
    ],
)
def test_what_looks_like_nothing_is_added_at_once(web: TestClient, typed: dict[str, str]) -> None:
    assert post(web, "/desk/services/add", **{**TYPED, **typed}).status_code == 303


def test_what_is_added_is_also_compared_with_hidden_and_gone_ones(web: TestClient) -> None:
    with writing() as session:
        service = session.scalars(select(Service).where(Service.name == "Baby rhyme time")).one()
        hide_service(session, service, "It is closed", "sofia", utc_now())
    assert "(hidden from families)" in post(web, "/desk/services/add", **TYPED).text
    feed(OTHERS[0])
    said = post(web, "/desk/services/add", **{**TYPED, "name": "Baby Rhyme Time"}).text
    assert "(gone from its feed: you can keep it as ours)" in said


def test_where_the_postcodes_come_from_is_shown_once_a_table_is_loaded(web: TestClient) -> None:
    assert "Postcodes:" not in web.get("/desk/services").text
    with writing() as session:
        keep_licence(session, OPEN_GOVERNMENT, london_today())
    assert f"Royal Mail copyright and database right {london_today().year}" in web.get("/desk/services").text
