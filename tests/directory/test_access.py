"""What services state of access and needs (SEND), and what parents' words ask for: not stated is neither yes nor no."""

from typing import Any

import pytest
import yaml

from directory.access import (
    ACCESS,
    LISTS,
    SEND,
    access_in,
    access_of,
    access_of_place,
    access_said,
    in_english,
    send_in,
    send_of,
    send_said,
    with_access,
)
from directory.feed.normalise import service
from directory.feed.outpost import from_outpost
from directory.feed.spreadsheet import csv_records
from directory.phrases import STATED
from directory.standard import Location, Service
from locales import LANGUAGES


def _service(**given: Any) -> Service:
    return service({"id": "1", "name": "Somewhere", **given}, "test")


def _at(*lists: list[str]) -> list[dict[str, Any]]:
    return [
        {"location": {"id": str(at), "accessibility": [{"description": each} for each in listed]}}
        for at, listed in enumerate(lists)
    ]


PROSE = [
    ("Wheelchair access.", {"step_free": "yes"}),
    ("Level access throughout", {"step_free": "yes"}),
    ("It is on the ground floor so no steps to the building", {"step_free": "yes"}),
    ("There is no step-free access", {"step_free": "no"}),
    ("The hall is not wheelchair accessible", {"step_free": "no"}),
    ("Sorry, there is no lift", {"step_free": "no"}),
    ("Step-free access is not available", {"step_free": "no"}),
    ("There are steps down into the building with no disabled access", {"step_free": "no"}),
    ("Up two flights of stairs", {"step_free": "no"}),
    ("Partial wheelchair access", {"step_free": "partly"}),
    ("Wheelchair access to the ground floor only", {"step_free": "partly"}),
    ("We are hoping to have wheelchair access soon", {}),
    ("If you need step-free access, tell us", {}),
    ("Ask about wheelchair access", {}),
    ("Our wheelchair accessible minibus takes you home", {}),
    ("First Steps to Parenting: take steps in the right direction", {}),
    ("A skate ramp and steps from the station", {}),
    ("Fully accessible website", {}),
    ("Wheelchair accessible toilet", {"accessible_toilet": "yes"}),
    ("There is no ramp, lift or accessible toilet.", {"step_free": "no", "accessible_toilet": "no"}),
    ("Wheelchair access, but no hearing loop", {"step_free": "yes", "hearing_loop": "no"}),
    ("No need to book. Hearing loop", {"hearing_loop": "yes"}),
    (
        "Not just for wheelchair users. Disabled toilets and blue badge parking",
        {"accessible_toilet": "yes", "parking": "yes"},
    ),
    ("Hearing loop: no", {"hearing_loop": "no"}),
    ("Is there a hearing loop? No.", {"hearing_loop": "no"}),
    ("The hearing loop is out of order", {"hearing_loop": "no"}),
    ("How to apply for a blue badge", {}),
    ("A BSL interpreter comes on Mondays", {"bsl": "yes"}),
    ("Learn BSL with us", {}),
    ("Low noise, low light and a hoist", {"quiet": "yes", "hoist": "yes"}),
    ("Changing Places toilet", {"changing_place": "yes"}),
    ("A club for children.", {}),
]


@pytest.mark.parametrize(("said", "stated"), PROSE)
def test_a_services_own_words_state_access_or_deny_it_or_say_nothing(said: str, stated: dict[str, str]) -> None:
    assert access_of(_service(description=said)) == stated


LISTED = [
    ("Wheelchair accessible entrance", {"step_free": "yes"}),
    ("Partial wheelchair access", {"step_free": "partly"}),
    ("Accessible", {"step_free": "yes"}),
    ("Portable ramp", {"step_free": "yes"}),
    ("No ramp", {"step_free": "no"}),
    ("Steps at the entrance", {"step_free": "no"}),
    ("Building has lift", {}),
    ("Accessible toilet facilities", {"accessible_toilet": "yes"}),
    ("Disabled car parking space", {"parking": "yes"}),
    ("British sign language (bsl)", {"bsl": "yes"}),
    ("Hoist", {"hoist": "yes"}),
    ("Baby changing facilities", {}),
    ("Changing facilities", {}),
    ("Car parking", {}),
    ("Bus stop nearby", {}),
]


@pytest.mark.parametrize(("said", "stated"), LISTED)
def test_the_fields_list_of_accessibilities_is_understood(said: str, stated: dict[str, str]) -> None:
    assert access_of(_service(service_at_locations=_at([said]))) == stated


def test_a_places_list_comes_before_the_services_prose() -> None:
    given = {"description": "Wheelchair access.", "service_at_locations": _at(["Steps at the entrance"])}
    assert access_of(_service(**given)) == {"step_free": "no"}


PLACES = [
    ([["Step-free"], ["Step-free"]], "yes"),
    ([["Step-free"], []], "partly"),
    ([["Step-free"], ["No step-free access"]], "partly"),
    ([["No step-free access"], ["No step-free access"]], "no"),
    ([["No step-free access"], []], None),
    ([[], []], None),
]


@pytest.mark.parametrize(("lists", "stated"), PLACES)
def test_a_service_in_several_places_states_what_is_so_at_all_of_them(
    lists: list[list[str]], stated: str | None
) -> None:
    assert access_of(_service(service_at_locations=_at(*lists))).get("step_free") == stated


def test_sign_language_is_a_language_of_the_service() -> None:
    assert access_of(_service(languages=[{"name": "BSL"}])) == {"bsl": "yes"}


NEEDS = [
    ({"name": "Jigsaw Autism and ADHD Group"}, {"autism", "adhd", "any"}),
    ({"description": "For children with learning disabilities and cerebral palsy"}, {"learning", "physical", "any"}),
    ({"description": "Speech and language therapy for deaf children"}, {"communication", "hearing", "any"}),
    ({"description": "We are unable to support children with autism"}, set()),
    ({"description": "All children welcome, also with additional needs"}, {"any"}),
    ({"description": "An autism friendly session"}, {"autism", "any"}),
    ({"description": "We look forward to hearing from you"}, set()),
    ({"name": "Chess club"}, set()),
]


@pytest.mark.parametrize(("given", "needs"), NEEDS)
def test_a_service_says_for_which_needs_it_is(given: dict[str, str], needs: set[str]) -> None:
    assert send_of(_service(**given)) == needs


TERMS = [
    ("Autism", "autism"),
    ("Autistic Spectrum Disorder (ASD)", "autism"),
    ("Social, emotional and mental health difficulties", "semh"),
    ("Hearing", "hearing"),
    ("Hearing impairment", "hearing"),
    ("Communication and interaction", "communication"),
    ("Speech, language and communication needs", "communication"),
    ("Sensory and physical needs", "physical"),
    ("Physical disabilities", "physical"),
    ("Mobility", "physical"),
    ("Cognition and learning", "learning"),
    ("Learning difficulties and disabilities", "learning"),
    ("Visual", "vision"),
    ("Visual impairment", "vision"),
    ("Multi-sensory impairment", "hearing"),
    ("Other difficulties or disabilities", "any"),
    ("Visual and/or hearing impediment", "vision"),
]


@pytest.mark.parametrize(("term", "need"), TERMS)
def test_the_fields_lists_of_needs_are_understood(term: str, need: str) -> None:
    assert {need, "any"} <= send_of(_service(attributes=[{"taxonomy_term": {"name": term}}]))


def test_outposts_needs_suitabilities_and_accessibilities_are_kept() -> None:
    record = {
        "id": 7,
        "name": "Swim",
        "min_age": 3,
        "organisation": {"name": "Pool"},
        "send_needs": [{"id": 1, "name": "Autism"}],
        "suitabilities": [{"id": 4, "name": "Physical disabilities"}],
        "locations": [
            {"id": 1, "name": "Pool", "postal_code": "FP1 2AD", "accessibilities": [{"id": 9, "name": "Hoist"}]}
        ],
    }
    read = service(from_outpost(record), "outpost")
    assert send_of(read) == {"autism", "physical", "any"}
    assert access_of(read) == {"hoist": "yes"}


def test_open_referral_one_and_three_and_a_table_keep_what_makes_a_place_usable() -> None:
    one = _service(service_at_locations=[{"location": {"accessibility_for_disabilities": [{"accessibility": "Ramp"}]}}])
    three = _service(
        service_at_locations=[
            {"location": {"accessibility": [{"description": "Loop", "details": "A hearing loop", "url": "a.org/x"}]}}
        ]
    )
    (row,) = csv_records(b"id,name,postal_code,accessibility\n1,Club,FP1 2AD,step-free; no hoist\n")
    assert access_of(one) == {"step_free": "yes"}
    assert access_of(three) == {"hearing_loop": "yes"}
    assert three.service_at_locations[0].location.accessibility[0].url == "https://a.org/x"
    assert access_of(service(row, "test")) == {"step_free": "yes", "hoist": "no"}


def test_a_masked_place_says_what_it_has_in_our_words_only() -> None:
    entry = {"description": "Ramp from 12 Rose Lane", "details": "Ring at number 12", "url": "a.org/12-rose-lane"}
    masked = {"location": {"masked": True, "accessibility": [entry, {"description": "By the mill"}]}}
    (at,) = _service(service_at_locations=[masked]).service_at_locations
    assert [each.document() for each in at.location.accessibility] == [
        {"id": at.location.accessibility[0].id, "description": "Step-free"}
    ]


ASKED = [
    ("en", "is there a baby group that my wheelchair can get into", ("step_free",), ()),
    ("en", "I can't do stairs and need a disabled toilet", ("step_free", "accessible_toilet"), ()),
    ("en", "he has cerebral palsy, we need changing places and a hoist", ("changing_place", "hoist"), ("physical",)),
    ("en", "my autistic son hates noise", ("quiet",), ("autism",)),
    ("en", "she is deaf, does anyone use sign language", ("bsl",), ("hearing",)),
    ("en", "somewhere I can park with my blue badge", ("parking",), ()),
    ("en", "a hall with a hearing loop", ("hearing_loop",), ()),
    ("en", "my daughter has special needs", (), ("any",)),
    ("en", "still isn't talking at 3, think he might have adhd", (), ("adhd", "communication")),
    ("en", "dyslexia, and partially sighted", (), ("learning", "vision")),
    ("pl", "moja córka jest na wózku inwalidzkim", ("step_free",), ()),
    ("pl", "syn ma autyzm, szukam cichego miejsca", ("quiet",), ("autism",)),
    ("ro", "copilul are autism și nu vorbește încă", (), ("autism", "communication")),
    ("ro", "un loc fără scări, scaun cu rotile", ("step_free",), ()),
    ("ur", "میرا بیٹا وہیل چیئر پر ہے اور اسے آٹزم ہے", ("step_free",), ("autism",)),
    ("ur", "mera beta bolta nahi, autism hai", (), ("autism", "communication")),
    ("ur", "mazoor bachay ke liye koi jagah", (), ("any",)),
    ("pa", "ਮੇਰਾ ਪੁੱਤ ਵੀਲ੍ਹਚੇਅਰ ਤੇ ਹੈ", ("step_free",), ()),
    ("pa", "ਔਟਿਜ਼ਮ ਵਾਲੇ ਬੱਚੇ", (), ("autism",)),
    ("bn", "আমার মেয়ে হুইলচেয়ারে থাকে", ("step_free",), ()),
    ("bn", "amar chele kotha bole na", (), ("communication",)),
    ("ar", "ابني عنده توحد ولا يتكلم", (), ("autism",)),
    ("ar", "أستخدم كرسي متحرك", ("step_free",), ()),
    ("so", "wiilkaygu wuxuu ku fadhiyaa kursiga curyaanka", ("step_free",), ()),
    ("so", "gabadhaydu waa dhegool", (), ("hearing",)),
    ("uk", "син на інвалідному візку", ("step_free",), ()),
    ("uk", "дитина з аутизмом і РДУГ", (), ("autism", "adhd")),
    ("es", "mi hija va en silla de ruedas y tiene TDAH", ("step_free",), ("adhd",)),
    ("pt", "o meu filho é surdo, alguém sabe língua gestual", ("bsl",), ("hearing",)),
]


@pytest.mark.parametrize(("language", "text", "access", "send"), ASKED)
def test_parents_ask_in_every_language(
    language: str, text: str, access: tuple[str, ...], send: tuple[str, ...]
) -> None:
    assert language in LANGUAGES
    assert (access_in(text), send_in(text)) == (access, send)


NOT_ASKED = [
    "a cup of tea and some toast",
    "can you send me the list",
    "we have had our ups and downs",
    "he is very quiet at school",
    "problemy ze sen",
    "my first steps in English",
    "I can hear her crying at night",
    "",
    "\x00",
    "wheel" * 1000,
]


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_sounds_alike_asks_for_nothing(text: str) -> None:
    assert (access_in(text), send_in(text)) == ((), ())


TAKEN_BACK = [
    ("she isn't autistic", "autism"),
    ("he is not on the autism spectrum, no not autistic", "autism"),
    ("autism nahi hai", "autism"),
    ("nie ma autyzmu", "autism"),
    ("no tiene autismo", "autism"),
    ("she doesn't use a wheelchair", "step_free"),
    ("wheelchair nahi", "step_free"),
]


@pytest.mark.parametrize(("text", "name"), TAKEN_BACK)
def test_what_she_takes_back_is_not_asked_for(text: str, name: str) -> None:
    said = {**access_said(text), **send_said(text)}
    assert said == {name: False}
    assert (access_in(text), send_in(text)) == ((), ())


def test_every_name_has_words_of_services_and_of_parents() -> None:
    for name, label in ACCESS.items():
        listed = label if name != "quiet" else "Quiet space"
        assert access_of(_service(service_at_locations=_at([listed]))) == {name: "yes"}, name
    for need, label in SEND.items():
        assert need in send_of(_service(description=f"For {label}.")), need
        assert need in send_in(f"my child has {label}"), need


def _phrases(kind: str) -> list[tuple[str, str]]:
    """Each name with each phrase by which a service states it, the first of several ways to write it."""
    lists = yaml.safe_load(LISTS.read_text(encoding="utf-8"))[kind]
    return [
        (name, " ".join(word.split("/")[0].strip("*") for word in phrase.split()))
        for name, given in lists.items()
        for phrase in given["says"].split(",")
    ]


def test_every_phrase_in_the_list_is_read_where_a_service_says_it() -> None:
    unread = [phrase for name, phrase in _phrases("access") if name not in access_of(_service(description=phrase))]
    unread += [phrase for name, phrase in _phrases("send") if name not in send_of(_service(description=phrase))]
    assert unread == []


def test_what_a_worker_says_of_a_place_is_read_again_as_it_was_said() -> None:
    for name in ACCESS:
        for said in STATED:
            (at,) = _service(service_at_locations=_at([in_english(name, said)])).service_at_locations
            assert access_of_place(at.location) == {name: said}, (name, said)


def test_changing_one_thing_of_a_place_keeps_the_others() -> None:
    (at,) = _service(
        service_at_locations=_at(["Wheelchair access, hearing loop", "Baby changing"])
    ).service_at_locations
    changed: Location = with_access(at.location, {"step_free": "no"})
    assert changed.accessibility[0].description == "Baby changing"
    assert access_of_place(changed) == {"step_free": "no", "hearing_loop": "yes"}
    assert access_of_place(with_access(changed, {}, ["step_free", "hearing_loop"])) == {}
