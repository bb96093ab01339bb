"""The directory at the desk: finding a service, where its facts come from, changing, adding, hiding, still right."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from areas import Area
from directory.access import ACCESS
from directory.feed.apply import apply_feed
from directory.keeping import DESK
from directory.models import Service
from directory.query import Query, london_today
from directory.search import search
from handover.demo import add_demo_workers
from storage import reading, writing
from tests.desk_fixtures import post, signed_in
from tests.handover_fixtures import area

FIXTURES = (area,)
HOSTILE = "<script>alert(1)</script>\" onload='x' {{ 7*7 }}"
STALE = (london_today() - timedelta(days=500)).isoformat()
RECORD: dict[str, Any] = {
    "id": "rhymes",
    "name": "Baby rhyme time",
    "description": "Songs for babies.",
    "organization": {"name": "Fennbrook Library"},
    "assured_date": STALE,
    "minimum_age": 0.5,
    "maximum_age": 2,
    "contacts": [{"name": "Ann", "phones": [{"number": "01632 960100", "description": "desk"}]}],
    "schedules": [{"byday": "TU", "opens_at": "10:00", "closes_at": "11:00", "notes": "term time"}],
    "service_at_locations": [
        {
            "location": {
                "name": "Library",
                "latitude": 52.1,
                "longitude": -1.9,
                "addresses": [{"address_1": "3 High Street", "city": "Fennbrook", "postal_code": "B98 7JB"}],
            }
        }
    ],
}


def feed(**changed: Any) -> None:
    with writing() as session:
        apply_feed(session, [{**RECORD, **changed}, {"id": "chess", "name": "Chess club"}], "library", force=True)


@pytest.fixture
def web(database: str, area: Area) -> TestClient:
    with writing() as session:
        add_demo_workers(session, area, None)
    feed()
    return signed_in(area)


def one(session: Any, name: str = "Baby rhyme time") -> Service:
    found: Service = session.scalars(select(Service).where(Service.name == name)).one()
    return found


def address(name: str = "Baby rhyme time") -> str:
    with reading() as session:
        return f"/desk/services/{one(session, name).id}"


def fields(page: str) -> dict[str, Any]:
    """What a browser would send of the form on a page, left as it stands."""
    form = page.split('action="/desk/services', 1)[1]
    found: dict[str, Any] = {}
    for tag, name in re.findall(r'(<input[^>]*? name="(\w+)"[^>]*>)', form):
        value = re.search(r'value="([^"]*)"', tag)
        if "checkbox" in tag:
            if " checked" in tag:
                found.setdefault(name, []).append(html.unescape(value[1] if value else ""))
        else:
            found[name] = html.unescape(value[1] if value else "")
    for name, value in re.findall(r'<textarea id="\w+" name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = html.unescape(value)
    for name, options in re.findall(r'<select id="\w+" name="(\w+)">(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def change(web: TestClient, **typed: Any) -> Any:
    form = fields(web.get(address() + "/edit").text)
    return post(web, address() + "/edit", **{**form, **typed})


def record() -> dict[str, Any]:
    with reading() as session:
        return dict(one(session).record)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["Baby rhyme time", "Chess club"]),
        ("?words=rhyme", ["Baby rhyme time"]),
        ("?words=songs", ["Baby rhyme time"]),
        ("?words=CHES", ["Chess club"]),
        ("?words=%25", []),
        ("?words=nothing+at+all", []),
        ("?shown=stale", ["Baby rhyme time"]),
        ("?shown=unknown", ["Chess club"]),
        ("?shown=fresh", []),
        ("?shown=hidden", []),
        ("?page=99", ["Baby rhyme time", "Chess club"]),
    ],
)
def test_services_are_found_by_words_and_by_how_old_their_facts_are(
    asked: str, names: list[str], web: TestClient
) -> None:
    page = web.get("/desk/services" + asked).text
    assert re.findall(r'<h3><a href="/desk/services/[\w-]+">(.+?)</a>', page) == names


def test_a_service_shows_what_families_see_and_how_old_it_is(web: TestClient) -> None:
    page = web.get(address()).text
    assert "Tuesday, 10:00" in page
    assert "last checked 16 months ago, ring first" in page
    assert "Stale: checked more than a year ago" in page
    assert "from the feed “library”" in page


def test_an_unchanged_form_changes_nothing(web: TestClient) -> None:
    before = record()
    assert change(web).status_code == 303
    assert record() == before


def test_a_change_is_seen_at_once_survives_the_feed_and_says_who_made_it(web: TestClient) -> None:
    assert change(web, description="Songs and puppets.").status_code == 303
    feed(description="Songs, says the feed.")
    page = web.get(address()).text
    assert "Songs and puppets." in page
    assert "Sofia Marsh" in page
    assert 'The feed says: <span class="text">Songs, says the feed.</span>' in page
    post(web, address() + "/take-back", fact="description")
    assert record()["description"] == "Songs, says the feed."


def test_a_line_left_alone_keeps_what_it_does_not_show(web: TestClient) -> None:
    form = fields(web.get(address() + "/edit").text)
    assert (form["times"], form["phones"]) == ("Tuesday 10:00 to 11:00", "01632 960100 (desk)")
    assert form["places"] == "Library, 3 High Street, Fennbrook, B98 7JB"
    answer = change(
        web,
        times=form["times"] + "\r\nMon, Wed and Fri 1pm - 2.30pm\r\n2nd Saturday 9:00 to 12:00",
        places=form["places"] + "\nHub, Station Road, Fennbrook, B98 7JB",
        phones=form["phones"] + "\n01632 960101",
    )
    assert answer.status_code == 303
    now = record()
    assert [each["byday"] for each in now["schedules"]] == ["TU", "MO,WE,FR", "2SA"]
    assert now["schedules"][0]["notes"] == "term time"
    assert (now["schedules"][1]["opens_at"], now["schedules"][1]["closes_at"]) == ("13:00:00", "14:30:00")
    first, second = (at["location"] for at in now["service_at_locations"])
    assert first["latitude"] == second["latitude"] == 52.1  # the gazetteer has learnt the postcode
    assert [phone["number"] for phone in now["contacts"][0]["phones"]] == ["01632 960100", "01632 960101"]
    assert now["contacts"][0]["name"] == "Ann"


def test_what_a_place_has_is_said_seen_and_taken_back(web: TestClient) -> None:
    form = fields(web.get(address() + "/edit").text)
    assert {name: form[f"access_{name}"] for name in ACCESS} == dict.fromkeys(ACCESS, "")
    assert change(web, access_step_free="yes", access_hoist="no", access_quiet="partly").status_code == 303
    page = web.get(address()).text
    assert "Step-free · Hoist: no · Quiet times or a quiet space: in a part only" in page
    assert "Step-free: yes; Hoist: no; Quiet times or a quiet space: in a part only" in page
    assert record()["service_at_locations"][0]["location"]["latitude"] == 52.1
    feed(description="Songs, says the feed.")
    before = record()
    assert change(web).status_code == 303
    assert record() == before
    with reading() as session:
        found = search(session, Query("rhyme", access=("step_free",)))
        assert found.relaxed == []
        left = search(session, Query("rhyme", access=("hoist",))).services
        assert "Baby rhyme time" not in {match.service.name for match in left}
    assert change(web, access_step_free="", access_hoist="").status_code == 303
    assert fields(web.get(address() + "/edit").text)["access_quiet"] == "partly"
    post(web, address() + "/take-back", fact="service_at_locations")
    assert "accessibility" not in record()["service_at_locations"][0]["location"]


def test_access_is_a_places_and_without_one_it_is_said_so(web: TestClient) -> None:
    answer = change(web, places="", access_hoist="yes")
    assert answer.status_code == 422
    assert "Say first where it is" in answer.text


def test_ages_cost_languages_topics_and_delivery_are_kept_and_found(web: TestClient) -> None:
    typed = {
        "minimum_age": "",
        "maximum_age": "4",
        "cost": "pays",
        "price": "£2.50 a family; £1 a child",
        "languages": "English, Polish",
        "topics": ["isolation_groups", "dads_kinship"],
        "delivery": ["online", "in person"],
        "url": "library.example.org",
        "email": "hello@library.example.org",
        "residents_only": "yes",
    }
    assert change(web, **typed).status_code == 303
    now = record()
    assert "minimum_age" not in now
    assert [option["amount"] for option in now["cost_options"]] == [2.5, 1.0]
    assert [each["code"] for each in now["languages"]] == ["en", "pl"]
    assert now["delivery"] == ["in person", "online"]
    assert now["residents_only"] is True
    with reading() as session:
        found = search(session, Query(topic="dads_kinship")).services
    assert [match.document.name for match in found] == ["Baby rhyme time"]
    shown = fields(web.get(address() + "/edit").text)
    assert {name: shown[name] for name in ("price", "topics", "delivery", "cost")} == {
        "price": "£2.50 a family; £1.00 a child",
        "topics": ["isolation_groups", "dads_kinship"],
        "delivery": ["in person", "online"],
        "cost": "pays",
    }
    assert change(web, cost="free").status_code == 303
    with reading() as session:
        assert one(session).cost == "free"


def test_a_state_and_languages_that_only_a_feed_has_stay_when_something_else_is_changed(web: TestClient) -> None:
    feed(status="defunct", languages=[{"code": "syl", "name": "Sylheti"}])
    assert change(web, description="New", languages="Sylheti, Polish").status_code == 303
    now = record()
    assert (now["status"], [each["code"] for each in now["languages"]]) == ("defunct", ["syl", "pl"])


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "  "}, "Give it a name"),
        ({"email": "nobody"}, "hello@example.org"),
        ({"url": "javascript:alert(1)"}, "https://www.example.org"),
        ({"minimum_age": "two"}, "number of years"),
        ({"minimum_age": "9", "maximum_age": "3"}, "above the oldest"),
        ({"minimum_age": "0", "maximum_age": "0"}, "0 to 1"),
        ({"times": "when we feel like it"}, "when we feel like it"),
        ({"times": "Tuesday 25:00 to 26:00"}, "could not be read"),
        ({"places": "somewhere"}, "could not be read"),
        ({"phones": "ring us"}, "could not be read"),
        ({"cost": "pays", "price": "lots"}, "could not be read"),
        ({"cost": "nothing"}, "Choose what it costs"),
        ({"status": "gone"}, "Choose one"),
        ({"languages": "Klingonish"}, "Klingonish"),
        ({"times": "\n".join(["Monday 9:00 to 10:00"] * 101)}, "more than 100"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(typed: dict[str, str], told: str, web: TestClient) -> None:
    before = record()
    answer = change(web, description="Kept in the form", **typed)
    assert answer.status_code == 422
    assert told in html.unescape(answer.text)
    assert "Kept in the form" in answer.text
    assert record() == before


def test_two_workers_at_once_do_not_undo_each_other(web: TestClient) -> None:
    form = fields(web.get(address() + "/edit").text)
    change(web, eligibility="For all families.")
    answer = post(web, address() + "/edit", **{**form, "description": "Mine"})
    assert answer.status_code == 422
    assert "was changed while you were writing" in answer.text
    again = {**fields(answer.text), "eligibility": "For all families."}
    assert post(web, address() + "/edit", **again).status_code == 303
    assert (record()["description"], record()["eligibility_description"]) == ("Mine", "For all families.")


def test_a_service_is_added_and_found_by_families(web: TestClient) -> None:
    form = fields(web.get("/desk/services/add").text)
    typed = {
        "name": "Goat walks",
        "provider": "City farm",
        "description": "Walk with a goat.",
        "times": "Saturday 10am to 12pm",
        "places": "Farm, 1 Mill Lane, Fennbrook, B98 7JB",
        "phones": "01632 960102",
    }
    answer = post(web, "/desk/services/add", **{**form, **typed})
    assert answer.status_code == 303
    page = web.get(answer.headers["location"]).text
    assert "This service was added at the desk" in page
    with reading() as session:
        match = search(session, Query(words="goat")).services[0]
        assert (match.service.source, match.checked) == (DESK, london_today())
        assert match.document.organization is not None
        assert match.document.organization.name == "City farm"
    assert post(web, "/desk/services/add", **{**form, "name": ""}).status_code == 422


def test_a_hidden_service_says_so_and_stays_hidden(web: TestClient) -> None:
    assert "Say why" in post(web, address() + "/hide", reason=" ").text
    post(web, address() + "/hide", reason="It has closed.")
    feed(description="changed")
    page = web.get(address()).text
    assert "Hidden from families." in page
    assert "It has closed." in page
    with reading() as session:
        assert "Baby rhyme time" not in [
            match.document.name for match in search(session, Query(words="rhyme")).services
        ]
    post(web, address() + "/show")
    with reading() as session:
        assert search(session, Query(words="rhyme")).services


def test_still_right_makes_it_fresh_also_after_the_next_import(web: TestClient) -> None:
    post(web, address() + "/still-right")
    feed()
    page = web.get(address()).text
    assert "Fresh" in page
    assert "The feed says: <span" in page
    with reading() as session:
        assert one(session).assured_date == london_today()


def test_a_change_may_say_that_all_else_is_right_too(web: TestClient) -> None:
    change(web, description="New", all_right="yes")
    with reading() as session:
        assert one(session).assured_date == london_today()


def test_hostile_words_are_shown_as_words(web: TestClient) -> None:
    change(web, name="Baby rhyme time", how_to_join="x &lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}")
    post(web, address() + "/hide", reason=HOSTILE)
    with writing() as session:
        one(session).name = HOSTILE
    with reading() as session:
        own = f"/desk/services/{one(session, HOSTILE).id}"
    for path in (own, own + "/edit", "/desk/services", "/desk/services?words=" + HOSTILE):
        page = web.get(path).text
        assert "<script>alert" not in page, path
        assert "{{ 7*7 }}" in page, path


def test_an_unknown_service_is_not_found(web: TestClient) -> None:
    assert web.get("/desk/services/no-such-service").status_code == 404
    assert post(web, "/desk/services/no-such-service/hide", reason="x").status_code == 404


def test_the_record_says_who_did_what(web: TestClient) -> None:
    change(web, description="Ours")
    page = web.get(address()).text
    assert "changed: description" in page
    assert "(Sofia Marsh)" in page
