"""Services that leave their feed: at once out of everything, as they were when they come back, deleted after 13 months."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from directory import published
from directory.checking import check_services
from directory.cli import services_app
from directory.duplicates import decide, find_duplicates, undecided_pairs
from directory.edits import edit_service, edits_on, entries_of, hide_service, still_right
from directory.export import export_services
from directory.feed.apply import ShrunkError, apply_feed
from directory.feed.report import Report
from directory.feed.store import is_read_otherwise, read_again
from directory.filters import Filters, place_ids, service_ids
from directory.freshness import months_before, months_since
from directory.freshness_round import freshness_round
from directory.gone import how_many_gone, how_many_here, keep_as_ours, let_go, list_gone, purge_gone
from directory.keeping import DESK, DuplicatePair, ServiceEdit, ServiceKeeping, ServiceLetter
from directory.letters import link_token, make_letter, service_of_token, to_ring, waiting_letters
from directory.listing import list_services
from directory.models import Organization, Service, ServiceAtLocation, ServiceTerm, ServiceTopic, TaxonomyTerm, Word
from directory.places import find_place
from directory.query import Query, london_today
from directory.search import search
from directory.words import stem
from storage import new_id, reading, writing
from tests.directory.feed_double import a_feed, applied

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
TODAY = london_today()
CHOIR: dict[str, Any] = {
    "id": "choir",
    "name": "Zither choir",
    "email": "choir@example.org",
    "organization": {"id": "9b0d8a0e-1f0b-4f6e-9d5c-3a1d8f1f0a01", "name": "The Zitherists"},
    "attributes": [{"taxonomy_term": {"id": "t1", "name": "Zithers", "taxonomy": "Music"}}],
    "service_at_locations": [
        {
            "id": "7d3d3b7c-5a55-4a4f-8d52-0d5f5f5d5b01",
            "location": {
                "latitude": 52.1,
                "longitude": -1.9,
                "addresses": [{"address_1": "Hall", "city": "Zitherham", "postal_code": "B98 7JB"}],
            },
        }
    ],
}


def choir(session: Session) -> Service:
    found: Service = session.scalars(select(Service).where(Service.name == "Zither choir")).one()
    return found


def come(**changed: Any) -> Report:
    """Five services and the choir."""
    return applied([*a_feed(5), {**CHOIR, **changed}])


def leave() -> Report:
    return applied(a_feed(5))


def after_leaving(*, prepare: Callable[[Session], None] = lambda _: None) -> None:
    come()
    with writing() as session:
        prepare(session)
    assert leave().gone == 1


def long_ago(days: int) -> None:
    with writing() as session:
        session.execute(
            update(Service).where(Service.gone_on.is_not(None)).values(gone_on=TODAY - timedelta(days=days))
        )


def state(session: Session) -> list[Row[Any]]:
    """All that an import may change, but the moment of the last change where the feed names none."""
    tables = (
        Organization,
        ServiceAtLocation,
        ServiceTerm,
        ServiceTopic,
        TaxonomyTerm,
        Word,
        ServiceEdit,
        ServiceKeeping,
    )
    columns = [column for column in Service.__table__.columns if column.name != "last_modified"]
    rows = [row for table in tables for row in session.execute(select(table.__table__))]
    return sorted([*rows, *session.execute(select(*columns))], key=repr)


def found(words: str = "zither choir", **asked: Any) -> list[str]:
    with reading() as session:
        return [match.service.name for match in search(session, Query(words=words, **asked)).services]


def test_a_gone_service_is_out_of_everything_at_once(database: str) -> None:
    come()
    assert found() == ["Zither choir"]
    leave()
    assert found() == []
    assert found("zither chior") == []  # a slip is not read as a word that only it had
    assert "Zither choir" not in found("")
    with reading() as session:
        gone = choir(session)
        assert gone.gone_on == TODAY
        assert gone.id not in service_ids(session, Filters())
        assert published.services(session, [gone.id]) == []
        assert service_ids(session, Filters(search="zither")) == []
        assert place_ids(session, Filters()) == []
        assert "Zitherists" not in str(published.organizations(session, published.organization_ids(session)))
        assert published.taxonomies(session) == []
        assert "Zither" not in "".join(export_services(session, "json"))
        assert "Zither" not in "".join(export_services(session, "csv"))
        assert check_services(session, TODAY).services == 5
        assert find_place(session, "Zitherham") is None
        assert session.get(Word, stem("zither")) is None
        assert session.scalars(select(Organization.name)).all() == ["Org"]
        assert session.scalar(select(func.count()).select_from(TaxonomyTerm)) == 0
        assert list_services(session, "", "all", 1, TODAY).counts["all"] == 5
        assert list_services(session, "zither", "all", 1, TODAY).counts == dict.fromkeys(
            ("all", "fresh", "ageing", "stale", "unknown", "hidden"), 0
        )
        assert (how_many_here(session), how_many_gone(session)) == (5, 1)


def test_a_gone_service_is_asked_nothing_and_its_link_has_ended(database: str) -> None:
    def asked(session: Session) -> None:
        session.add(make_letter(choir(session), NOW))

    after_leaving(prepare=asked)
    with reading() as session:
        token = link_token(choir(session), NOW + timedelta(days=1))
        assert service_of_token(session, token, NOW) is None
        assert waiting_letters(session, "Council", "https://help.example.org") == []
    assert freshness_round(NOW)["ask"] == 5
    with reading() as session:
        assert "Zither choir" not in [service.name for service in to_ring(session)]


def test_nothing_changes_when_the_feed_is_read_again_without_it(database: str) -> None:
    after_leaving()
    long_ago(3)
    with reading() as session:
        before = state(session)
    again = leave()
    assert (again.added, again.changed, again.gone, again.unchanged) == (0, 0, 0, 5)
    with reading() as session:
        assert state(session) == before


@pytest.mark.parametrize("changed", [{}, {"description": "New words"}])
def test_one_that_comes_back_counts_as_added_and_is_as_it_was(database: str, changed: dict[str, str]) -> None:
    come()
    with writing() as session:
        service = choir(session)
        edit_service(session, service, service.document().model_copy(update={"fees": "Ours"}), "sofia", NOW)
        hide_service(session, service, "No", "sofia", NOW)
        before = state(session)
    leave()
    back = come(**changed)
    assert (back.added, back.changed, back.gone, back.unchanged) == (1, 0, 0, 5)
    with reading() as session:
        service = choir(session)
        assert (service.gone_on, service.hidden, service.record["fees"]) == (None, True, "Ours")
        assert service.record.get("description", "") == changed.get("description", "")
        if not changed:
            assert state(session) == before
    assert come(**changed).unchanged == 6


def test_a_dry_run_names_what_came_back(database: str) -> None:
    after_leaving()
    with writing() as session:
        report = apply_feed(session, [*a_feed(5), CHOIR], "test", report=Report(detailed=True))
        session.rollback()
    assert (report.added_services, report.changes, report.gone_services) == (["Zither choir"], [], [])


def test_one_whose_record_is_refused_when_it_comes_back_stays_gone(database: str) -> None:
    after_leaving()
    report = come(name="")
    assert (report.added, report.gone, len(report.rejected)) == (0, 0, 1)
    assert found() == []


def test_gone_services_do_not_count_when_a_feed_shrinks(database: str) -> None:
    applied(a_feed(20))
    applied(a_feed(16))
    with pytest.raises(ShrunkError, match="4 of the 16"):
        applied(a_feed(12))
    assert applied(a_feed(13)).gone == 3


def test_a_feed_under_a_new_name_takes_over_the_gone_services_of_the_old(database: str) -> None:
    own = "0e6f2a9c-6f0e-4d57-9a42-9c7d0b8f1a11"
    records = [{"id": own, "name": "Chess club"}]
    with writing() as session:
        apply_feed(session, records, "old")
        refused = apply_feed(session, records, "new")
        assert refused.rejected[0]["why"] == "another feed already has a service with its id"
        apply_feed(session, [], "old", force=True)
        assert apply_feed(session, records, "new").added == 1
        assert session.scalars(select(Service.source)).all() == ["new"]
        assert len(apply_feed(session, records, "old").rejected) == 1


def test_reading_the_facts_again_after_an_upgrade_leaves_the_gone_alone(database: str) -> None:
    after_leaving()
    with writing() as session:
        session.execute(update(Service).values(read_as="older"))
        assert read_again(session) == 5
        assert not is_read_otherwise(session)
    assert found() == []
    assert come().added == 1
    assert found() == ["Zither choir"]


def test_a_pair_with_a_gone_service_waits_until_it_is_back_and_what_was_decided_holds(database: str) -> None:
    applied([*a_feed(5), CHOIR, {**CHOIR, "id": "same", "service_at_locations": CHOIR["service_at_locations"]}])
    assert find_duplicates() == 1
    applied([*a_feed(5), CHOIR])
    with reading() as session:
        assert undecided_pairs(session, 10) == []
    assert find_duplicates() == 0
    applied([*a_feed(5), CHOIR, {**CHOIR, "id": "same"}])
    assert find_duplicates() == 1
    with writing() as session:
        assert decide(session, session.scalars(select(DuplicatePair.id)).one(), "different", "sofia", NOW)
    applied([*a_feed(5), CHOIR])
    applied([*a_feed(5), CHOIR, {**CHOIR, "id": "same"}])
    assert find_duplicates() == 0


@pytest.mark.parametrize(
    ("today", "months", "before"),
    [
        (date(2026, 11, 21), 13, date(2025, 10, 21)),
        (date(2027, 3, 31), 13, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2025, 12, 31)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
    ],
)
def test_the_last_day_before_so_many_months(today: date, months: int, before: date) -> None:
    assert months_before(today, months) == before
    assert months_since(before, today) >= months
    assert today.day > before.day or months_since(before + timedelta(days=1), today) < months


def test_after_thirteen_months_it_is_deleted_with_what_was_changed_and_not_before(database: str) -> None:
    def edited(session: Session) -> None:
        service = choir(session)
        edit_service(session, service, service.document().model_copy(update={"fees": "Ours"}), "sofia", NOW)
        hide_service(session, service, "Not safe", "sofia", NOW)
        session.add(make_letter(service, NOW))

    after_leaving(prepare=edited)
    last = months_before(TODAY, 13)
    long_ago((TODAY - last).days - 1)
    with writing() as session:
        assert purge_gone(session, TODAY) == 0
    long_ago((TODAY - last).days)
    with writing() as session:
        assert purge_gone(session, TODAY, dry_run=True) == 1
        assert how_many_gone(session) == 1
        assert purge_gone(session, TODAY) == 1
        assert (how_many_gone(session), how_many_here(session)) == (0, 5)
        assert [session.scalars(select(table)).all() for table in (ServiceEdit, ServiceLetter)] == [[], []]
    come()
    with reading() as session:
        service = choir(session)
        assert (service.hidden, service.record.get("fees")) == (True, None)  # a worker hid it: she has to show it


def test_those_that_somebody_minds_are_listed_first(database: str) -> None:
    applied([*a_feed(50), CHOIR])
    with writing() as session:
        service = choir(session)
        edit_service(session, service, service.document().model_copy(update={"fees": "Ours"}), "sofia", NOW)
        theirs = session.scalars(select(Service.id).where(Service.name == "Service 49")).one()
    applied(a_feed(18), force=True)
    with reading() as session:
        first, second = (list_gone(session, {theirs, new_id()}, page) for page in (1, 2))
        beyond = list_gone(session, set(), 99)
    assert [(each.service.name, each.edited, each.saved) for each in first.services[:3]] == [
        ("Service 49", False, True),
        ("Zither choir", True, False),
        ("Service 18", False, False),
    ]
    assert (first.number, first.pages, len(first.services), len(second.services), beyond.page) == (33, 2, 30, 3, 2)


def test_one_that_is_let_go_is_deleted_and_says_who_did_it_when_it_comes_back(database: str) -> None:
    after_leaving()
    with writing() as session:
        let_go(session, choir(session), "sofia", NOW)
        assert how_many_gone(session) == 0
    assert come().added == 1
    with reading() as session:
        assert [(each.what, each.worker_id, each.detail) for each in entries_of(session, choir(session))] == [
            ("let go", "sofia", "Zither choir")
        ]


def test_one_that_is_kept_is_the_desks_own_and_to_be_checked(database: str) -> None:
    def edited(session: Session) -> None:
        service = choir(session)
        still_right(session, service, TODAY, "sofia", NOW)
        service = choir(session)
        edit_service(session, service, service.document().model_copy(update={"fees": "Ours"}), "sofia", NOW)

    after_leaving(prepare=edited)
    with writing() as session:
        own = choir(session).id
        keep_as_ours(session, choir(session), "amina", NOW)
    assert found("zither") == ["Zither choir"]
    with reading() as session:
        kept = choir(session)
        assert (kept.source, kept.feed_id, kept.id, kept.gone_on, kept.assured_date) == (DESK, own, own, None, None)
        assert kept.record["fees"] == "Ours"
        assert edits_on(session, kept) == {}
        assert {each.what for each in entries_of(session, kept)} == {"still right", "changed", "kept as ours"}
        assert [each.location_id for each in session.scalars(select(ServiceAtLocation))]
        assert session.get_one(Word, stem("zither")).services == 1
    assert freshness_round(NOW)["ask"] == 6
    again = come()
    assert again.rejected == [{"id": "choir", "why": "a worker keeps it as a service of our own"}]
    assert leave().gone == 0
    assert found("zither") == ["Zither choir"]


def test_one_that_is_kept_keeps_its_hiding_its_pairs_and_its_places(database: str) -> None:
    applied([*a_feed(5), {**CHOIR, "id": "x"}, CHOIR])
    find_duplicates()
    with writing() as session:
        pair = session.scalars(select(DuplicatePair)).one()
        stays = "first" if pair.feed_id == "choir" else "other"
        assert decide(session, pair.id, stays, "sofia", NOW)  # type: ignore[arg-type]
    applied([*a_feed(5), {**CHOIR, "id": "x"}])
    applied([*a_feed(5), {**CHOIR, "id": "x", "description": "It has the place's id now."}])
    with writing() as session:
        gone = session.scalars(select(Service).where(Service.feed_id == "choir")).one()
        keep_as_ours(session, gone, "sofia", NOW)
        pair = session.scalars(select(DuplicatePair)).one()
        assert {(pair.source, pair.feed_id), (pair.other_source, pair.other_feed_id)} == {
            ("test", "x"),
            (DESK, gone.id),
        }
        assert (pair.source, pair.feed_id) < (pair.other_source, pair.other_feed_id)
        shown = (pair.source, pair.feed_id) if pair.stays == "first" else (pair.other_source, pair.other_feed_id)
        assert shown == (DESK, gone.id)
        hidden = session.scalars(select(Service.feed_id).where(Service.hidden)).all()
        assert hidden == ["x"]
        assert len(set(session.scalars(select(ServiceAtLocation.id)))) == 2


def test_the_command_line_says_gone_and_added(database: str, tmp_path: Any) -> None:
    path = tmp_path / "feed.json"
    counts = []
    for records in ([*a_feed(5), CHOIR], a_feed(5), [*a_feed(5), CHOIR]):
        path.write_text(json.dumps(records))
        told = json.loads(CliRunner().invoke(services_app, ["import", str(path), "--json"]).stdout)
        counts.append((told["added"], told["gone"], told["unchanged"]))
    assert counts == [(6, 0, 0), (0, 1, 5), (1, 0, 5)]
