"""Single values and single records as feeds really write them."""

import json
from datetime import UTC, datetime, time
from typing import Any

import pytest

from directory.feed import clean
from directory.feed.languages import language_of
from directory.feed.normalise import RejectedError, service
from directory.feed.outpost import from_outpost, is_outpost
from directory.feed.spreadsheet import csv_records

TEXTS = [
    ("<p>Hello <b>you</b></p><p>Bye</p>", "Hello you\n\nBye"),
    ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
    ("Tea &amp; toast&nbsp;here", "Tea & toast here"),
    ("before<script>alert(1)</script>after", "beforeafter"),
    ("<style>p{}</style>Text", "Text"),
    ("a < b", "a < b"),
    ("&lt;script&gt;alert(1)&lt;/script&gt;then", "then"),
    ("&amp;lt;b&amp;gt;R&amp;amp;B&amp;lt;/b&amp;gt;", "R&B"),
    ("&" + "amp;" * 20 + "lt;b>", "amp;" * 10 + "lt;b"),
    (float("nan"), ""),
    ("line\r\nnext", "line\nnext"),
    ("odd\x00\x07\u202e text\ud800", "odd text"),
    (None, ""),
    (["list"], ""),
    (True, ""),
    (12, "12"),
]


@pytest.mark.parametrize(("value", "text"), TEXTS)
def test_html_becomes_plain_text(value: Any, text: str) -> None:
    assert clean.plain_text(value) == text


ADDRESSES = [
    ("http:www.place.org.uk/x", "http://www.place.org.uk/x"),
    ("www.place.org.uk", "https://www.place.org.uk"),
    ("place.org.uk:8080/x", "https://place.org.uk:8080/x"),
    ("https://place.example.org", "https://place.example.org"),
    ("javascript:alert(1)", None),
    ("data:text/html,x", None),
    ("file:///etc/passwd", None),
    ("http://user:secret@place.org", None),
    ("http://www.example.com", None),
    ("https://place.org/<script>", "https://place.org/"),
    ("not an address", None),
    ("http://[::1", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("value", "address"), ADDRESSES)
def test_web_addresses_get_a_scheme_or_are_left_out(value: Any, address: str | None) -> None:
    assert clean.web_address(value) == address


PHONES = [
    ("Bristol Youth MAPS: 0163 296 0295", ("0163 296 0295", "Bristol Youth MAPS")),
    ("01632 960187", ("01632 960187", "")),
    ("Tel. +44 (0)1632 960187 (office)", ("+44 (0)1632 960187", "Tel.")),
    ("111", ("111", "")),
    ("Samaritans 116 123", ("116 123", "")),
    ("ask at the desk", None),
    (None, None),
]


@pytest.mark.parametrize(("value", "phone"), PHONES)
def test_a_phone_with_a_name_in_front_is_split(value: Any, phone: tuple[str, str] | None) -> None:
    assert clean.telephone(value) == phone


@pytest.mark.parametrize(
    ("value", "age"),
    [(-1, None), (127, None), ("5", 5.0), (0, 0.0), (None, None), ("x", None), (True, None), (0.5, 0.5)],
)
def test_an_age_of_minus_one_is_open(value: Any, age: float | None) -> None:
    assert clean.age(value) == age


TIMES = [
    ("10:00", time(10)),
    ("9.30am", time(9, 30)),
    ("6pm", time(18)),
    ("12am", time(0)),
    ("12", None),
    ("25:00", None),
    ("", None),
]


@pytest.mark.parametrize(("value", "at"), TIMES)
def test_times_of_day_are_read(value: str, at: time | None) -> None:
    assert clean.clock(value) == at


def test_a_naive_moment_is_londons() -> None:
    assert clean.moment("2025-07-02T12:06:15") == datetime(2025, 7, 2, 11, 6, 15, tzinfo=UTC)
    assert clean.moment("2025-07-02T12:06:15Z") == datetime(2025, 7, 2, 12, 6, 15, tzinfo=UTC)
    assert clean.moment("last week") is None


@pytest.mark.parametrize(
    ("value", "email"),
    [
        (" info@place.org. ", "info@place.org"),
        ("Unknown-1@noemail.invalid", None),
        ("mailto:a@b.org", "a@b.org"),
        ("none", None),
    ],
)
def test_placeholder_e_mail_addresses_are_absent(value: str, email: str | None) -> None:
    assert clean.email_address(value) == email


@pytest.mark.parametrize(
    ("code", "name", "read"),
    [
        ("", "Panjabi", "pa"),
        ("ps", "", "ps"),
        ("", "Dari", "prs"),
        ("en-GB", "", "en"),
        ("", "Polski", "pl"),
        ("", "Klingonese", None),
    ],
)
def test_languages_are_known_by_code_or_name(code: str, name: str, read: str | None) -> None:
    found = language_of(code, name)
    assert (found[0] if found else None) == read


def _record(**more: Any) -> dict[str, Any]:
    return {"id": "1", "name": "Place", **more}


def test_twins_with_a_trailing_space_are_one_term() -> None:
    audiences = [{"audienceType": "Carers"}, {"audienceType": "Carers "}, {"audienceType": "carers"}]
    assert service(_record(pc_targetAudience=audiences), "test").terms() == ["Carers"]


def test_version_1_says_ages_and_terms_elsewhere() -> None:
    read = service(
        _record(
            eligibilitys=[{"minimum_age": 5, "maximum_age": 11}],
            service_taxonomys=[{"taxonomy": {"id": "t1", "name": "Activities", "vocabulary": "esd"}}],
            regular_schedules=[{"byday": "MO", "opens_at": "10:00"}],
        ),
        "test",
    )
    assert (read.minimum_age, read.maximum_age, read.terms(), read.schedules[0].byday) == (5, 11, ["Activities"], "MO")


def test_who_did_the_checking_is_not_kept() -> None:
    read = service(_record(assurer_email="someone@council.example.org", pc_metadata={"assured_by": "Jo"}), "test")
    assert "someone" not in json.dumps(read.document())
    assert "Jo" not in json.dumps(read.document())


def test_a_masked_place_keeps_no_more_than_town_and_outcode() -> None:
    address = {"address_1": "4 Secret Street", "city": "Fennbrook", "postal_code": "FP1 2AB"}
    location = {
        "latitude": 52.4,
        "longitude": -0.6,
        "mask_exact_address": True,
        "name": "Secret House",
        "addresses": [address],
    }
    read = service(_record(service_at_locations=[{"location": location}]), "test")
    written = json.dumps(read.document())
    assert not [secret for secret in ("Secret", "2AB", "52.4") if secret in written]
    assert "FP1" in written


def test_reading_what_was_written_changes_nothing() -> None:
    first = service(
        _record(
            organization={"id": "o", "name": "Org"},
            contacts=[{"phones": [{"number": "Desk: 01632 960001"}]}],
            service_at_locations=[{"location": {"latitude": 52, "longitude": -1, "addresses": [{"city": "X"}]}}],
            cost_options=[{"amount": 2}],
            languages=[{"name": "Polish"}],
            attributes=[{"taxonomy_term": {"id": "t", "name": "Food", "parent_id": "p"}}],
        ),
        "one",
    )
    assert service(first.document(), "two") == first


@pytest.mark.parametrize(
    ("record", "why"), [({}, "no id"), ({"id": "1", "name": " <br> "}, "no name"), ({"id": "", "name": "x"}, "no id")]
)
def test_a_record_without_an_id_or_a_name_is_refused(record: dict[str, Any], why: str) -> None:
    with pytest.raises(RejectedError, match=why):
        service(record, "test")


JUNK: list[Any] = [None, 1, "x", [], {}, [None], {"a": {}}, [[1]], True, "\ud800", 1e308]


@pytest.mark.parametrize(
    "field", ["schedules", "contacts", "languages", "attributes", "service_at_locations", "organization", "status"]
)
def test_no_junk_in_a_field_breaks_the_rest(field: str) -> None:
    for junk in JUNK:
        assert service(_record(**{field: junk}), "test").name == "Place"
        assert service(_record(**{field: [junk]}), "test").name == "Place"


def test_outpost_says_the_same_in_its_own_words() -> None:
    record = {
        "id": 7,
        "name": "Club",
        "organisation": {"name": "Org"},
        "min_age": 5,
        "max_age": None,
        "free": True,
        "locations": [{"id": 1, "postal_code": "FP1 2AD", "geometry": {"type": "Point", "coordinates": [-0.6, 52.4]}}],
        "regular_schedules": [{"weekday": "Tuesday", "opens_at": "10:00", "closes_at": "11:00"}],
        "send_needs": [{"id": 1, "name": "Autism"}],
    }
    assert is_outpost(record)
    read = service(from_outpost(record), "test")
    location = read.service_at_locations[0].location
    assert (location.latitude, location.longitude) == (52.4, -0.6)
    assert (read.schedules[0].byday, read.cost_options[0].amount, read.terms()) == ("TU", 0, ["Autism"])
    assert (read.minimum_age, read.maximum_age) == (5, None)


def test_a_table_is_read_from_excels_encoding_too() -> None:
    table = "id,name,cost,days,opens_at,languages,topics,postal_code\n1,Café,£2.50,mon;thu,10:00,Polish;Urdu,housing,FP1 2AD\n"
    for data in (table.encode("cp1252"), table.encode("utf-8-sig")):
        (record,) = csv_records(data)
        read = service(record, "test")
        assert (read.name, read.cost_options[0].amount, read.schedules[0].byday) == ("Café", 2.5, "MO,TH")
        assert [spoken.code for spoken in read.languages] == ["pl", "ur"]
